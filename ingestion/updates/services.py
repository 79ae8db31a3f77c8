"""What the publishers' services say of their releases: a few small questions, no file is fetched."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from ingestion.download import Progress, ees_archive_url, get_json, peek, refuse_web_page
from ingestion.problems import NetworkProblem
from ingestion.registry import Release, Source

EES_YEAR = re.compile(r"^(\d{4})(?:-(\d{2}))?")
GOV_UK_STATISTICS = "/government/"
ZIP_MAGIC = b"PK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """One release that a publisher lists. `vintage` is the year in which its period ends."""

    vintage: int
    title: str
    published_on: date | None


def _silent(received: int, size: int | None) -> None:
    """These answers are short."""


QUIET: Progress = _silent


def day_of(text: object) -> date | None:
    """The day of a time as the services write it; nothing where they wrote something else."""
    try:
        return datetime.fromisoformat(str(text)).date()
    except ValueError:
        return None


def vintage_of(slug: str) -> int | None:
    """The year that a release's slug ends in: 2025 of `2025`, `2024-25` and `2024-25-revised`."""
    found = EES_YEAR.match(slug)
    if not found:
        return None
    begun = int(found[1])
    return begun + 1 if found[2] else begun


def _page(http: httpx.Client, url: str, number: int) -> tuple[list[dict[str, Any]], int]:
    """One page of a list, and how many there are: a bare list is the only one."""
    answer = get_json(http, url, params={"page": str(number)} if number > 1 else None, progress=QUIET)
    if isinstance(answer, list):
        return answer, 1
    try:
        return list(answer["results"]), int(answer["paging"]["totalPages"])
    except (KeyError, TypeError, ValueError) as error:
        raise NetworkProblem(
            f"{url} did not answer with a list of releases: the service may have changed. Look at the landing page."
        ) from error


def ees_releases(http: httpx.Client, url: str) -> list[Offered]:
    """Every release of a publication, newest first. `url` is that of one: .../publications/<slug>/releases/<year>."""
    listed, number, last = [], 1, 1
    address = url.rsplit("/", 1)[0]
    while number <= last:
        rows, last = _page(http, address, number)
        if not rows:
            break
        listed += rows
        number += 1
    if not listed:
        raise NetworkProblem(f"{address} lists no release at all: try later, or look at the landing page.")
    offered = []
    for row in listed:
        slug = str(row.get("slug", "")) if isinstance(row, dict) else ""
        if (vintage := vintage_of(slug)) is not None:
            offered.append(
                Offered(vintage=vintage, title=str(row.get("title", slug)), published_on=day_of(row.get("published")))
            )
    return sorted(offered, key=lambda release: release.vintage, reverse=True)


def is_gov_uk_page(address: str) -> bool:
    return urlsplit(address).path.startswith(GOV_UK_STATISTICS)


def gov_uk_page(http: httpx.Client, landing_page: str) -> tuple[date | None, list[str]]:
    """When a statistics page was last updated, and the files that it links to."""
    parts = urlsplit(landing_page)
    address = parts._replace(path=f"/api/content{parts.path}").geturl()
    answer = get_json(http, address, progress=QUIET)
    try:
        attached = [str(file["url"]) for file in answer["details"].get("attachments", []) if "url" in file]
        return day_of(answer.get("public_updated_at")), attached
    except (KeyError, TypeError, AttributeError) as error:
        raise NetworkProblem(f"{address} did not answer with a page and its files: look at {landing_page}.") from error


def layer_edited_on(http: httpx.Client, url: str) -> date | None:
    """The day on which the rows of a feature layer were last edited, where it says so."""
    answer = get_json(http, url, params={"f": "json"}, progress=QUIET)
    edited = answer.get("editingInfo", {}) if isinstance(answer, dict) else {}
    moment = edited.get("dataLastEditDate") or edited.get("lastEditDate")
    return datetime.fromtimestamp(moment / 1000, tz=UTC).date() if isinstance(moment, int | float) else None


def _layer_rows(http: httpx.Client, url: str) -> int:
    query = {"where": "1=1", "returnCountOnly": "true", "f": "json"}
    answer = get_json(http, f"{url}/query", params=query, progress=QUIET)
    if not isinstance(answer, dict) or not isinstance(answer.get("count"), int):
        raise NetworkProblem(f"{url} did not say how many rows it has, but {str(answer)[:200]}: look at its page.")
    return int(answer["count"])


def _layer_size(http: httpx.Client, source: Source, release: Release) -> str:
    """The number of rows of a layer; refuses one that the declared table could not have."""
    count = _layer_rows(http, str(release.url))
    for table in (source.table(name) for name in release.members):
        if not table.rows.min <= count <= table.rows.max:
            raise NetworkProblem(
                f"{release.url} has {count:,} rows, {table.name} should have {table.rows.min:,} to "
                f"{table.rows.max:,}: it is another layer, or it changed."
            )
    return f"{count:,} rows"


def size_of(http: httpx.Client, source: Source, release: Release) -> str:
    """What an address of the registry answers with, in words; refuses what cannot be the declared file."""
    if release.fetch == "arcgis_layer":
        return _layer_size(http, source, release)
    url = str(release.url)
    address = ees_archive_url(http, url, QUIET) if release.fetch == "ees_release" else url
    answer = peek(http, address)
    refuse_web_page(answer.first, address, "the declared file")
    if not answer.first:
        raise NetworkProblem(f"{address} answered with an empty page: try later, or check the address.")
    if release.fetch in {"zip", "ees_release"} and not answer.first.startswith(ZIP_MAGIC):
        raise NetworkProblem(f"{address} answered with something that is not a zip archive: check the address.")
    return f"{answer.size:,} bytes" if answer.size is not None else "size not told"
