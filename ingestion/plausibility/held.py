"""The changes for which a build is held: read back from it, without those that a person has accepted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from ingestion.fetch import plan
from ingestion.registry import Source

SHOWN = 3
SAME_FILE = ", compared with the published build, which is made of the same file: a declaration or a model changed"
CHANGES = """
select "check", indicator_id, from_release_id, from_sha256, to_release_id, to_sha256, detail
from meta.implausible_changes
order by rowid
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A change beyond its limit, and the files that show it. One file alone where there is no `from_release_id`."""

    check: str
    indicator_id: str
    from_release_id: str
    from_sha256: str | None
    to_release_id: str
    to_sha256: str
    detail: str

    @property
    def files(self) -> tuple[str, ...]:
        """What an acceptance is for: this check of this indicator in exactly these files."""
        parts = (
            self.check,
            self.indicator_id,
            self.from_release_id,
            self.from_sha256,
            self.to_release_id,
            self.to_sha256,
        )
        return tuple(part or "" for part in parts)

    @property
    def is_of_files(self) -> bool:
        """Whether the files differ; where they do not, a declaration or a model changed the figures."""
        return self.from_sha256 != self.to_sha256

    def in_words(self, files: Mapping[str, str]) -> str:
        """The indicator, the file by its name, what it was compared with, and what changed."""
        _, _, earlier = self.from_release_id.partition("@")
        compared = f", compared with the release of {earlier}" if earlier else ""
        if self.from_release_id == self.to_release_id:
            compared = ", compared with the published build" if self.is_of_files else SAME_FILE
        file = files.get(self.to_release_id, self.to_release_id)
        return f"{self.indicator_id or 'several columns'} in {file}{compared} ({self.check}): {self.detail}"


def changes_of(build: Path) -> list[Change]:
    """Every change of a build beyond its limit; none of a build that was made before this was checked."""
    with duckdb.connect(str(build), read_only=True) as connection:
        try:
            return [Change(*row) for row in connection.execute(CHANGES).fetchall()]
        except duckdb.CatalogException:
            return []


def not_accepted(changes: Iterable[Change], accepted: Iterable[Change]) -> list[Change]:
    """The changes that nobody has accepted in exactly these files."""
    known = {change.files for change in accepted if change.is_of_files}
    return [change for change in changes if change.files not in known]


def _by_file(changes: list[Change]) -> list[Change]:
    """The first change of each file before the second of any."""
    seen: dict[str, int] = {}
    places = []
    for change in changes:
        places.append(seen.get(change.to_release_id, 0))
        seen[change.to_release_id] = places[-1] + 1
    return [change for _, change in sorted(zip(places, changes, strict=True), key=lambda pair: pair[0])]


def in_words(changes: list[Change], sources: Iterable[Source], *, accept: str) -> str:
    """One paragraph: what changed and where, and what to do about it. `accept` is the command that publishes."""
    sources = list(sources)
    files = {file.release_id: str(file) for file in plan(sources)}
    tables = {change.to_release_id.partition("@")[0] for change in changes}
    pages = sorted({source.landing_page for source in sources for table in source.tables if table.name in tables})
    shown = _by_file(changes)[:SHOWN]
    said = "; ".join(f"({number}) {change.in_words(files)}" for number, change in enumerate(shown, start=1))
    more = len(changes) - len(shown)
    rest = f"; and {more} more, listed in meta.implausible_changes of the held build" if more else ""
    return (
        f"The build is held and not published, because {len(changes)} "
        f"{'change is' if len(changes) == 1 else 'changes are'} larger than earlier releases and years explain: "
        f"{said}{rest}. See `make diff TO=held` and the publisher's notes on revisions ({', '.join(pages)}). If the "
        f"figures are right, publish them with `{accept}`; if not, "
        "correct the file or its entry in the registry and refresh again."
    )
