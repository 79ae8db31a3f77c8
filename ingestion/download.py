"""Bytes from the publishers, by the five ways in which they serve files."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
import stamina

from ingestion.archives import read_member
from ingestion.identity import BYTE_ORDER_MARK, MAX_BYTES
from ingestion.parsers.appearance import is_web_page
from ingestion.problems import DataProblem, NetworkProblem
from ingestion.registry import Member, Release, Source

Progress = Callable[[int, int | None], None]
Answer = TypeVar("Answer")

ATTEMPTS = 4
TIMEOUT = httpx.Timeout(60, connect=15)
PAGE_ROWS = 2000
NOMIS_ROWS = 25_000
PASSING = {429, 500, 502, 503, 504}
USELESS_TO_REPEAT = (httpx.UnsupportedProtocol, httpx.TooManyRedirects)


class Unavailable(Exception):
    """A failure that may pass: worth another try."""

    def __init__(self, reason: str, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


def _wait(error: Exception) -> bool | float:
    """Whether to try again, and after how long where the server said so."""
    if isinstance(error, Unavailable):
        return error.retry_after if error.retry_after is not None else True
    return isinstance(error, httpx.RequestError) and not isinstance(error, USELESS_TO_REPEAT)


def _retry_after(response: httpx.Response) -> float | None:
    """The whole seconds a server asks us to wait, at most a minute."""
    value = response.headers.get("retry-after", "")
    return min(float(value), 60.0) if value.isdecimal() else None


@contextmanager
def client() -> Iterator[httpx.Client]:
    with httpx.Client(follow_redirects=True, timeout=TIMEOUT) as opened:
        yield opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How an address answers, without what it sends: the size it announces, and its first bytes."""

    size: int | None
    first: bytes


def _require_answer(response: httpx.Response, url: str) -> int | None:
    """The size that a good answer announces; anything but a good answer is refused or tried again."""
    if response.status_code in PASSING:
        raise Unavailable(f"the server answered {response.status_code}", _retry_after(response))
    if response.status_code != httpx.codes.OK:
        raise NetworkProblem(
            f"{url} answered {response.status_code}: the address may have changed. "
            "Find the file on the source's landing page and correct `url:` in the registry."
        )
    size = response.headers.get("content-length", "")
    return int(size) if size.isdecimal() else None


def _receive(http: httpx.Client, url: str, params: dict[str, str] | None, progress: Progress) -> bytes:
    with http.stream("GET", url, params=params) as response:
        size = _require_answer(response, url)
        received = bytearray()
        for chunk in response.iter_bytes():
            received += chunk
            if len(received) > MAX_BYTES:
                raise DataProblem(
                    f"{url} sends more than a gigabyte: that is not the declared file, so it was cut off."
                )
            progress(response.num_bytes_downloaded, size)
        return bytes(received)


def _begin(http: httpx.Client, url: str) -> Beginning:
    with http.stream("GET", url) as response:
        size = _require_answer(response, url)
        return Beginning(size=size, first=next(response.iter_bytes(), b""))


def _tried(url: str, ask: Callable[[], Answer]) -> Answer:
    """One answer, asked for up to four times with growing pauses; a cut connection is a failure."""
    tries = 0
    try:
        for attempt in stamina.retry_context(on=_wait, attempts=ATTEMPTS, timeout=300, wait_initial=1, wait_max=20):
            with attempt:
                tries = attempt.num
                answer = ask()
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise DataProblem(f"{url} is not a usable address ({error}): correct `url:` in the registry.") from error
    except (Unavailable, httpx.HTTPError) as error:
        raise NetworkProblem(
            f"{url} could not be fetched after {tries} {'try' if tries == 1 else 'tries'} "
            f"({str(error) or type(error).__name__}). No part of it was kept. Check the connection and run the same "
            "command again, or use MIRROR=."
        ) from error
    return answer


def get(
    http: httpx.Client, url: str, *, params: dict[str, str] | None = None, may_be_empty: bool = False,
    progress: Progress,
) -> bytes:  # fmt: skip
    """The whole body of one address."""
    body = _tried(url, lambda: _receive(http, url, params, progress))
    if not body and not may_be_empty:
        raise NetworkProblem(f"{url} answered with an empty page: try later, or check the address.")
    return body


def peek(http: httpx.Client, url: str) -> Beginning:
    """Whether an address answers, and how: the connection is closed after the first bytes."""
    return _tried(url, lambda: _begin(http, url))


def refuse_web_page(content: bytes, url: str, file: str) -> bytes:
    """An error page served with status 200 is not a data file."""
    if is_web_page(content):
        raise NetworkProblem(
            f"{url} sent a web page instead of {file}: the service is down for now, or the address has changed. Open "
            "it in a browser; if the file has moved, correct `url:` in the registry."
        )
    return content


def get_json(http: httpx.Client, url: str, *, params: dict[str, str] | None = None, progress: Progress) -> Any:
    """What an address answers in JSON."""
    content = get(http, url, params=params, progress=progress)
    try:
        return json.loads(content)
    except ValueError as error:
        start = content[:80].decode("utf-8", errors="replace")
        raise NetworkProblem(
            f"{url} did not answer with JSON but with {start!r}: try later; the service may have changed."
        ) from error


