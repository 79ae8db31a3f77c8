"""Every declared publication against what its publisher offers now; one that does not answer stops no other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import httpx

from ingestion.problems import Problem
from ingestion.registry import Release, Source
from ingestion.schedule import newest_release
from ingestion.updates.services import (
    ees_releases,
    gov_uk_page,
    is_gov_uk_page,
    layer_edited_on,
    size_of,
)

Began = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was learnt of one publication. `newer` is the newest vintage that the registry lacks."""

    source_id: str
    declared: Decimal
    newer: int | None
    is_changed: bool
    said: str
    is_unanswered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Whether one address of the registry answers, and with what; `line` says so in the registry."""

    source_id: str
    vintage: Decimal
    url: str
    said: str
    line: str
    is_answered: bool


def _ees(http: httpx.Client, source: Source, release: Release) -> Answer:
    offered = ees_releases(http, str(release.url))
    known = {declared.vintage for declared in source.releases}
    beyond = [found for found in offered if found.vintage > max(known)]
    same = next((found for found in offered if found.vintage == int(release.vintage)), None)
    corrected = bool(same and same.published_on and release.published_on and same.published_on > release.published_on)
    said = [f"{found.title} is out, published {found.published_on or 'on a day not told'}" for found in beyond]
    if corrected and same:
        said.append(f"{release.vintage} was published again on {same.published_on}, we have {release.published_on}")
    return Answer(
        source_id=source.id,
        declared=release.vintage,
        newer=beyond[0].vintage if beyond else None,
        is_changed=corrected,
        said="; ".join(said) or "nothing newer",
    )


def _gov_uk(http: httpx.Client, source: Source, release: Release) -> Answer:
    updated_on, attached = gov_uk_page(http, source.landing_page)
    is_replaced = release.url not in attached
    is_later = bool(updated_on and release.published_on and updated_on > release.published_on)
    said = [f"page updated {updated_on or 'on a day not told'}"]
    if is_replaced:
        said.append("it no longer links to our address: the file may have been replaced")
    return Answer(
        source_id=source.id,
        declared=release.vintage,
        newer=None,
        is_changed=is_replaced or is_later,
        said="; ".join(said),
    )


def _layer(http: httpx.Client, source: Source, release: Release) -> Answer:
    edited_on = layer_edited_on(http, str(release.url))
    is_later = bool(edited_on and release.url_verified_on and edited_on > release.url_verified_on)
    said = f"rows last edited {edited_on}" if edited_on else "the layer does not say when it was edited"
    return Answer(source_id=source.id, declared=release.vintage, newer=None, is_changed=is_later, said=said)


def _ask(http: httpx.Client, source: Source, release: Release) -> Answer:
    """Ask by the way in which the newest release is served."""
    if release.url and release.fetch == "ees_release":
        return _ees(http, source, release)
    if is_gov_uk_page(source.landing_page):
        return _gov_uk(http, source, release)
    if release.url and release.fetch == "arcgis_layer":
        return _layer(http, source, release)
    said = f"cannot be asked: look at {source.landing_page}"
    return Answer(source_id=source.id, declared=release.vintage, newer=None, is_changed=False, said=said)


def survey(http: httpx.Client, sources: list[Source], began: Began) -> Iterator[Answer]:
    """One answer for each public source."""
    for source in (source for source in sources if source.scope == "public"):
        began(source.title)
        release = newest_release(source)
        try:
            yield _ask(http, source, release)
        except Problem as problem:
            yield Answer(
                source_id=source.id, declared=release.vintage, newer=None, is_changed=False, said=str(problem),
                is_unanswered=True,
            )  # fmt: skip


def verify(http: httpx.Client, sources: list[Source], today: date, began: Began) -> Iterator[Verified]:
    """Every address of the registry, opened and closed again."""
    for source in (source for source in sources if source.scope == "public"):
        for release in (release for release in source.releases if release.url):
            began(f"{source.title} {release.vintage}")
            try:
                said, line = size_of(http, source, release), f"url_verified_on: {today}"
            except Problem as problem:
                said, line = str(problem), ""
            yield Verified(
                source_id=source.id,
                vintage=release.vintage,
                url=str(release.url),
                said=said,
                line=line,
                is_answered=bool(line),
            )
