"""A registry entry for a release that is not declared yet: its files found, hashed and held against the last."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path, PurePosixPath

import httpx
import pyarrow as pa

from ingestion.archives import member_names, read_member
from ingestion.download import Progress, archive_of, member_of
from ingestion.headers import HeaderChanges, header_changes
from ingestion.identity import identity, plain
from ingestion.mirror import Mirror
from ingestion.parsers import PARSERS, format_of, reading_of
from ingestion.problems import DataProblem
from ingestion.registry import Member, Release, Source, Table
from ingestion.trim import without_unused

YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:[-_]?\d\d)?(?!\d)")
SAME_NAME = 0.7
SAME_TABLE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The files of a new release by name, each read when asked for, and what is known of where they came from.

    `stand_ins` are those of a mirror that are not the published file: they cannot be pinned.
    """

    files: Mapping[str, Callable[[], bytes]]
    url: str | None
    mirror: str = ""
    stand_ins: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file of the new release that belongs to a table, and what differs in its header and number of rows.

    `member` declares the nearest file before it.
    """

    table: str
    name: str
    sha256: str
    member: Member
    is_renamed: bool
    changes: HeaderChanges
    rows_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to paste, the lines to paste with it, and the tables for which no file was found."""

    source: Source
    vintage: Decimal
    fetch: str
    offer: Offer
    found: list[Found]
    missing: list[str]


def stem(name: str) -> str:
    """A file name without its folder, suffix and years, which change each time."""
    return YEARS.sub("#", PurePosixPath(name).name.lower().removesuffix(".gz").rsplit(".", 1)[0])


def previous(source: Source, vintage: Decimal) -> dict[str, tuple[Release, Member]]:
    """The nearest declared file of each table, earlier ones first: what the new one is held against."""
    nearest: dict[str, tuple[Release, Member]] = {}
    for release in sorted(
        source.releases, key=lambda release: (release.vintage > vintage, abs(release.vintage - vintage))
    ):
        if release.vintage != vintage:
            for name, member in release.members.items():
                nearest.setdefault(name, (release, member))
    return nearest


def next_address(nearest: Release, vintage: Decimal) -> str | None:
    """The address of the nearest release with its year changed, where it ends in a year such as `2025` or `2024-25`."""
    start, _, slug = (nearest.url or "").rpartition("/")
    for written in (str, lambda year: f"{year - 1}-{year % 100:02d}"):
        if slug == written(int(nearest.vintage)):
            return f"{start}/{written(int(vintage))}"
    return None


def _read(source: Source, table: Table, name: str, content: bytes, member: Member) -> pa.Table:
    """A file as the table's own would be read, without the columns that are known and not used."""
    received = PARSERS[format_of(name, source.parser)](plain(content, name), reading_of(source, table, member))
    return without_unused(received, (), table.unused)


def _named_alike(name: str, other: str) -> bool:
    """Whether two stems begin with the same word, as `d5`, and go on much alike."""
    is_same_table = name.partition("_")[0] == other.partition("_")[0]
    return is_same_table and SequenceMatcher(None, name, other).ratio() >= SAME_NAME


def _shares(source: Source, table: str, vintage: Decimal, found: list[str]) -> float:
    """The part of a table's own headers that a file has, those that all tables of the layout have left aside."""
    shared = set(source.shared.columns)
    declared = {header for name, header in source.table(table).headers(vintage).items() if name not in shared}
    own = set(found) - {header for name, header in source.table(table).headers(vintage).items() if name in shared}
    return len(declared & own) / max(len(declared | own), 1)


def _likest(source: Source, table: str, release: Release, member: Member, offer: Offer) -> str | None:
    """The file whose header is most like the declared one, where one is like it at all."""
    likeness = {}
    for name, read in offer.files.items():
        if PurePosixPath(name.removesuffix(".gz")).suffix == PurePosixPath(member.file).suffix:
            try:
                headers = _read(source, source.table(table), name, read(), member).column_names
                likeness[name] = _shares(source, table, release.vintage, headers)
            except DataProblem:
                continue
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= SAME_TABLE else None


def _candidate(source: Source, table: str, release: Release, member: Member, offer: Offer) -> str | None:
    """The file of the same stem, else of a like one, else of a like header."""
    for is_alike in (str.__eq__, _named_alike):
        named = [name for name in offer.files if is_alike(stem(name), stem(member.file))]
        if len(named) == 1:
            return named[0]
    return _likest(source, table, release, member, offer)


def _found(source: Source, vintage: Decimal, table: str, member: Member, name: str, offer: Offer) -> Found:
    """One matched file, held against the declaration of its table."""
    content = offer.files[name]()
    try:
        received = _read(source, source.table(table), name, content, member)
    except DataProblem as problem:
        raise DataProblem(f"{name}, offered for {table} of {vintage}, cannot be read: {problem}.") from problem
    others = [release.vintage for release in source.releases if table in release.members]
    return Found(
        table=table,
        name=name,
        sha256="unpinned" if name in offer.stand_ins else identity(content, name),
        member=member,
        is_renamed=stem(name) != stem(member.file),
        changes=header_changes(source.table(table), vintage, received.column_names, others),
        rows_count=received.num_rows,
    )


def draft(source: Source, vintage: Decimal, offer: Offer, fetch: str) -> Draft:
    """Match every table of a source to a file of the new release."""
    found, missing = [], []
    for table, (release, member) in sorted(previous(source, vintage).items()):
        name = _candidate(source, table, release, member, offer)
        if name is None:
            missing.append(f"{table}, {PurePosixPath(member.file).name} in {release.vintage}")
        else:
            found.append(_found(source, vintage, table, member, name, offer))
    return Draft(source=source, vintage=vintage, fetch=fetch, offer=offer, found=found, missing=missing)


def from_folder(folder: Path, url: str | None) -> Offer:
    """Files that were downloaded by hand."""
    if not folder.is_dir():
        raise DataProblem(f"{folder} is not a folder: give the folder that holds the files of the new release.")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return Offer(files={path.relative_to(folder).as_posix(): path.read_bytes for path in paths}, url=url)


def from_mirror(mirror: Mirror, inside: str, url: str | None) -> Offer:
    """The files below one folder of a mirror, each checked against its manifest when read."""
    offer = from_folder(mirror.root / inside, url)
    listed = {name: mirror.listed.get(inside + name) for name in offer.files}
    return Offer(
        files={name: partial(mirror.read, inside + name) for name in offer.files},
        url=url,
        mirror=inside,
        stand_ins=frozenset(name for name, line in listed.items() if line and not line.is_published),
    )


def from_zip(archive: bytes, origin: str, url: str | None) -> Offer:
    """The members of a whole release."""
    names = member_names(archive, origin)
    return Offer(files={name: partial(read_member, archive, name, origin) for name in names}, url=url)


def from_publisher(http: httpx.Client, source: Source, release: Release, progress: Progress) -> Offer:
    """The release as its publisher serves it, by the way in which the nearest declared one is served."""
    origin = f"{source.id} {release.vintage} from {release.url}"
    archive = archive_of(http, release, progress)
    if archive is not None:
        return from_zip(archive, origin, release.url)
    files = {}
    for table, member in release.members.items():
        content = member_of(http, source, release, table, member, None, progress)
        files[member.file] = partial(bytes, content)
    return Offer(files=files, url=release.url)
