"""What changed between two builds, for somebody who reads no further: the largest first, numbers before words."""

from collections.abc import Sequence

from ingestion.changes.figures import Figures
from ingestion.changes.findings import Compared
from ingestion.changes.releases import ReleaseChange
from ingestion.sql import Row

NAMED_FINDINGS = 3
NAMED_RELEASES = 6
PRESENCE = (
    ("counts_given", "count", "now given"),
    ("counts_no_longer_given", "count", "no longer given"),
    ("rates_given", "published rate", "now given"),
    ("rates_no_longer_given", "published rate", "no longer given"),
)
NOTHING = "No release, figure or finding changed."


def counted(number: int, noun: str, plural: str | None = None) -> str:
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def number(value: float | None) -> str:
    """At most two decimals, thousands separated; a figure that is missing says so."""
    if value is None:
        return "not given"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def place(row: Row) -> str:
    """The name of a place with its code, or the code alone where no name is known."""
    return f"{row['area_name']} ({row['area_code']})" if row["area_name"] else str(row["area_code"])


def cell(row: Row) -> str:
    """One revised figure: what, where, when, from and to."""
    what = ", ".join(filter(None, (row["label"], row["part"].replace("_", " "))))
    return f"{what}, {place(row)}, {row['year']}: {number(row['before'])} to {number(row['after'])}"


def large(figures: Figures) -> list[str]:
    if not figures.large:
        return []
    head = counted(figures.large_count, "large revision of a published figure", "large revisions of published figures")
    return [f"{head}{', the largest' if figures.large_count > 1 else ''}: {cell(figures.large[0])}."]


def released(changes: Sequence[ReleaseChange], *, is_all: bool) -> list[str]:
    """Which releases came, went or were replaced; `is_all`: no table changed."""
    said = [change.said for change in changes[:NAMED_RELEASES]]
    more = f"; and {len(changes) - len(said)} more" if len(changes) > len(said) else ""
    if not said:
        return [NOTHING] if is_all else []
    is_renumbered = all(change.kind == "renumbered" for change in changes)
    head = "Nothing but the number of a release changed: " if is_all and is_renumbered else ""
    return [f"{head}{'; '.join(said)}{more}."]


def _counts(figures: Figures) -> str:
    """Revised counts with the number of indicators and the largest."""
    revised = figures.total("counts_revised")
    verb = "that went back to an earlier release" if figures.is_return else "revised by the publisher"
    if not revised:
        return f"no count {verb}"
    indicators = sum(bool(row["counts_revised"]) for row in figures.by_indicator)
    largest = next(row for row in figures.counts if row["before"] is not None and row["after"] is not None)
    return f"{counted(revised, 'count')} {verb} in {counted(indicators, 'indicator')} (largest: {cell(largest)})"


def revised(figures: Figures) -> list[str]:
    """Counts and rates of the publisher, then what follows from them."""
    computed = counted(figures.total("computed_changed"), "computed figure")
    if figures.total("counts_revised", "rates_revised"):
        parts = [_counts(figures), counted(figures.total("rates_revised"), "published rate")]
        parts.append(f"{computed} that follow from them")
    else:
        parts = ["no published figure was revised"]
        parts += [f"{computed} changed"] if figures.total("computed_changed") else []
    parts += [
        f"{counted(figures.total(column), noun)} {said}" for column, noun, said in PRESENCE if figures.total(column)
    ]
    if figures.earlier_count and not figures.is_return:
        parts.append(f"{counted(figures.earlier_count, 'figure')} back to an earlier release")
    older = [
        counted(count, noun)
        for count, noun in (
            (figures.superseded_count, "published figure"),
            (figures.superseded_computed_count, "computed figure"),
        )
        if count
    ]
    parts += [f"{' and '.join(older)} changed in releases that a newer one has replaced"] if older else []
    said = ", ".join(parts)
    return [f"{said[0].upper()}{said[1:]}."]


def new_and_gone(added: int, gone: int) -> list[str]:
    """Figures of authorities, regions and England that only one build has."""
    said = [f"{counted(added, 'figure')} new"] if added else []
    said += [f"{counted(gone, 'figure')} gone"] if gone else []
    return [f"{' and '.join(said)}."] if said else []


def _from_to(finding: Compared) -> str:
    """Both estimates, with their years where these differ."""
    if not (finding.before and finding.after):
        return finding.verdict
    is_same_year = finding.year_before == finding.year_after
    years = ("", "") if is_same_year else (f" in {finding.year_before}", f" in {finding.year_after}")
    return f"from {finding.before.score:.2f}{years[0]} to {finding.after.score:.2f}{years[1]}"


def _named(changed: Sequence[Compared]) -> str:
    said = [
        f"{finding.label} by {finding.exposure.replace('_', ' ')}, {_from_to(finding)}"
        for finding in changed[:NAMED_FINDINGS]
    ]
    more = f"; and {len(changed) - NAMED_FINDINGS} more" if len(changed) > NAMED_FINDINGS else ""
    return f": {'; '.join(said)}{more}" if said else ""


def found(headlines: Sequence[Compared], same_year: Sequence[Compared]) -> list[str]:
    """How many findings changed, the headline findings by name."""
    changed = [finding for finding in headlines if finding.verdict == "changed"]
    others = sum(finding.verdict == "changed" for finding in same_year)
    head = f"{len(changed) or 'None'} of the {len(headlines)} headline findings changed{_named(changed)}"
    return [f"{head}. Of {len(same_year):,} findings compared year by year, {others:,} changed."]
