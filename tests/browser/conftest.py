"""The app in the machine's own Chromium: on the sample, and on the official files where a mirror is.

Nothing but loopback to talk to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from ingestion.paths import REPOSITORY, DataTree
from tests.app_served import IDLE, NO_CHROMIUM, chromium, served

SHOTS = REPOSITORY / "screenshots"
PATIENCE_MS = 60_000
# The framework asks for these beside the page's own address first, and then where they are.
ASKED_TWICE = ("_stcore/health", "_stcore/host-config")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the app shows, and authorities to look at: two with figures, one with a missing return, one suppressed."""

    name: str
    current: Path
    pair: tuple[str, str]
    missing_return: str
    suppressed: str


SAMPLE = pytest.param("sample", marks=pytest.mark.browser)
REAL = pytest.param("real", marks=pytest.mark.mirror)


@pytest.fixture(scope="session", params=[SAMPLE, REAL])
def shown(request: pytest.FixtureRequest) -> Shown:
    if request.param == "sample":
        current = DataTree(request.getfixturevalue("sample_data") / "sample").current
        pair, missing_return, suppressed = ("E06000903", "E08000902"), "E08000902", "E06000903"
    else:
        current = DataTree(request.getfixturevalue("real_data")).current
        pair, missing_return, suppressed = ("E06000001", "E08000003"), "E09000012", "E09000001"
    return Shown(name=request.param, current=current, pair=pair, missing_return=missing_return, suppressed=suppressed)


@pytest.fixture(scope="session")
def address(shown: Shown) -> Iterator[str]:
    root = shown.current.parents[2 if shown.name == "sample" else 1]
    with served(CSC_DATA_DIR=str(root)) as where:
        yield where


@pytest.fixture(scope="session")
def mart(shown: Shown) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(shown.current.resolve()), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = chromium()
    if executable is None:
        pytest.fail(NO_CHROMIUM, pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=executable)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visitor; afterwards the console must be without errors and no request may have left the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    visitor, errors, elsewhere = context.new_page(), [], []

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.location["url"].endswith(ASKED_TWICE):
            errors.append(message.text)

    def sent(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            elsewhere.append(request.url)

    visitor.on("console", heard)
    visitor.on("pageerror", lambda error: errors.append(str(error)))
    context.on("request", sent)
    visitor.set_default_timeout(PATIENCE_MS)
    yield visitor
    context.close()
    assert errors == []
    assert elsewhere == []


@pytest.fixture
def visit(page: Page, address: str) -> Callable[[str], Page]:
    """Open a page of the app and wait until it has finished."""

    def opened(path: str) -> Page:
        page.goto(f"{address}/{path}")
        return settled(page)

    return opened


def settled(page: Page) -> Page:
    """The same page, once the script has run and what it sent is drawn."""
    page.wait_for_selector("h1")
    page.wait_for_selector(IDLE)
    page.wait_for_function("() => document.querySelectorAll('[data-testid=stSkeleton]').length === 0")
    page.wait_for_timeout(300)
    return page
