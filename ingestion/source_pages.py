"""The page of the data dictionary that says what each publication holds, rendered from the registry."""

from decimal import Decimal

from ingestion.registry import Column, Release, Source, Table
from ingestion.schedule import newest_release


def _column(name: str, column: Column, newest: Decimal, table: Table) -> str:
    header = table.headers(newest).get(name, column.header or name)
    was = "; ".join(f"{years}: {old}" for years, old in column.was.items())
    kept = f"only {' or '.join(column.only)}" if column.only else ""
    notes = "; ".join(text for text in (f"was {was}" if was else "", kept, column.note.strip()) if text)
    return f"| `{name}` | {header.replace('|', '/')} | {column.role} | {notes} |"


def _table(table: Table, source: Source) -> list[str]:
    newest = max((release.vintage for release in source.releases if table.name in release.members), default=Decimal(0))
    return [
        f"### {table.name}",
        "",
        f"{' '.join(table.description.split())} One row per {', '.join(table.grain)}.",
        "",
        "| column | published as | role | notes |",
        "|---|---|---|---|",
        *(_column(name, column, newest, table) for name, column in table.columns.items() if name not in table.lacks),
        "",
    ]


def _release(release: Release) -> str:
    pinned = sum(member.sha256 != "unpinned" for member in release.members.values())
    published = release.published_on or "date not seen"
    opened = f"address opened {release.url_verified_on}" if release.url_verified_on else "address not opened yet"
    figures = "provisional; " if release.maturity == "provisional" else ""
    files = f"{len(release.members)} files, {pinned} pinned"
    said = f"- {release.vintage}: {published}; {figures}{files}; {opened}. {release.note}"
    return said.rstrip()


def _source(source: Source) -> list[str]:
    return [
        f"## {source.title}",
        "",
        f"{source.publisher}; licence {source.licence}; {source.cadence}. "
        f"Declared in `ingestion/sources/{source.id}.yml`, with its addresses.",
        "",
        *(_release(release) for release in sorted(source.releases, key=lambda release: release.vintage)),
        "",
        *(line for table in source.tables for line in _table(table, source)),
    ]


def page(sources: list[Source], notice: str) -> str:
    lines = [f"<!-- {notice} -->", "# Sources", "", *(line for source in sources for line in _source(source))]
    return "\n".join(lines).rstrip() + "\n"


def _expectation(source: Source) -> str:
    newest = newest_release(source)
    published = newest.published_on or "date not seen"
    following, overdue = "-", "-"
    if source.expected:
        year = int(newest.vintage) + 1 + source.expected.years_after
        following, overdue = (
            f"{int(newest.vintage) + 1} on {year}-{source.expected.day}",
            f"{source.expected.days_late} days",
        )
    return f"| {source.title} | {source.cadence} | {newest.vintage} ({published}) | {following} | {overdue} |"


def calendar_page(sources: list[Source], notice: str) -> str:
    """What is expected when, and which addresses nobody has opened yet."""
    public = [source for source in sources if source.scope == "public"]
    unopened = [
        f"- {source.title}, {release.vintage}"
        for source in public
        for release in source.releases
        if release.url and release.url_verified_on is None
    ]
    lines = [
        f"<!-- {notice} -->",
        "# Publication calendar",
        "",
        "`make calendar` says what is due or overdue today: judged by the day a release should come out, not by when "
        "it was loaded. `make check-updates` asks the publishers.",
        "",
        "| publication | cadence | newest declared | next expected | overdue after |",
        "|---|---|---|---|---|",
        *map(_expectation, public),
        "",
        "## Addresses that nobody has opened yet",
        "",
        f"{len(unopened)} addresses were collected from public code and documentation. `make check-updates VERIFY=1` "
        "opens each and prints the line that says so.",
        "",
        *(unopened or ["None."]),
    ]
    return "\n".join(lines) + "\n"
