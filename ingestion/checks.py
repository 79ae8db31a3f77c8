"""Every landed file against its registry entry: headers, keys, codes, rows, authorities, markers."""

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.boundaries import simplified
from ingestion.cells import cell_findings
from ingestion.completeness import YearsOfFile, area_findings, levels_of, newest_year_findings, years_of
from ingestion.divisions import AUTHORITY_LIST, LOOKUPS, checked_changes
from ingestion.fetch import Landed
from ingestion.findings import Finding
from ingestion.headers import header_changes, headers_elsewhere
from ingestion.identity import plain
from ingestion.parsers import PARSERS, format_of, reading_of
from ingestion.paths import DataTree
from ingestion.place_findings import place_findings
from ingestion.places import AuthorityList, PlaceChange, authority_list
from ingestion.problems import DataProblem
from ingestion.registry import RowRange
from ingestion.trim import left_out, rows_of_table, under_our_names, with_lacking, without_unused

CODE_OF_CHECKS = (
    "cells", "checks", "completeness", "expectations", "headers", "parsers/appearance", "parsers/csv_text",
    "parsers/workbook", "place_findings", "places", "trim",
)  # fmt: skip


def _read(content: bytes, landed: Landed) -> pa.Table:
    """A file by its format: a stand-in converted to CSV has its header in the first line, whatever the original."""
    wanted = landed.wanted
    form = format_of(landed.path.name, wanted.source.parser)
    converted = form == "csv" and format_of(wanted.name, wanted.source.parser) != "csv"
    reading = reading_of(wanted.source, wanted.table, wanted.member)
    return PARSERS[form](content, replace(reading, header_row=1) if converted else reading)


@dataclass(frozen=True)
class Parsed:
    """A landed file as text columns under our names."""

    landed: Landed

    @cached_property
    def received(self) -> pa.Table:
        """All rows under the publisher's headers, without the columns that are known and not used."""
        landed = self.landed
        wanted = landed.wanted
        headers = wanted.table.headers(wanted.release.vintage)
        try:
            content = plain(landed.path.read_bytes(), wanted.name)
            received = without_unused(_read(content, landed), headers.values(), wanted.table.unused)
        except DataProblem as problem:
            raise DataProblem(f"{wanted} ({landed.path}) cannot be read: {problem}.") from problem
        absent = {headers[name] for name in self.lacking} - set(received.column_names)
        return with_lacking(received, sorted(absent))

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Our names of the columns that this stand-in lacks or leaves blank; none of a published file."""
        if self.landed.receipt.authenticity == "published":
            return frozenset()
        wanted = self.landed.wanted
        entries = [entry for entry in wanted.table.lacking if entry.vintage == wanted.release.vintage]
        return frozenset(name for entry in entries for name in entry.columns)

    @cached_property
    def table(self) -> pa.Table:
        """The rows of the table under our names."""
        declared = self.landed.wanted.table
        rows = rows_of_table(self.renamed, declared.keep)
        return simplified(rows, declared.boundaries, str(self.landed.wanted)) if declared.boundaries else rows

    @cached_property
    def renamed(self) -> pa.Table:
        """All rows under our names."""
        wanted = self.landed.wanted
        return under_our_names(self.received, wanted.table.headers(wanted.release.vintage))


def columns_changed(parsed: Parsed) -> DataProblem:
    """What to say when a file's headers are not the declared ones, with the lines to paste."""
    wanted = parsed.landed.wanted
    vintages = [release.vintage for release in wanted.source.releases if wanted.table.name in release.members]
    elsewhere = headers_elsewhere(wanted.source, wanted.table)
    changes = header_changes(wanted.table, wanted.release.vintage, parsed.received.column_names, vintages, elsewhere)
    said = [f"{old!r} is now {new!r}" for old, new in changes.renamed.values()]
    said += [f"{header!r} is gone" for header in changes.gone.values()]
    said += [f"{header!r} is new" for header in changes.new]
    lines = "\n".join(f"  {line}" for line in changes.to_paste)
    return DataProblem(
        f"{wanted}: its columns are not the declared ones; as it seems, {', '.join(said)}. If that is so, write under "
        f"`columns:` of {wanted.table.name} in ingestion/sources/{wanted.source.id}.yml, in place of the entry of the "
        f"same name where there is one:\n{lines}"
    )


def _other_table(parsed: Parsed) -> str:
    """The table whose declared columns a file has, where it is another one of its source."""
    wanted = parsed.landed.wanted
    found = {name.casefold() for name in parsed.received.column_names}
    for table in wanted.source.tables:
        declared = {header.casefold() for header in table.headers(wanted.release.vintage).values()}
        if table.name != wanted.table.name and declared == found:
            return table.name
    return ""


def _earlier_release(parsed: Parsed) -> Decimal | None:
    """The earlier release of the same table that a file belongs to by its columns and its newest year."""
    wanted = parsed.landed.wanted
    years = years_of(parsed.received)
    found = sorted(name.casefold() for name in parsed.received.column_names)
    for release in wanted.source.releases:
        declared = sorted(header.casefold() for header in wanted.table.headers(release.vintage).values())
        is_earlier = wanted.table.name in release.members and release.vintage < wanted.release.vintage
        if is_earlier and declared == found and years and years[-1] <= int(release.vintage):
            return release.vintage
    return None


def require_own_columns(parsed: Parsed) -> None:
    """Refuse a file whose columns are not the declared ones: another table's by its name, else header by header."""
    if has_declared_columns(parsed):
        return
    wanted = parsed.landed.wanted
    if other := _other_table(parsed):
        raise DataProblem(
            f"{wanted}: its columns are those of {other}, not of {wanted.table.name}: another file of the release was "
            "saved under this name. Download the file of this name again."
        )
    if earlier := _earlier_release(parsed):
        raise DataProblem(
            f"{wanted}: its columns and its newest year are those of the release of {earlier}: an earlier file was "
            "saved under this name. Download the file of this release again."
        )
    raise columns_changed(parsed)


