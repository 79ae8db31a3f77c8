"""Files that say again what the registry says, for dbt and for readers: never edited by hand."""

import json
from pathlib import Path

import yaml

from ingestion.paths import REPOSITORY
from ingestion.registry import Column, Source, Table
from ingestion.source_pages import calendar_page, page

GENERATED = "Generated from ingestion/sources by `python -m ingestion sources --write`: do not edit."


def _describe(name: str, column: Column) -> str:
    header = column.header or name
    was = "".join(f"; in vintage {years}: `{header}`" for years, header in column.was.items())
    return f"Published as `{header}`{was}. {column.note}".strip()


def _table(table: Table) -> dict[str, object]:
    grain = ", ".join(table.grain)
    return {
        "name": table.name,
        "description": f"{table.description.strip()} One row per {grain} and release, as text.",
        "columns": [
            {"name": name, "description": _describe(name, column)}
            for name, column in table.columns.items()
            if name not in table.lacks
        ],
    }


def _sources_file(prefix: str, sources: list[Source]) -> str:
    owned = [(source, table) for source in sources for table in source.tables if table.prefix == prefix]
    publishers = sorted({source.publisher for source, _ in owned})
    declared = {
        "version": 2,
        "sources": [
            {
                "name": prefix,
                "schema": "raw",
                "description": f"Files of {', '.join(publishers)}, landed as text.",
                "tables": [_table(table) for _, table in owned],
            }
        ],
    }
    return f"# {GENERATED}\n" + yaml.safe_dump(declared, sort_keys=False, allow_unicode=True, width=100)


def _unpivoted(table: Table) -> dict[str, object]:
    """What the staging model of a layout has to know of one table."""
    return {
        "source": table.prefix,
        "name": table.name,
        "filters": table.named("filter"),
        "measures": table.named("measure"),
        "has_blanks": any(table.columns[name].blank for name in table.named("measure")),
    }


def _registry_macros(sources: list[Source]) -> str:
    """Which raw tables have a layout that is unpivoted, and what its markers mean."""
    laid_out = [source for source in sources if source.shared.markers]
    tables: dict[str, list[dict[str, object]]] = {}
    for source in laid_out:
        tables.setdefault(source.layout, []).extend(
            _unpivoted(table) for table in source.tables if table.named("measure")
        )
    markers = {source.layout: dict(source.shared.markers) for source in laid_out}
    macros = {"registry_tables": tables, "layout_markers": markers}
    bodies = [
        f"{{% macro {name}(layout) -%}}\n{{{{ return({json.dumps(values, indent=4)}[layout]) }}}}\n{{%- endmacro %}}\n"
        for name, values in macros.items()
    ]
    return f"{{#- {GENERATED} -#}}\n" + "\n".join(bodies)


def rendered(sources: list[Source], repository: Path = REPOSITORY) -> dict[Path, str]:
    """Every generated file and what it should hold."""
    project = repository / "dbt_project"
    prefixes = sorted({table.prefix for source in sources for table in source.tables})
    files = {
        project / "models" / "staging" / prefix / f"_{prefix}__sources.yml": _sources_file(prefix, sources)
        for prefix in prefixes
    }
    files[project / "macros" / "registry.sql"] = _registry_macros(sources)
    files[repository / "docs" / "sources.md"] = page(sources, GENERATED)
    files[repository / "docs" / "publication-calendar.md"] = calendar_page(sources, GENERATED)
    return files


def _outdated(sources: list[Source], repository: Path) -> dict[Path, str]:
    return {
        path: text
        for path, text in rendered(sources, repository).items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def stale(sources: list[Source], repository: Path = REPOSITORY) -> list[Path]:
    """The generated files that no longer say what the registry says."""
    return list(_outdated(sources, repository))


def write(sources: list[Source], repository: Path = REPOSITORY) -> list[Path]:
    """Rewrite those files, and say which."""
    outdated = _outdated(sources, repository)
    for path, text in outdated.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(outdated)
