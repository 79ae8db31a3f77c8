import gzip
import io
import json
import re
import socket
import socketserver
import threading
import zipfile

import pytest
import stamina
from werkzeug import Response

from ingestion.download import archive_of, client, get, member_of, peek
from ingestion.problems import DataProblem, NetworkProblem
from ingestion.registry import Source

CONTENT = b"la_code,visits\nE06000001,12\n"
WEB_PAGE = b"\xef\xbb\xbf\n <!DOCTYPE html><html><title>Sorry</title></html>"


@pytest.fixture(autouse=True)
def four_tries_without_pauses(monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with stamina.set_testing(True, attempts=4, cap=True):
        yield


@pytest.fixture
def wire():
    """Serves one raw answer, byte for byte, to whoever connects; counts its visitors."""

    class Answer(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.recv(65536)
            self.server.visits += 1
            self.request.sendall(self.server.answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Answer) as server:
        server.visits, server.answer = 0, b""
        server.url = f"http://127.0.0.1:{server.server_address[1]}/visits.csv"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def source_of(url: str | None, fetch: str, **columns: dict[str, str]) -> Source:
    member = {"file": "data/visits.csv", "sha256": "unpinned"}
    release = {"vintage": 2025, "published_on": None, "url": url, "fetch": fetch, "members": {"dfe__visits": member}}
    table = {"name": "dfe__visits", "description": "Visits.", "rows": {"min": 1, "max": 9}, "columns": columns}
    return Source.model_validate(
        {
            "id": "dfe_visits",
            "title": "Visits",
            "publisher": "Department for Education",
            "landing_page": "https://example.org/visits",
            "licence": "OGL-UK-3.0",
            "cadence": "yearly",
            "parser": "csv",
            "tables": [table],
            "releases": [release],
        }
    )


def silent(received: int, size: int | None) -> None:
    """Shows no progress."""


def body_of(url: str) -> bytes:
    with client() as http:
        return get(http, url, progress=silent)


def received(source: Source) -> bytes:
    """The one member of a source's one release."""
    release = source.releases[0]
    with client() as http:
        archive = archive_of(http, release, silent)
        return member_of(http, source, release, "dfe__visits", release.members["dfe__visits"], archive, silent)


def zipped(name: str = "data/visits.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, CONTENT)
    return packed.getvalue()


def layer(
    httpserver, rows: list[dict[str, object]], *, most: int = 2000, says_when_there_is_more: bool = True
) -> list[dict[str, str]]:
    """Serves `rows` as a feature layer that gives `most` at a time; returns the queries it will have had."""
    queries = []

    def answer(request) -> Response:
        queries.append(dict(request.args))
        start = int(request.args["resultOffset"])
        stop = start + min(most, int(request.args["resultRecordCount"]))
        features = [{"attributes": row} for row in rows[start:stop]]
        limit = {"exceededTransferLimit": stop < len(rows)} if says_when_there_is_more else {}
        return Response(json.dumps({"features": features} | limit))

    httpserver.expect_request("/layer/0/query").respond_with_handler(answer)
    return queries


def test_a_plain_file_is_received_as_it_is(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(CONTENT)
    assert received(source_of(httpserver.url_for("/visits.csv"), "file")) == CONTENT


def test_the_query_of_an_address_is_kept(httpserver):
    httpserver.expect_request("/data", query_string="format=csv&spatialRefId=4326").respond_with_data(CONTENT)
    assert body_of(httpserver.url_for("/data?format=csv&spatialRefId=4326")) == CONTENT


def test_a_moved_file_is_followed(httpserver):
    httpserver.expect_request("/old.csv").respond_with_data(status=302, headers={"Location": "/new.csv"})
    httpserver.expect_request("/new.csv").respond_with_data(CONTENT)
    assert body_of(httpserver.url_for("/old.csv")) == CONTENT


def test_progress_ends_at_the_size_that_was_announced(httpserver):
    packed = gzip.compress(CONTENT * 100)
    httpserver.expect_request("/visits.csv").respond_with_data(packed, headers={"Content-Encoding": "gzip"})
    seen = []
    with client() as http:
        get(http, httpserver.url_for("/visits.csv"), progress=lambda received, size: seen.append((received, size)))
    assert seen[-1] == (len(packed), len(packed))


def test_a_member_of_a_zip_archive_is_received(httpserver):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped())
    assert received(source_of(httpserver.url_for("/visits.zip"), "zip")) == CONTENT


def test_a_missing_member_is_refused_with_release_address_and_what_is_there(httpserver):
    httpserver.expect_request("/visits.zip").respond_with_data(zipped("data/visits_2025.csv"))
    url = httpserver.url_for("/visits.zip")
    said = f"dfe_visits 2025 from {url} has no member data/visits.csv. It holds: data/visits_2025.csv."
    with pytest.raises(DataProblem, match=re.escape(said)):
        received(source_of(url, "zip"))


def test_an_ees_release_is_the_whole_zip_of_the_version_that_its_summary_names(httpserver):
    address = "/api/publications/visits/releases/2025"
    httpserver.expect_ordered_request(f"{address}/version-summary").respond_with_json({"id": "9d18dcc5"})
    httpserver.expect_ordered_request("/api/releases/9d18dcc5/files").respond_with_data(zipped())
    assert received(source_of(httpserver.url_for(address), "ees_release")) == CONTENT


@pytest.mark.parametrize("summary", [{"title": "Visits"}, ["9d18dcc5"], {"id": None}])
def test_a_summary_without_a_version_is_refused(httpserver, summary):
    httpserver.expect_request("/api/publications/visits/releases/2025/version-summary").respond_with_json(summary)
    with pytest.raises(NetworkProblem, match="version-summary names no release version"):
        received(source_of(httpserver.url_for("/api/publications/visits/releases/2025"), "ees_release"))


@pytest.mark.parametrize("body", [WEB_PAGE, b"caf\xe9", b"{"])
def test_something_other_than_json_is_refused_with_its_beginning(httpserver, body):
    httpserver.expect_request("/api/publications/visits/releases/2025/version-summary").respond_with_data(body)
    with pytest.raises(NetworkProblem, match=r"version-summary did not answer with JSON but with '.+': try later"):
        received(source_of(httpserver.url_for("/api/publications/visits/releases/2025"), "ees_release"))


def test_a_layer_is_one_csv_in_the_declared_order_of_columns(httpserver):
    rows = [{"name": "Adur, 001A", "code": "E01031349", "welsh": None, "number": 1}]
    layer(httpserver, rows)
    url = httpserver.url_for("/layer/0")
    assert received(source_of(url, "arcgis_layer", code={"role": "key"}, name={}, welsh={}, number={})) == (
        b'code,name,welsh,number\nE01031349,"Adur, 001A",,1\n'
    )


def test_a_layer_is_read_over_as_many_pages_as_it_has(httpserver, monkeypatch):
    monkeypatch.setattr("ingestion.download.PAGE_ROWS", 2)
    queries = layer(httpserver, [{"code": f"E{number}"} for number in range(5)])
    assert received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", code={})) == b"code\nE0\nE1\nE2\nE3\nE4\n"
    assert [query["resultOffset"] for query in queries] == ["0", "2", "4"]


def test_a_layer_that_gives_fewer_rows_than_asked_is_read_to_its_end(httpserver):
    queries = layer(httpserver, [{"code": f"E{number}"} for number in range(5)], most=3)
    assert received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", code={})) == b"code\nE0\nE1\nE2\nE3\nE4\n"
    assert [query["resultOffset"] for query in queries] == ["0", "3"]


def test_a_layer_that_does_not_say_whether_there_is_more_is_read_to_its_end(httpserver, monkeypatch):
    monkeypatch.setattr("ingestion.download.PAGE_ROWS", 2)
    queries = layer(httpserver, [{"code": f"E{number}"} for number in range(4)], says_when_there_is_more=False)
    assert received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", code={})) == b"code\nE0\nE1\nE2\nE3\n"
    assert [query["resultOffset"] for query in queries] == ["0", "2", "4"]


def test_the_pages_of_a_layer_follow_its_own_numbering_of_rows(httpserver):
    queries = layer(httpserver, [{"LSOA11CD": "E01000205", "FID": 1}])
    columns = {"lsoa_code": {"role": "key", "header": "LSOA11CD"}, "object_id": {"role": "label", "header": "FID"}}
    received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", **columns))
    assert queries[0] | {"resultRecordCount": ""} == {
        "where": "1=1",
        "outFields": "LSOA11CD,FID",
        "returnGeometry": "false",
        "f": "json",
        "resultOffset": "0",
        "resultRecordCount": "",
        "orderByFields": "FID",
    }


def test_the_pages_of_a_layer_without_numbering_follow_its_whole_key(httpserver):
    queries = layer(httpserver, [{"name": "Adur", "LSOA11CD": "E01", "LSOA21CD": "E02"}])
    keys = {"old": {"role": "key", "header": "LSOA11CD"}, "new": {"role": "key", "header": "LSOA21CD"}}
    received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", name={"role": "label"}, **keys))
    assert queries[0]["orderByFields"] == "LSOA11CD,LSOA21CD"


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ({"error": {"code": 400, "message": "Invalid query"}}, "Invalid query"),
        ({"features": [{"attributes": {"CODE": "E0"}}]}, "'code'"),
        ([], "[]"),
    ],
)
def test_a_layer_that_answers_with_something_else_is_refused_with_what_it_said(httpserver, page, said):
    httpserver.expect_request("/layer/0/query").respond_with_json(page)
    with pytest.raises(NetworkProblem, match=rf"/layer/0 did not answer with rows of code: .*{re.escape(said)}"):
        received(source_of(httpserver.url_for("/layer/0"), "arcgis_layer", code={}))


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_failure_that_may_pass_is_tried_again(httpserver, status):
    for _ in range(3):
        httpserver.expect_oneshot_request("/visits.csv").respond_with_data(status=status)
    httpserver.expect_request("/visits.csv").respond_with_data(CONTENT)
    assert body_of(httpserver.url_for("/visits.csv")) == CONTENT


def test_a_failure_that_does_not_pass_is_given_up_after_four_tries(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(status=500)
    said = "could not be fetched after 4 tries (the server answered 500). No part of it was kept. Check the connection"
    with pytest.raises(NetworkProblem, match=re.escape(said)) as refused:
        body_of(httpserver.url_for("/visits.csv"))
    assert (refused.value.exit_code, len(httpserver.log)) == (3, 4)


@pytest.mark.parametrize(("asked", "waited"), [("7", 7.0), ("0", 0.0), ("3600", 60.0)])
def test_the_pause_is_the_one_the_server_asks_for_up_to_a_minute(httpserver, monkeypatch, asked, waited):
    pauses = []
    monkeypatch.setattr("time.sleep", pauses.append)
    httpserver.expect_oneshot_request("/visits.csv").respond_with_data(status=429, headers={"Retry-After": asked})
    httpserver.expect_request("/visits.csv").respond_with_data(CONTENT)
    with stamina.set_testing(False):
        assert body_of(httpserver.url_for("/visits.csv")) == CONTENT
    assert pauses == [waited]


def test_a_pause_given_as_a_date_is_left_to_the_growing_pauses(httpserver, monkeypatch):
    pauses = []
    monkeypatch.setattr("time.sleep", pauses.append)
    day = {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}
    httpserver.expect_oneshot_request("/visits.csv").respond_with_data(status=503, headers=day)
    httpserver.expect_request("/visits.csv").respond_with_data(CONTENT)
    with stamina.set_testing(False):
        assert body_of(httpserver.url_for("/visits.csv")) == CONTENT
    assert 0 < pauses[0] < 2


def test_an_address_that_is_gone_is_refused_at_once_with_what_to_do(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(status=404)
    with pytest.raises(NetworkProblem, match=r"visits\.csv answered 404: .+ correct `url:` in the registry"):
        body_of(httpserver.url_for("/visits.csv"))
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(("fetch", "file"), [("file", "data/visits.csv"), ("zip", "a zip archive")])
def test_a_web_page_served_as_the_file_is_refused(httpserver, fetch, file):
    httpserver.expect_request("/visits").respond_with_data(WEB_PAGE, content_type="text/csv")
    with pytest.raises(NetworkProblem, match=f"/visits sent a web page instead of {file}: .+ Open it in a browser"):
        received(source_of(httpserver.url_for("/visits"), fetch))


def test_an_empty_body_is_refused(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(b"")
    with pytest.raises(NetworkProblem, match=r"visits\.csv answered with an empty page: try later"):
        body_of(httpserver.url_for("/visits.csv"))


def test_a_body_shorter_than_announced_is_never_taken_for_the_file(wire):
    wire.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n" + CONTENT
    with pytest.raises(NetworkProblem, match=r"after 4 tries \(.*(incomplete|without sending complete)"):
        body_of(wire.url)
    assert wire.visits == 4


def test_an_answer_that_is_no_http_is_given_up_after_four_tries(wire):
    wire.answer = b"la_code,visits\n"
    with pytest.raises(NetworkProblem, match="after 4 tries"):
        body_of(wire.url)
    assert wire.visits == 4


def test_a_body_that_cannot_be_decoded_is_given_up_after_four_tries(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(b"not gzip", headers={"Content-Encoding": "gzip"})
    with pytest.raises(NetworkProblem, match="after 4 tries"):
        body_of(httpserver.url_for("/visits.csv"))
    assert len(httpserver.log) == 4


def test_a_refused_connection_is_given_up_with_the_reason():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(NetworkProblem, match=rf"127\.0\.0\.1:{port}/visits\.csv .+ after 4 tries \(.*refused"):
        body_of(f"http://127.0.0.1:{port}/visits.csv")


def test_a_redirect_in_circles_is_given_up_at_once(httpserver):
    httpserver.expect_request("/visits.csv").respond_with_data(status=302, headers={"Location": "/visits.csv"})
    with pytest.raises(NetworkProblem, match=r"after 1 try \(Exceeded maximum allowed redirects"):
        body_of(httpserver.url_for("/visits.csv"))


@pytest.mark.parametrize("url", ["visits.csv", "ftp://example.org/visits.csv", "http://[::1"])
def test_an_unusable_address_is_a_fault_of_the_registry(url):
    with pytest.raises(DataProblem, match=r"is not a usable address .+ correct `url:` in the registry"):
        body_of(url)


def test_a_release_without_an_address_is_refused_with_where_to_write_it():
    with pytest.raises(DataProblem, match=r"dfe_visits 2025: .+ data/visits\.csv\. Write `url:` .+ use MIRROR="):
        received(source_of(None, "zip"))


NOMIS = "/api/v01/dataset/NM_2014_1.data.csv"
NOMIS_HEADER = b'"DATE","GEOGRAPHY_CODE","C_AGE","OBS_VALUE"'


def nomis(httpserver, rows: list[bytes], *, most: int, after_the_end: bytes = b"") -> list[str | None]:
    """Serves rows as Nomis does, `most` at a time, the header on each page; returns the offsets it is asked for."""
    offsets = []

    def answer(request) -> Response:
        offsets.append(request.args.get("RecordOffset"))
        page = rows[int(offsets[-1] or 0) :][:most]
        return Response(b"\n".join([NOMIS_HEADER, *page]) + b"\n" if page else after_the_end)

    httpserver.expect_request(NOMIS).respond_with_handler(answer)
    return offsets


@pytest.mark.parametrize("after_the_end", [b"", NOMIS_HEADER + b"\n"])
def test_a_nomis_query_is_read_over_as_many_pages_as_it_has(httpserver, monkeypatch, after_the_end):
    monkeypatch.setattr("ingestion.download.NOMIS_ROWS", 2)
    rows = [f'2024,"E0100000{number}",101,{number}'.encode() for number in range(4)]
    offsets = nomis(httpserver, rows, most=2, after_the_end=after_the_end)
    url = httpserver.url_for(f"{NOMIS}?geography=TYPE151&date=2024")
    assert received(source_of(url, "nomis")) == b"\n".join([NOMIS_HEADER, *rows]) + b"\n"
    assert offsets == [None, "2", "4"]


def test_a_short_nomis_page_is_the_last(httpserver, monkeypatch):
    monkeypatch.setattr("ingestion.download.NOMIS_ROWS", 2)
    offsets = nomis(httpserver, [b"2024,E1,101,1", b"2024,E2,101,2", b"2024,E3,101,3"], most=2)
    received(source_of(httpserver.url_for(f"{NOMIS}?date=2024"), "nomis"))
    assert offsets == [None, "2"]


def test_a_nomis_query_that_is_not_understood_is_answered_by_nothing_and_refused(httpserver):
    nomis(httpserver, [], most=2)
    with pytest.raises(NetworkProblem, match="answered with an empty page"):
        received(source_of(httpserver.url_for(f"{NOMIS}?date=1824"), "nomis"))


def test_nomis_pages_of_other_columns_are_never_put_together(httpserver, monkeypatch):
    monkeypatch.setattr("ingestion.download.NOMIS_ROWS", 1)
    httpserver.expect_oneshot_request(NOMIS).respond_with_data(b"DATE,OBS_VALUE\n2024,1\n")
    httpserver.expect_request(NOMIS).respond_with_data(b"DATE,OBS_STATUS\n2024,A\n")
    with pytest.raises(NetworkProblem, match="changed its columns"):
        received(source_of(httpserver.url_for(f"{NOMIS}?date=2024"), "nomis"))


def test_one_data_set_of_a_release_is_a_plain_file(httpserver):
    path = "/api/data-set-files/911dae20-ac5d-4e28-bee8-53a658761fa5/download"
    httpserver.expect_request(path).respond_with_data(CONTENT, content_type="text/csv")
    assert received(source_of(httpserver.url_for(path), "file")) == CONTENT


def test_a_peek_tells_the_size_and_takes_no_more_than_the_beginning(httpserver):
    httpserver.expect_request("/big.csv").respond_with_data(b"a" * 3_000_000)
    with client() as http:
        beginning = peek(http, httpserver.url_for("/big.csv"))
    assert beginning.size == 3_000_000
    assert 0 < len(beginning.first) < 3_000_000


def test_a_peek_tries_again_and_gives_up_like_a_download(httpserver):
    httpserver.expect_request("/big.csv").respond_with_data(status=503)
    with client() as http, pytest.raises(NetworkProblem, match="after 4 tries"):
        peek(http, httpserver.url_for("/big.csv"))
