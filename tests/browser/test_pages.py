"""What only a real browser can tell: drawing, addresses, downloads, keyboard, width, accessibility."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from streamlit_app.pages import PAGES
from tests.browser.conftest import SHOTS, Shown, settled

PHONE = {"width": 320, "height": 800}
ADDRESSES = {view: "" if view == "summary" else view for view in PAGES} | {
    f"evidence_{section}": f"evidence?evidence={section}" for section in ("curvature", "benchmarks")
}


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def shoot(page: Page, shown: Shown, name: str) -> None:
    """A picture of the whole page, to be looked at."""
    SHOTS.mkdir(exist_ok=True)
    size = page.viewport_size
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": size["width"], "height": min(height + 80, 12_000)})
    page.wait_for_timeout(500)
    page.screenshot(path=SHOTS / f"{shown.name}_{name}_{size['width']}.png")
    page.set_viewport_size(size)


def finding(page: Page) -> str:
    """The first bold words but the banner's."""
    return page.locator("[data-testid=stMarkdownContainer]:not([data-testid=stAlert] *) strong").first.inner_text()


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=re.compile(label)).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_timeout(300)
    settled(page)


@pytest.mark.parametrize("view", ADDRESSES)
def test_a_page_opens_and_axe_finds_no_violation(visit: Callable[[str], Page], shown: Shown, view: str) -> None:
    page = visit(ADDRESSES[view])
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    cells = page.locator("td").all_text_contents()
    assert {"nan", "NaN", "None", "<NA>", "NaT"} & set(cells) == set()
    expect(page.get_by_text("these places do not exist")).to_have_count(1 if shown.name == "sample" else 0)
    assert violations(page) == []
    shoot(page, shown, view)


@pytest.mark.parametrize("view", ADDRESSES)
def test_a_page_fits_a_phone_without_scrolling_sideways(
    visit: Callable[[str], Page], page: Page, shown: Shown, view: str
) -> None:
    page.set_viewport_size(PHONE)
    visit(ADDRESSES[view])
    widths = "() => [document.scrollingElement, document.querySelector('[data-testid=stMain]')].map(e => e.scrollWidth)"
    assert max(page.evaluate(widths)) <= PHONE["width"]
    assert violations(page) == []
    shoot(page, shown, view)


@pytest.mark.parametrize("view", [view for view in PAGES if view != "data"])
def test_the_table_is_as_accessible_as_the_chart(visit: Callable[[str], Page], view: str) -> None:
    page = visit(ADDRESSES[view])
    tabs = page.get_by_role("tab", name="Data")
    if tabs.count() > 0:
        tabs.first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    assert violations(page) == []


def test_another_measure_changes_the_numbers_and_the_address(visit: Callable[[str], Page]) -> None:
    page = visit("")
    before = finding(page)
    choose(page, "^Measure", "Children looked after at 31 March")
    assert finding(page) != before
    assert "measure=cla_at_31_march" in page.url


def test_the_address_makes_the_choice_and_the_back_button_unmakes_it(visit: Callable[[str], Page]) -> None:
    page = visit("?measure=s47&edition=2019")
    assert "section 47 enquiries" in finding(page).lower()
    assert "measure=s47" in page.url
    choose(page, "^Measure", "Referrals")
    assert "rates of referrals" in finding(page)
    page.go_back()
    page.wait_for_timeout(500)
    assert "section 47 enquiries" in finding(settled(page)).lower()


def test_choices_are_kept_from_page_to_page(visit: Callable[[str], Page]) -> None:
    page = visit("?measure=cla_at_31_march")
    page.get_by_role("link", name="Compare").click()
    page.wait_for_url("**/compare*")
    settled(page)
    expect(page.get_by_role("combobox", name=re.compile("^Measure"))).to_have_value(re.compile("Children looked after"))
    assert "measure=cla_at_31_march" in page.url


def test_an_unknown_authority_gives_way_with_a_notice(visit: Callable[[str], Page]) -> None:
    page = visit("my_area?area=E00000000")
    expect(page.get_by_text("does not offer what was asked for")).to_be_visible()


def test_a_download_equals_the_mart(
    visit: Callable[[str], Page], mart: duckdb.DuckDBPyConnection, shown: Shown
) -> None:
    page = visit(f"compare?who=authorities&areas={','.join(shown.pair)}&measure=referrals&year=2024")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download rates of these authorities (CSV)").click()
    rows = list(csv.DictReader(Path(coming.value.path()).read_text(encoding="utf-8").splitlines()))
    held = mart.execute(
        "select la_code, count, value, ci_low from marts.fct_la_indicators where indicator_id = 'referrals'"
        " and financial_year_end = 2024 and breakdown = 'total' and la_code in $pair order by 1",
        {"pair": list(shown.pair)},
    ).fetchall()
    kind = "synthetic__" if shown.name == "sample" else ""
    assert coming.value.suggested_filename.startswith(f"{kind}referrals_compared__to_2024-03-31__")
    found = sorted(
        (row["la_code"], int(row["count"]), float(row["rate_per_10k"]), float(row["rate_ci_low"])) for row in rows
    )
    assert found == [pytest.approx(row) for row in held]


@pytest.mark.parametrize("which", ["missing_return", "suppressed"])
def test_the_area_brief_prints_on_two_pages_of_a4(
    visit: Callable[[str], Page], page: Page, tmp_path: Path, shown: Shown, which: str
) -> None:
    visit(f"my_area?area={getattr(shown, which)}")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Download the area brief").click()
    brief = tmp_path / coming.value.suggested_filename
    coming.value.save_as(brief)
    reader = page.context.new_page()
    reader.goto(brief.as_uri())
    pages = re.findall(rb"/Type\s*/Page\b", reader.pdf(prefer_css_page_size=True))
    assert len(pages) == 2
    reader.set_viewport_size(PHONE)
    assert reader.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(reader) == []


def test_everything_can_be_done_by_keyboard(visit: Callable[[str], Page]) -> None:
    page = visit("")
    walk_to(page, "link", "Gradient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gradient*")
    before = finding(settled(page))
    walk_to(page, "combobox", "Measure")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert finding(settled(page)) != before
    walk_to(page, "tab", "Chart")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("table").first).to_be_visible()
    walk_to(page, "region", "Rates by local authority")
    walk_to(page, "button", "Download rates by local authority (CSV)")
    with page.expect_download():
        page.keyboard.press("Enter")


FOCUSED = """() => {
    const at = document.activeElement;
    const role = at.getAttribute("role") || {A: "link", BUTTON: "button", INPUT: "combobox"}[at.tagName] || at.tagName;
    return [role, at.getAttribute("aria-label") || at.innerText || ""];
}"""


def walk_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at_role, at_name = page.evaluate(FOCUSED)
        if at_role == role and name in at_name:
            return
    pytest.fail(f"the keyboard does not reach the {role} “{name}”")