def ees_archive_url(http: httpx.Client, url: str, progress: Progress) -> str:
    """Where the whole release is one zip. `url` is .../api/publications/<slug>/releases/<year>."""
    summary_url = f"{url}/version-summary"
    summary = get_json(http, summary_url, progress=progress)
    version = summary.get("id") if isinstance(summary, dict) else None
    if not version:
        raise NetworkProblem(f"{summary_url} names no release version: the service may have changed.")
    return f"{url.partition('/publications/')[0]}/releases/{version}/files"


def _arcgis_features(
    http: httpx.Client, url: str, query: dict[str, str], progress: Progress
) -> Iterator[dict[str, Any]]:
    """Every feature of a layer, page by page: the order asked for must be unique, or pages could overlap."""
    offset, more = 0, True
    while more:
        paging = {"where": "1=1", "resultOffset": str(offset), "resultRecordCount": str(PAGE_ROWS)}
        page = get_json(http, f"{url}/query", params=query | paging, progress=progress)
        features = page.get("features") if isinstance(page, dict) else None
        if not isinstance(features, list):
            said = str(page.get("error", page) if isinstance(page, dict) else page)[:200]
            raise NetworkProblem(f"{url} did not answer with rows of {query['outFields']}: {said}.")
        yield from features
        offset += len(features)
        more = bool(features) and (page.get("exceededTransferLimit", False) or len(features) == PAGE_ROWS)


def _arcgis_csv(http: httpx.Client, url: str, headers: list[str], order: list[str], progress: Progress) -> bytes:
    """Every row of a feature layer as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    query = {
        "outFields": ",".join(headers), "returnGeometry": "false", "f": "json", "orderByFields": ",".join(order)
    }  # fmt: skip
    for row in _arcgis_features(http, url, query, progress):
        try:
            writer.writerow([row["attributes"][header] for header in headers])
        except (KeyError, TypeError) as error:
            raise NetworkProblem(f"{url} did not answer with rows of {', '.join(headers)}: {error}.") from error
    return text.getvalue().encode()


def _arcgis_geojson(http: httpx.Client, url: str, headers: list[str], order: list[str], progress: Progress) -> bytes:
    """Every feature of a layer with its geometry in degrees, as one GeoJSON collection."""
    fields = [header for header in headers if header != "geometry"]
    query = {"outFields": ",".join(fields), "outSR": "4326", "f": "geojson", "orderByFields": ",".join(order)}
    features = list(_arcgis_features(http, url, query, progress))
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _nomis_csv(http: httpx.Client, url: str, progress: Progress) -> bytes:
    """Every row of a Nomis query as CSV: each page repeats the header, and one without rows, or empty, is past the end.

    An empty first page is how the service answers a query that it does not understand.
    """
    text, header, offset = bytearray(), b"", 0
    while True:
        address = f"{url}&RecordOffset={offset}" if offset else url
        page = get(http, address, may_be_empty=offset > 0, progress=progress).removeprefix(BYTE_ORDER_MARK)
        first, _, rows = page.partition(b"\n")
        if offset == 0:
            header, text = first, bytearray(first + b"\n")
        elif page and first != header:
            raise NetworkProblem(f"{address} changed its columns from {header!r} to {first!r}: try again later.")
        rows_count = len(rows.splitlines())
        text += rows if rows.endswith(b"\n") or not rows else rows + b"\n"
        offset += rows_count
        if rows_count < NOMIS_ROWS:
            return bytes(text)


def archive_of(http: httpx.Client, release: Release, progress: Progress) -> bytes | None:
    """The archive that a release's members lie in, where it is served as one."""
    if release.url is None or release.fetch not in {"zip", "ees_release"}:
        return None
    if release.fetch == "ees_release":
        content = get(http, ees_archive_url(http, release.url, progress), progress=progress)
    else:
        content = get(http, release.url, progress=progress)
    return refuse_web_page(content, release.url, "a zip archive")


def member_of(
    http: httpx.Client, source: Source, release: Release, table: str, member: Member, archive: bytes | None,
    progress: Progress,
) -> bytes:  # fmt: skip
    """The bytes of one member of a release."""
    if release.url is None:
        raise DataProblem(
            f"{source.id} {release.vintage}: nobody has recorded an address for {member.file}. Write `url:` for that "
            f"release in ingestion/sources/{source.id}.yml, or use MIRROR=."
        )
    if archive is not None:
        content = read_member(archive, member.file, f"{source.id} {release.vintage} from {release.url}")
    elif release.fetch in {"arcgis_layer", "arcgis_geojson"}:
        headers = source.table(table).headers(release.vintage)
        order = ["object_id"] if "object_id" in headers else source.table(table).grain
        read = _arcgis_csv if release.fetch == "arcgis_layer" else _arcgis_geojson
        content = read(http, release.url, list(headers.values()), [headers[name] for name in order], progress)
    elif release.fetch == "nomis":
        content = _nomis_csv(http, release.url, progress)
    else:
        content = get(http, release.url, progress=progress)
    return refuse_web_page(content, release.url, member.file)