def authorities_of(parsed: list[Parsed]) -> AuthorityList | None:
    """The English upper-tier authorities that the lookup of LSOAs names; nothing where none landed."""
    lookup = next((file for file in parsed if file.landed.wanted.table.name == AUTHORITY_LIST), None)
    return authority_list(pc.unique(lookup.table["la_code"]).to_pylist(), lookup.landed.wanted) if lookup else None


def has_declared_columns(parsed: Parsed) -> bool:
    """The declared headers and no others, in any order and any case."""
    wanted = parsed.landed.wanted
    declared = sorted(header.casefold() for header in wanted.table.headers(wanted.release.vintage).values())
    return sorted(name.casefold() for name in parsed.received.column_names) == declared


def _run(parsed: Parsed, authorities: AuthorityList | None, changes: list[PlaceChange]) -> list[Finding]:
    require_own_columns(parsed)
    from ingestion import expectations  # noqa: PLC0415  takes seconds to import: not for a file that is refused by now

    wanted, receipt = parsed.landed.wanted, parsed.landed.receipt
    subject = wanted.release_id
    rows = RowRange(min=receipt.rows, max=receipt.rows) if receipt.rows is not None else wanted.table.rows
    keys = parsed.table.select(wanted.table.grain).to_pandas()
    return [
        Finding(check=f"{subject}: columns as declared", severity="error", passed=True, detail=""),
        *expectations.validate(keys, expectations.key_expectations(wanted.table, rows), subject),
        *cell_findings(parsed.table, wanted.table.columns, wanted.source.shared, parsed.lacking, subject),
        *place_findings(parsed.table, wanted, authorities, changes),
        *([] if "areas" in wanted.member.unlike_others else area_findings(parsed.table, subject)),
        *left_out(parsed.renamed, wanted.table.keep, subject),
    ]


@cache
def _code_of_checks() -> str:
    """A hash of the code that checks a file: a verdict is kept no longer than that."""
    folder = Path(__file__).parent
    return sha256(b"".join((folder / f"{name}.py").read_bytes() for name in CODE_OF_CHECKS)).hexdigest()[:16]


def _verdict(
    parsed: Parsed, authorities: AuthorityList | None, changes: list[PlaceChange], tree: DataTree
) -> list[Finding]:
    """The findings for one file, from the cache when neither it, its declaration nor the places have changed."""
    wanted = parsed.landed.wanted
    declaration = wanted.table.model_dump_json() + wanted.source.shared.model_dump_json()
    declaration += f"{wanted} {wanted.member.unlike_others} {authorities} {changes} {parsed.landed.receipt.rows}"
    declaration += _code_of_checks()
    key = f"{parsed.landed.receipt.received_sha256}-{sha256(declaration.encode()).hexdigest()[:16]}"
    cached = tree.verdicts / f"{key}.json"
    if cached.exists():
        return [Finding(**finding) for finding in json.loads(cached.read_text(encoding="utf-8"))]
    findings = _run(parsed, authorities, changes)
    if all(finding.passed for finding in findings):
        tree.verdicts.mkdir(parents=True, exist_ok=True)
        cached.write_text(json.dumps([asdict(finding) for finding in findings]), encoding="utf-8")
    return findings


def require_newest_years(parsed: list[Parsed]) -> list[Finding]:
    """The newest year of each file compared with the other releases of its table; one that cannot be stops the build.

    Years that are shifted explain whatever else is wrong with a file, so that this is said first.
    """
    files = {
        YearsOfFile(
            table=file.landed.wanted.table.name,
            vintage=file.landed.wanted.release.vintage,
            years=years_of(file.received),
            levels=levels_of(file.received),
            unlike_others=frozenset(file.landed.wanted.member.unlike_others),
        ): file.landed.wanted
        for file in parsed
    }
    found = list(newest_year_findings(files))
    for file, fault in found:
        if fault:
            raise DataProblem(f"{files[file]}: {fault}.")
    return [
        Finding(
            check=f"{files[file].release_id}: newest year and levels as in the other releases",
            severity="error",
            passed=True,
            detail="",
        )
        for file, _ in found
    ]


def check(parsed: list[Parsed], tree: DataTree) -> list[Finding]:
    """Every finding; a failed one stops the build with the file, the column and what to change."""
    authorities = authorities_of(parsed)
    lookups = [file for file in parsed if file.landed.wanted.table.name in LOOKUPS and has_declared_columns(file)]
    changes = checked_changes(
        {file.landed.wanted.table.name: file.table for file in lookups},
        authorities,
        is_synthetic=any(file.landed.is_synthetic for file in parsed),
    )
    findings = []
    for file in parsed:
        verdict = _verdict(file, authorities, changes, tree)
        if failed := [finding for finding in verdict if not finding.passed]:
            require_newest_years(
                [other for other in parsed if other.landed.wanted.table.name == file.landed.wanted.table.name]
            )
            said = "; ".join(f"{finding.check.split(': ', 1)[1]}: {finding.detail}" for finding in failed[:6])
            wanted = file.landed.wanted
            raise DataProblem(
                f"{wanted} is not what the registry says of {wanted.table.name} ({len(failed)} checks failed): {said}. "
                f"If the publisher changed it on purpose, correct that table in "
                f"ingestion/sources/{wanted.source.id}.yml (or ingestion/layouts/{wanted.source.layout}.yml "
                "for what all its tables share); otherwise the file is damaged: download it again."
            )
        findings += verdict
    return [*findings, *require_newest_years(parsed)]
