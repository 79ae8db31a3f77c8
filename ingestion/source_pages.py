"""The page of the data dictionary that says what each publication holds, rendered from the registry."""

from decimal import Decimal

from ingestion.registry import Column, Release, Source, Table


def _column(name: str, column: Column, newest: Decimal, table: Table) -> str:
    header = table.headers(newest).get(name, column.header or name)
    was = "; ".join(f"{years}: {old}" for years, old in column.was.items())
    kept = f"only {column.only}" if column.only else ""
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
    said = f"- {release.vintage}: {published}; {len(release.members)} files, {pinned} pinned; {opened}. {release.note}"
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
