"""Which releases came, went, were replaced or only renumbered between two builds, by name and year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import duckdb

from ingestion.changes.warehouse import Side
from ingestion.sql import Row, rows_of
from ingestion.years import written

RELEASES = """
select release_id, source_id, title, vintage, sha256, {maturity} as maturity
from {side}.meta.releases
order by source_id, vintage, release_id
"""
MATURITY = (
    "select count(*) from duckdb_columns() where database_name = ? and table_name = 'releases' "
    "and column_name = 'maturity'"
)

Kind = Literal["added", "withdrawn", "replaced", "renumbered", "provisional or final"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One issue of one publication in one build: the hash of each of its files by release_id."""

    source_id: str
    title: str
    vintage: Decimal
    maturity: str
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        return f"{self.title} {written(self.vintage)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseChange:
    """What happened to one release, and the release_ids that are new, or that only have another number."""

    kind: Kind
    said: str
    added_ids: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbered:
    """A file that the later build holds under another vintage than the earlier one."""

    release_id: str
    vintage: Decimal


Releases = dict[tuple[str, Decimal], Release]


def releases(connection: duckdb.DuckDBPyConnection, side: Side) -> Releases:
    """Each release of a build, provisional if any of its files is; those of builds that did not say so are final."""
    stated = connection.execute(MATURITY, [side]).fetchone()
    maturity = "maturity" if stated and stated[0] else "'final'"
    of_release: dict[tuple[str, Decimal], list[Row]] = defaultdict(list)
    for row in rows_of(connection, RELEASES.format(side=side, maturity=maturity)):
        of_release[row["source_id"], row["vintage"]].append(row)
    return {
        (source_id, vintage): Release(
            source_id=source_id,
            title=rows[0]["title"],
            vintage=vintage,
            maturity="provisional" if any(row["maturity"] == "provisional" for row in rows) else "final",
            files={row["release_id"]: row["sha256"] for row in rows},
        )
        for (source_id, vintage), rows in of_release.items()
    }


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"


def _hashes(release: Release) -> list[str]:
    return sorted(release.files.values())


def _pairs_of_numbers(before: Releases, after: Releases) -> list[tuple[Release, Release]]:
    """Releases of the same files that the two builds number differently."""
    by_files: dict[tuple[str, tuple[str, ...]], list[Release]] = defaultdict(list)
    for at, release in after.items():
        if at not in before:
            by_files[release.source_id, tuple(_hashes(release))].append(release)
    gone = [release for at, release in before.items() if at not in after]
    pairs = []
    for release in gone:
        if same := by_files[release.source_id, tuple(_hashes(release))]:
            pairs.append((release, same.pop(0)))
    return pairs


def renumbered(before: Releases, after: Releases) -> list[Renumbered]:
    """Each file of the earlier build that is the same file under another number in the later one."""
    return [
        Renumbered(release_id=release_id, vintage=new.vintage)
        for old, new in _pairs_of_numbers(before, after)
        for release_id in old.files
    ]


def _within(old: Release, new: Release) -> Iterable[ReleaseChange]:
    """What changed in a release that both builds have."""
    shared = [name for name in old.files if name in new.files]
    corrected = [name for name in shared if old.files[name] != new.files[name]]
    added, gone = ([name for name in one.files if name not in other.files] for one, other in ((new, old), (old, new)))
    if len(corrected) == 1:
        yield ReleaseChange(kind="replaced", said=f"{new.name} replaced by a corrected file", added_ids=[])
    elif corrected:
        said = f"{new.name} replaced by {len(corrected)} corrected files"
        yield ReleaseChange(kind="replaced", said=said, added_ids=[])
    if added:
        yield ReleaseChange(kind="added", said=f"{new.name}: {_files(len(added))} added", added_ids=added)
    if gone:
        yield ReleaseChange(kind="withdrawn", said=f"{new.name}: {_files(len(gone))} withdrawn", added_ids=[])
    if old.maturity != new.maturity:
        said = f"{new.name} is now {new.maturity}"
        yield ReleaseChange(kind="provisional or final", said=said, added_ids=[])


def compared_releases(before: Releases, after: Releases) -> list[ReleaseChange]:
    """Every release that is not the same in both builds, in the order of sources and years."""
    pairs = _pairs_of_numbers(before, after)
    old_numbers = {(old.source_id, old.vintage) for old, _ in pairs}
    new_numbers = {(new.source_id, new.vintage): old for old, new in pairs}
    found: list[ReleaseChange] = []
    for at in sorted({*before, *after}):
        old, new = before.get(at), after.get(at)
        if old and new:
            found += _within(old, new)
        elif new and at in new_numbers:
            said = f"{new_numbers[at].name} is now numbered {written(new.vintage)}, the same {_files(len(new.files))}"
            found.append(ReleaseChange(kind="renumbered", said=said, added_ids=[]))
        elif new:
            said = f"{new.name} added ({_files(len(new.files))})"
            found.append(ReleaseChange(kind="added", said=said, added_ids=list(new.files)))
        elif old and at not in old_numbers:
            found.append(ReleaseChange(kind="withdrawn", said=f"{old.name} withdrawn", added_ids=[]))
    return found


def provisional(after: Releases) -> list[str]:
    """The releases that the publisher calls provisional, by name."""
    return [release.name for release in after.values() if release.maturity == "provisional"]
