"""What is newer, changed, gone or silent, publication by publication."""

import socketserver
import threading
from datetime import date

import httpx
import pytest

from ingestion.download import client
from ingestion.updates.survey import survey, verify
from tests.ingestion.updates.conftest import SLUG, listed

STATISTICS = "/government/statistics/visits"
TODAY = date(2026, 11, 1)


def asked(*sources):
    with client() as http:
        return list(survey(http, list(sources), lambda step: None))


def opened(*sources):
    with client() as http:
        return list(verify(http, list(sources), TODAY, lambda step: None))


def test_a_newer_release_is_named_with_its_day(serves, source_at):
    serves(SLUG, [listed("2026", "2026-10-29T08:30:00Z"), listed("2025", "2025-10-30T09:30:00Z")])
    (answer,) = asked(source_at())
    assert (answer.newer, answer.is_changed, answer.is_unanswered) == (2026, False, False)
    assert answer.said == "Reporting year 2026 is out, published 2026-10-29"


def test_nothing_newer_is_said_as_such(serves, source_at):
    serves(SLUG, [listed("2025", "2025-10-30T09:30:00Z"), listed("2024", "2024-10-31")])
    (answer,) = asked(source_at())
    assert (answer.newer, answer.said) == (None, "nothing newer")


def test_a_release_that_was_published_again_counts_as_changed(serves, source_at):
    serves(SLUG, [listed("2025", "2025-12-11T09:30:00Z")])
    (answer,) = asked(source_at())
    assert answer.is_changed
    assert "2025 was published again on 2025-12-11" in answer.said


@pytest.mark.parametrize(("linked", "is_changed"), [(True, False), (False, True)])
def test_a_file_that_its_page_no_longer_links_to_may_have_been_replaced(
    httpserver, serves, source_at, linked, is_changed
):
    url = httpserver.url_for("/media/1/visits.csv" if linked else "/media/2/visits.csv")
    answer = {"public_updated_at": "2025-10-30T09:30:00Z", "details": {"attachments": [{"url": url}]}}
    serves(f"/api/content{STATISTICS}", answer)
    (found,) = asked(source_at("/media/1/visits.csv", "file", STATISTICS))
    assert found.is_changed is is_changed
    assert ("may have been replaced" in found.said) is is_changed


def test_what_no_service_can_be_asked_about_is_left_to_a_person(source_at):
    (answer,) = asked(source_at("/visits.csv", "file"))
    assert answer.said.startswith("cannot be asked: look at http")


def cut_off(httpserver):
    """An address that closes the connection in the middle of its answer."""

    class Cut(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n[{")

    server = socketserver.TCPServer(("127.0.0.1", 0), Cut)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server


@pytest.mark.parametrize(("status", "said"), [(404, "answered 404"), (429, "after 2 tries"), (500, "answered 500")])
def test_a_publisher_that_fails_is_told_and_stops_no_other(httpserver, serves, source_at, status, said):
    httpserver.expect_request("/api/publications/gone/releases").respond_with_data(
        status=status, headers={"Retry-After": "0"}
    )
    serves(SLUG, [listed("2026", "2026-10-29")])
    failed, answered = asked(source_at("/api/publications/gone/releases/2025"), source_at())
    assert (failed.is_unanswered, failed.newer, answered.newer) == (True, None, 2026)
    assert said in failed.said


def test_a_cut_connection_is_told_like_any_other_failure(httpserver, source_at):
    with cut_off(httpserver) as server:
        source = source_at()
        url = f"http://127.0.0.1:{server.server_address[1]}{SLUG}/2025"
        cut = source.model_copy(update={"releases": [source.releases[0].model_copy(update={"url": url})]})
        (answer,) = asked(cut)
        server.shutdown()
    assert answer.is_unanswered
    assert "after 2 tries" in answer.said


def test_a_time_out_is_told_like_any_other_failure(httpserver, source_at, monkeypatch):
    def late(*_args, **_options):
        raise httpx.ReadTimeout("timed out")

    monkeypatch.setattr(httpx.Client, "stream", late)
    (answer,) = asked(source_at())
    assert answer.is_unanswered
    assert "timed out" in answer.said


def test_an_address_that_answers_is_given_the_line_that_says_so(httpserver, source_at):
    httpserver.expect_request("/visits.csv").respond_with_data(b"la_code,visits\n")
    (found,) = opened(source_at("/visits.csv", "file"))
    assert (found.is_answered, found.said, found.line) == (True, "15 bytes", "url_verified_on: 2026-11-01")


def test_an_address_that_is_gone_gets_no_line(httpserver, source_at):
    httpserver.expect_request("/visits.csv").respond_with_data(status=404)
    (found,) = opened(source_at("/visits.csv", "file"))
    assert (found.is_answered, found.line) == (False, "")
    assert "correct `url:` in the registry" in found.said


def test_a_release_without_an_address_is_not_opened(source_at):
    assert opened(source_at(None, "file")) == []
