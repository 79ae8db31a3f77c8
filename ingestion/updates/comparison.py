"""The candidate files of a new release compared with the tables of its source and the files of its other releases."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePosixPath

from ingestion.headers import Agreement, HeaderChanges, header_changes, headers_elsewhere, no_agreement
from ingestion.identity import identity
from ingestion.problems import DataProblem
from ingestion.registry import Member, Release, Source, Table
from ingestion.trim import rows_of_table
from ingestion.updates.candidates import CandidateFiles, with_year
from ingestion.updates.earlier import EarlierFiles
from ingestion.updates.figures import Figures, figures_of, same_cells, same_counts
from ingestion.updates.likeness import Likeness
from ingestion.updates.matching import LIKE, SAME_FIGURES, Match
from ingestion.updates.reading import CandidateReader, Received, is_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One file of the new release that belongs to a table, and what differs in its header and number of rows.

    `look` says what to look at before the entry is taken; empty where it is certain.
    """

    table: str
    name: str
    sha256: str
    member: Member
    look: str
    changes: HeaderChanges
    rows_count: int


def previous(source: Source, vintage: Decimal) -> dict[str, list[tuple[Release, Member]]]:
    """The declared files of each table but for this vintage: other issues of its year, earlier ones, later ones."""
    nearest: dict[str, list[tuple[Release, Member]]] = {table.name: [] for table in source.tables}

    def distance(release: Release) -> tuple[bool, bool, Decimal]:
        is_other_year = int(release.vintage) != int(vintage)
        return is_other_year, release.vintage > vintage, abs(release.vintage - vintage)

    for release in sorted(source.releases, key=distance):
        if release.vintage != vintage:
            for name, member in release.members.items():
                nearest[name].append((release, member))
    return nearest


