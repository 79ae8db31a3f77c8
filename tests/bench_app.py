"""How long a visitor waits, on loopback, in a real browser: python -m tests.bench_app. Medians, in seconds.

The server is warm: each thing is done once before it is timed. The warehouse is the one that the app would show.
"""

import statistics
import time
from collections.abc import Callable

from playwright.sync_api import Page, sync_playwright

from ingestion.paths import published_warehouse
from streamlit_app.pages import PAGES
from tests.app_served import IDLE, NO_CHROMIUM, chromium, served

TIMES = 5
CHART = '[data-testid="stVegaLiteChart"] .marks'
REDRAWN = """([chart, before]) => {
    const map = document.querySelectorAll(chart)[1];
    return map && map.outerHTML !== before;
}"""
QUESTION = "() => document.querySelector('h1')?.innerText"
ANSWERED = """before => {
    const asked = document.querySelector('h1')?.innerText;
    return asked && asked !== before;
}"""
ADDITIONS = 10_000_000
LIMITS = {"first chart": 3.0, "page change": 1.0, "map of an authority": 2.0}


def median_of(do: Callable[[], None]) -> float:
    do()
    took = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        do()
        took.append(time.perf_counter() - begun)
    return statistics.median(took)


def additions() -> None:
    """Something that depends on the machine alone: it says how far others on the machine slow the rest down."""
    total = 0
    for number in range(ADDITIONS):
        total += number


def first_chart(page: Page, address: str) -> float:
    def arrive() -> None:
        page.goto(address)
        page.wait_for_selector(CHART)

    return median_of(arrive)


def page_change(page: Page, address: str, title: str, view: str) -> tuple[float, float]:
    """From the click on a page's name to the question at its top, and to the last of it; Summary in between."""
    took = []
    for _ in range(TIMES + 1):
        page.goto(address)
        page.wait_for_selector(IDLE)
        page.wait_for_selector(CHART)
        before = page.evaluate(QUESTION)
        begun = time.perf_counter()
        page.get_by_role("link", name=title, exact=True).click()
        page.wait_for_function(ANSWERED, arg=before)
        answered = time.perf_counter()
        page.wait_for_url(f"**/{view}*")
        page.wait_for_selector(IDLE)
        took.append((answered - begun, time.perf_counter() - begun))
    return statistics.median(first for first, _ in took[1:]), statistics.median(last for _, last in took[1:])


def area_map(page: Page, address: str) -> float:
    """From asking for another authority to its map drawn."""
    page.goto(f"{address}/maps")
    page.wait_for_selector(CHART)
    page.wait_for_selector(IDLE)
    control = page.get_by_role("combobox", name="Local authority")
    took = []
    for _ in range(TIMES + 1):
        before = page.locator(CHART).nth(1).evaluate("map => map.outerHTML")
        control.click()
        page.keyboard.press("ArrowDown")
        begun = time.perf_counter()
        page.keyboard.press("Enter")
        page.wait_for_function(REDRAWN, arg=[CHART, before])
        took.append(time.perf_counter() - begun)
    return statistics.median(took[1:])


def main() -> None:
    executable = chromium()
    if executable is None:
        raise SystemExit(NO_CHROMIUM)
    build = published_warehouse()
    if build is None:
        raise SystemExit("no warehouse has been published: `make run` or `make refresh` first")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        page = browser.new_page(viewport={"width": 1280, "height": 2400})
        found = {f"{ADDITIONS:,} additions": median_of(additions)}
        found["first chart"] = first_chart(page, address)
        for view, title in PAGES.items():
            if view != "summary":
                found[f"page change: {title}"], found[f"whole page: {title}"] = page_change(page, address, title, view)
        found["map of an authority"] = area_map(page, address)
        found[f"{ADDITIONS:,} additions again"] = median_of(additions)
        browser.close()
    print(f"build {build.stem}, median of {TIMES}")  # noqa: T201
    for name, seconds in found.items():
        limit = LIMITS.get(name.split(":")[0])
        verdict = "" if limit is None else f"   {'within' if seconds <= limit else 'BEYOND'} {limit:.0f} s"
        print(f"{name:<32}{seconds:>7.2f} s{verdict}")  # noqa: T201


if __name__ == "__main__":
    main()
