"""What a person does with a drafted release: paste item and lines as they stand, then load and check the files."""

from pathlib import Path
from typing import Any

import yaml

from ingestion.checks import Parsed, check
from ingestion.fetch import Landed, fetch, plan
from ingestion.findings import Finding
from ingestion.mirror import Mirror
from ingestion.paths import DataTree
from ingestion.registry import Source, load_source
from ingestion.updates.draft import Draft
from ingestion.updates.entry import notes_of, yaml_of

HEADERS_CHANGED = ": headers changed; under its `columns:` write\n"


def lines_to_paste(drafted: Draft) -> dict[str, list[str]]:
    """The header lines of each table, comments and all."""
    notes = [note.split(HEADERS_CHANGED) for note in notes_of(drafted) if HEADERS_CHANGED in note]
    return {table: lines.splitlines() for table, lines in notes}


def pasted(declared: dict[str, Any], drafted: Draft, folder: Path) -> Source:
    """The declaration with the item under `releases:` and the lines under the columns of their tables."""
    (item,) = yaml.safe_load(yaml_of(drafted))
    columns = {
        table: {name: entry for line in lines for name, entry in (yaml.safe_load(f"{{{line}\n}}") or {}).items()}
        for table, lines in lines_to_paste(drafted).items()
    }
    tables = [table | {"columns": table["columns"] | columns.get(table["name"], {})} for table in declared["tables"]]
    text = yaml.safe_dump(declared | {"tables": tables, "releases": [*declared["releases"], item]}, allow_unicode=True)
    path = folder / f"{declared['id']}.yml"
    path.write_text(text, encoding="utf-8")
    return load_source(path)


def landed_of(source: Source, vintage: object, mirror: Path, tree: DataTree) -> list[Landed]:
    wanted = [file for file in plan([source]) if file.release.vintage == vintage]
    return fetch(wanted, tree, mirror=Mirror(mirror), progress=lambda *_: None)


def checked(source: Source, vintage: object, mirror: Path, data: Path) -> list[Finding]:
    """The findings of a refresh for one release; a file that is not what is declared stops it."""
    tree = DataTree(data)
    return check([Parsed(file) for file in landed_of(source, vintage, mirror, tree)], tree)