class Comparison:
    """Reads and scores the candidates of one release; each file is read and hashed once."""

    def __init__(self, source: Source, vintage: Decimal, candidates: CandidateFiles, earlier: EarlierFiles) -> None:
        self.source, self.vintage, self.candidates, self.earlier = source, vintage, candidates, earlier
        self.declared = previous(source, vintage)
        self.reader, self.likeness = CandidateReader(source, vintage), Likeness(source, vintage)
        self.contents: dict[str, bytes] = {}
        self.unreadable: dict[str, DataProblem] = {}
        self._earlier: dict[tuple[str, Decimal], Figures | None] = {}
        self._figures: dict[tuple[object, ...], Figures | None] = {}
        self.leave = list(source.shared.columns)

    def content(self, name: str) -> bytes:
        if name not in self.contents:
            self.contents[name] = self.candidates.files[name]()
        return self.contents[name]

    def earlier_figures(self, table: Table) -> Iterator[tuple[Figures, Decimal]]:
        """The figures of the declared files of a table that are at hand, the nearest first, and their vintages."""
        names = {name: name for name in table.columns}
        for release, _ in self.declared[table.name]:
            key = (table.name, release.vintage)
            if key not in self._earlier:
                text = self.earlier.text_of(release, table.name)
                same_year = int(release.vintage) == int(self.vintage)
                self._earlier[key] = (
                    None if text is None else figures_of(table, text, names, self.leave, is_same_year=same_year)
                )
            if found := self._earlier[key]:
                yield found, release.vintage

    def new_figures(self, table: Table, received: Received, *, is_same_year: bool) -> Figures | None:
        headers = table.headers(self.vintage)
        key = (received.unit, received.member.header_row, tuple(table.unused), is_same_year,
               *(headers.get(name) for name in table.named("key")))  # fmt: skip
        if key not in self._figures:
            self._figures[key] = figures_of(table, received.text, headers, self.leave, is_same_year=is_same_year)
        return self._figures[key]

    def both_figures(self, table: Table, received: Received) -> Iterator[tuple[Figures, Figures]]:
        """The figures of each file at hand and of a candidate, where they can be compared."""
        for earlier, vintage in self.earlier_figures(table):
            if new := self.new_figures(table, received, is_same_year=int(vintage) == int(self.vintage)):
                yield earlier, new

    def same_figures(self, table: Table, received: Received, *, is_likely: bool) -> float | None:
        """How much of the counts is the same as in the nearest file at hand; of a likely candidate, in the likest."""
        likest: float | None = None
        for earlier, new in self.both_figures(table, received):
            same = same_counts(earlier, new)
            if same is not None:
                likest = max(same, likest or 0.0)
                if not is_likely or likest >= SAME_FIGURES:
                    break
        return likest

    def match(self, table: Table, received: Received) -> Match:
        is_named = self.likeness.is_named(table.name, received.name)
        names = self.likeness.of_names(table.name, received.name)
        return Match(
            table=table.name,
            received=received,
            is_named=is_named,
            has_layout=self.likeness.has_layout(table, received.text.column_names),
            names=names,
            headers=self.likeness.of_headers(table.name, received.text.column_names),
            figures=self.same_figures(table, received, is_likely=is_named or names >= LIKE),
        )

    def matches(self, table: Table) -> Iterator[Match]:
        """Every candidate that can be read as the table's."""
        members = [(release.vintage, member) for release, member in self.declared[table.name]]
        for name in filter(is_table, self.candidates.files):
            try:
                for received in self.reader.received(table, members, name, self.content(name)):
                    yield self.match(table, received)
            except DataProblem as problem:
                self.unreadable[name] = problem
                if self.likeness.is_named(table.name, name):
                    raise DataProblem(
                        f"{name}, by its name the file of {table.name} in {self.vintage}, cannot be read: {problem}."
                    ) from problem

    def agreement(self, table: Table, received: Received) -> Agreement:
        """Which part of the figures of a column of the nearest file at hand stands under a header of this one."""
        both = next(self.both_figures(table, received), None)
        if both is None:
            return no_agreement
        earlier, new = both

        def agreement(column: str, header: str) -> float | None:
            if column not in earlier.cells or header not in new.cells:
                return None
            return same_cells(earlier, column, new, header, is_measure=table.columns[column].role == "measure")

        return agreement

    def look_at(self, match: Match, digest: str) -> str:
        """What a person should look at before taking a pair; nothing where it is certain.

        A file may serve two years, as populations that were not extended do: its newest year tells.
        """
        name, declared = PurePosixPath(match.received.name).name, self.declared[match.table]
        if not declared:
            return "no other release has this table, and no other file has all its headers: open the file"
        newest, expected = self._newest_years(match)
        for release, member in declared:
            is_same_year = int(release.vintage) == int(self.vintage)
            is_same_name = PurePosixPath(member.file).name == name and with_year(name, release.vintage, self.vintage)
            is_same_file = member.sha256 == digest and (is_same_year or newest not in expected)
            if is_same_file or (is_same_name and not is_same_year):
                return f"the same file is declared for {release.vintage} already: is it the file of {self.vintage}?"
        if newest is not None and expected and newest not in expected:
            return f"its newest year is {newest}, by other releases it should be {expected[0]}"
        return "" if match.certainty == "sure" else match.look

    def _newest_years(self, match: Match) -> tuple[int | None, list[int]]:
        """The newest year of a file, and what it should be by the files of each other release, by their vintage."""
        table, year = self.source.table(match.table), int(self.vintage)
        new = self.new_figures(table, match.received, is_same_year=False)
        earlier = [(figures.newest_year, vintage) for figures, vintage in self.earlier_figures(table)]
        expected = [newest - int(vintage) + year for newest, vintage in earlier if newest is not None]
        return new.newest_year if new else None, expected

    def rows_count(self, table: Table, received: Received) -> int:
        """The rows of a file that are the table's, all of them where it has no column to tell by."""
        headers = table.headers(self.vintage)
        keep = {headers.get(name, name): pattern for name, pattern in table.keep.items()}
        has_all = set(keep) <= set(received.text.column_names)
        return len(rows_of_table(received.text, keep) if has_all else received.text)

    def found(self, match: Match) -> Found:
        """One matched file and the declaration of its table."""
        table, received = self.source.table(match.table), match.received
        name, content = received.name, self.content(received.name)
        digest = identity(content, name)
        others = [release.vintage for release, _ in self.declared[table.name]]
        changes = header_changes(
            table, self.vintage, received.text.column_names, others,
            headers_elsewhere(self.source, table), self.agreement(table, received),
        )  # fmt: skip
        return Found(
            table=table.name,
            name=name,
            sha256="unpinned" if name in self.candidates.stand_ins else digest,
            member=received.member,
            look=self.look_at(match, digest),
            changes=changes,
            rows_count=self.rows_count(table, received),
        )
