"""docs/data-dictionary.md: every table that is meant for questions, and every indicator."""

from collections.abc import Iterable, Mapping

from analysis.documents.declared import Column, Table, indicators, tables

NOTICE = (
    "Generated from dbt_project/models, dbt_project/seeds and analysis/result_tables by "
    "`python -m analysis documents --write`: do not edit."
)
SCHEMAS = {
    "marts": "The figures and what describes them. `fct_` holds figures, `dim_` describes. Start here.",
    "results": "What the models of `python -m analysis run` found. Each row but a claim names its "
    "`dataset_id`, invented populations among them: choose one, never add up rows of two.",
    "meta": "What a build says of itself: files, checks, gaps, revisions.",
}
WARNINGS = {
    "suppressed_counts": "Hidden counts are NULL with a status, never zero; `lower_bound` and `upper_bound` hold them.",
    "boundary_changes": "Codes are as published in each year: a merged or divided authority ends and others begin.",
    "missing_returns": "Authorities can be missing: never add authorities up to England; see meta.coverage.",
    "estimated_columns": "Some columns can rest on estimates of stand-ins: see meta.estimated_columns.",
    "editions_not_comparable": "Editions of the Indices are not on one scale: never subtract one from another.",
    "rounded_to_10": "The publisher rounds these figures: they do not add up exactly.",
    "carries_last_figure_of_missing_authorities": "Totals carry the last good figure of an authority that made no "
    "return: they are more than the sum of the authorities.",
    "two_levels": "`level` says of what: `between_la` compares authorities as wholes and is no neighbourhood gradient.",
    "model_based_scores": "Where `is_model_based`, the score is mostly the model's and hardly the authority's own.",
}
STAGES = {
    "referral": "Referrals",
    "assessment": "Assessments",
    "cin": "Children in need",
    "s47": "Section 47 enquiries",
    "icpc": "Initial child protection conferences",
    "cpp": "Child protection plans",
    "cla": "Children looked after",
    "": "Of no stage: staff, spending and what surrounds them",
}
UNITS = {
    "per_10k": "per 10,000",
    "pct": "%",
    "count": "number",
    "gbp": "pounds",
    "days": "days",
    "fte": "full-time equivalents",
}


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _anchor(heading: str) -> str:
    """The name that a reader of Markdown gives to a heading."""
    kept = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_")
    return kept.replace(" ", "-")


def _link(heading: str) -> str:
    return f"[{heading}](#{_anchor(heading)})"


def _full_name(table: Table) -> str:
    return f"{table.schema}.{table.name}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _columns(columns: tuple[Column, ...]) -> list[str]:
    """A line for each; whether one can be NULL only where that is declared."""
    if any(column.required is None for column in columns):
        lines = [_row(f"`{column.name}`", column.type, column.description) for column in columns]
        return ["| column | type | what it says |", "|---|---|---|", *lines]
    lines = [
        _row(f"`{column.name}`", column.type, "no" if column.required else "yes", column.description)
        for column in columns
    ]
    return ["| column | type | can be NULL | what it says |", "|---|---|---|---|", *lines]


def _table(table: Table) -> list[str]:
    key = ", ".join(f"`{column}`" for column in table.key)
    return [
        f"### {_full_name(table)}",
        "",
        table.description,
        *(["", f"Key: {key}."] if key else []),
        *(["", *(f"- **Mind:** {WARNINGS[warning]}" for warning in table.warnings)] if table.warnings else []),
        "",
        *_columns(table.columns),
        "",
    ]


def _schema(name: str, held: Iterable[Table]) -> list[str]:
    return [f"## Schema {name}", "", SCHEMAS[name], "", *(line for table in held for line in _table(table))]


def _indicator(row: Mapping[str, str]) -> str:
    label = f"{row['label']} (headline)" if row["is_headline"] == "true" else row["label"]
    year = "" if row["year_type"] == "to 31 March" else f"Years {row['year_type']}."
    source, caveat = f"`{row['source_id']}`", f"{year} {row['caveat']}".strip()
    return _row(
        f"`{row['indicator_id']}`", label, UNITS[row["unit"]], row["numerator"], row["denominator"], source, caveat
    )


def _indicators(rows: list[dict[str, str]]) -> list[str]:
    heads = "| indicator_id | what it is | unit | what is counted | divided by | source | caveat |"
    lines = [
        "## Indicators",
        "",
        "What `indicator_id` can be. Years end on 31 March unless said otherwise; for sources see `docs/sources.md`.",
        "",
    ]
    for stage, title in STAGES.items():
        lines += [f"### {title}", "", heads]
        lines += ["|---|---|---|---|---|---|---|", *(_indicator(row) for row in rows if row["stage"] == stage), ""]
    return lines


def _contents(held: Mapping[str, list[Table]]) -> list[str]:
    lines = []
    for schema, found in held.items():
        lines += [f"- {_link(f'Schema {schema}')}", *(f"  - {_link(_full_name(table))}" for table in found)]
    return [*lines, f"- {_link('Indicators')}", *(f"  - {_link(title)}" for title in STAGES.values()), ""]


def page() -> str:
    held, rows = tables(), indicators()
    count = sum(map(len, held.values()))
    lines = [
        f"<!-- {NOTICE} -->",
        "# Data dictionary",
        "",
        f"The {count} tables of the warehouse that are meant for questions, and the {len(rows)} indicators. The same "
        "texts are the comments in the database. What dbt's models are built from stands on the page that `make docs` "
        "writes; words are explained in `docs/glossary.md`; `docs/first-hour.md` has first questions.",
        "",
        *_contents(held),
        *(line for schema, found in held.items() for line in _schema(schema, found)),
        *_indicators(rows),
    ]
    return "\n".join(lines).rstrip() + "\n"
