"""A publisher on this machine that answers in the layouts of the real services."""

import json
from collections.abc import Callable

import pytest
import stamina
from pytest_httpserver import HTTPServer

from ingestion.registry import Source

SLUG = "/api/publications/children-in-need/releases"


@pytest.fixture(autouse=True)
def two_tries_without_pauses(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=2):
        yield


def listed(year: str, published: str, **extra: object) -> dict[str, object]:
    """One release as the list of a publication gives it."""
    return {
        "id": f"9d18dcc5-0000-0000-0000-{year[:4]:0>12}",
        "title": f"Reporting year {year}",
        "slug": year,
        "yearTitle": year,
        "coverageTitle": "Reporting year",
        "published": published,
        "nextReleaseDate": {"year": "2026", "month": "10", "day": ""},
        "type": "AccreditedOfficialStatistics",
        "latestRelease": False,
    } | extra


def declaration(url: str | None, fetch: str, landing_page: str, file: str) -> dict[str, object]:
    """One source of two tables, declared for 2024 and 2025."""
    table = {"description": "Counts.", "rows": {"min": 2, "max": 9}}
    columns = {"la_code": {"role": "key"}, "referral_count": None, "visits_percent": {"blank": True}}
    calls = {"la_code": {"role": "key"}, "calls": None, "calls_answered": None}
    members = {
        "dfe__visits": {"file": file, "sha256": "unpinned"},
        "dfe__calls": {"file": "data/d5_calls_by_duration_2013_to_2025.csv", "sha256": "unpinned"},
    }
    return {
        "id": "dfe_visits",
        "title": "Visits",
        "publisher": "Department for Education",
        "landing_page": landing_page,
        "licence": "OGL-UK-3.0",
        "cadence": "yearly",
        "parser": "csv",
        "tables": [
            table | {"name": "dfe__visits", "columns": columns},
            table | {"name": "dfe__calls", "columns": calls},
        ],
        "releases": [
            {"vintage": 2025, "published_on": "2025-10-30", "url": url, "fetch": fetch, "mirror": "visits/2025/",
             "members": members}
        ],
    }  # fmt: skip


@pytest.fixture
def source_at(httpserver: HTTPServer) -> Callable[..., Source]:
    """A source whose addresses lie on the local publisher."""

    def source_at(path: str | None = f"{SLUG}/2025", fetch: str = "ees_release", landing_page: str = "/find") -> Source:
        url = None if path is None else httpserver.url_for(path)
        file = "data/c1_visits_2013_to_2025.csv"
        return Source.model_validate(declaration(url, fetch, httpserver.url_for(landing_page), file))

    return source_at


@pytest.fixture
def serves(httpserver: HTTPServer) -> Callable[[str, object], None]:
    """Makes the local publisher answer an address with JSON."""

    def serves(path: str, answer: object) -> None:
        httpserver.expect_request(path).respond_with_data(json.dumps(answer), content_type="application/json")

    return serves
