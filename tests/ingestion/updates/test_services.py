"""The questions put to the publishers' services, and the answers that are no answers."""

from datetime import date

import pytest

from ingestion.download import client
from ingestion.problems import NetworkProblem
from ingestion.updates.services import ees_releases, gov_uk_page, layer_edited_on, size_of, vintage_of
from tests.ingestion.updates.conftest import SLUG, listed

STATISTICS = "/government/statistics/english-indices-of-deprivation-2025"


@pytest.mark.parametrize(
    ("slug", "vintage"),
    [("2025", 2025), ("2024-25", 2025), ("1999-00", 2000), ("2024-25-revised", 2025), ("latest", None), ("", None)],
)
def test_a_release_is_known_by_the_year_it_ends_in(slug, vintage):
    assert vintage_of(slug) == vintage


def test_releases_are_listed_newest_first_with_their_day(httpserver, serves):
    serves(SLUG, [listed("2024", "2024-10-31T09:30:00Z"), listed("2026", "2026-10-29T08:30:00.1234567Z")])
    with client() as http:
        found = ees_releases(http, httpserver.url_for(f"{SLUG}/2025"))
    assert [(release.vintage, release.published_on) for release in found] == [
        (2026, date(2026, 10, 29)),
        (2024, date(2024, 10, 31)),
    ]


def test_a_list_in_pages_is_read_to_its_end(httpserver):
    for number, year in ((1, "2026"), (2, "2025")):
        query = {} if number == 1 else {"page": str(number)}
        paging = {"page": number, "pageSize": 1, "totalResults": 2, "totalPages": 2}
        httpserver.expect_oneshot_request(SLUG, query_string=query).respond_with_json(
            {"results": [listed(year, "2025-10-30")], "paging": paging}
        )
    with client() as http:
        assert [found.vintage for found in ees_releases(http, httpserver.url_for(f"{SLUG}/2025"))] == [2026, 2025]


def test_an_empty_page_ends_a_list_that_promised_more(httpserver, serves):
    full = {"results": [listed("2025", "2025-10-30")], "paging": {"totalPages": 9}}
    httpserver.expect_oneshot_request(SLUG).respond_with_json(full)
    serves(SLUG, {"results": [], "paging": {"totalPages": 9}})
    with client() as http:
        assert len(ees_releases(http, httpserver.url_for(f"{SLUG}/2025"))) == 1
    assert len(httpserver.log) == 2


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ([], "lists no release at all"),
        ({"results": [], "paging": {"totalPages": 0}}, "lists no release at all"),
        ({"message": "Internal error"}, "did not answer with a list of releases"),
        ("soon", "did not answer with a list of releases"),
    ],
)
def test_an_answer_that_is_no_list_is_refused_with_where_to_look(httpserver, serves, answer, said):
    serves(SLUG, answer)
    with client() as http, pytest.raises(NetworkProblem, match=said):
        ees_releases(http, httpserver.url_for(f"{SLUG}/2025"))


def test_a_statistics_page_tells_its_day_and_its_files(httpserver, serves):
    files = [{"url": "https://assets.example/File_7.csv", "title": "File 7"}, {"title": "no file"}]
    answer = {"public_updated_at": "2025-11-17T09:30:00.000+00:00", "details": {"attachments": files}}
    serves(f"/api/content{STATISTICS}", answer)
    with client() as http:
        found = gov_uk_page(http, httpserver.url_for(STATISTICS))
    assert found == (date(2025, 11, 17), ["https://assets.example/File_7.csv"])


def test_a_layer_tells_when_its_rows_were_edited(httpserver, serves):
    serves("/layer/0", {"name": "LSOA21_UTLA23", "editingInfo": {"lastEditDate": 1, "dataLastEditDate": 1777567917233}})
    serves("/silent/0", {"name": "LSOA21_UTLA23"})
    with client() as http:
        assert layer_edited_on(http, httpserver.url_for("/layer/0")) == date(2026, 4, 30)
        assert layer_edited_on(http, httpserver.url_for("/silent/0")) is None


def asked(source):
    with client() as http:
        return size_of(http, source, source.releases[0])


def test_a_whole_release_is_opened_at_the_version_that_its_summary_names(httpserver, serves, source_at):
    serves(f"{SLUG}/2025/version-summary", {"id": "9d18dcc5"})
    httpserver.expect_request("/api/releases/9d18dcc5/files").respond_with_data(b"PK\x03\x04" + b"0" * 96)
    assert asked(source_at()) == "100 bytes"


def test_the_rows_of_a_layer_are_counted_and_must_fit_the_table(httpserver, serves, source_at):
    serves("/layer/0/query", {"count": 5})
    assert asked(source_at("/layer/0", "arcgis_layer")) == "5 rows"
    serves("/other/0/query", {"count": 50})
    with pytest.raises(NetworkProblem, match="has 50 rows, dfe__visits should have 2 to 9"):
        asked(source_at("/other/0", "arcgis_layer"))
    serves("/broken/0/query", {"error": {"code": 400, "message": "Invalid URL"}})
    with pytest.raises(NetworkProblem, match=r"did not say how many rows it has, but .+Invalid URL"):
        asked(source_at("/broken/0", "arcgis_layer"))


@pytest.mark.parametrize(
    ("fetch", "body", "said"),
    [
        ("file", b"<!doctype html><title>Sorry", "sent a web page instead of the declared file"),
        ("file", b"", "answered with an empty page"),
        ("zip", b"la_code,visits\n", "not a zip archive"),
    ],
)
def test_an_address_that_answers_with_something_else_is_refused(httpserver, source_at, fetch, body, said):
    httpserver.expect_request("/visits").respond_with_data(body)
    with pytest.raises(NetworkProblem, match=said):
        asked(source_at("/visits", fetch))
