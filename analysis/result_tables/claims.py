"""The ledger of claims."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table

COLUMNS: Mapping[str, Column] = {
    "claim_id": Column("varchar", "C01 to C65, in the order of the sources."),
    "claim": Column("varchar", "What was said, in this project's words."),
    "citation": Column("varchar", "Who said it, and when."),
    "published_figure": Column("varchar", "The figure as published, or what the claim is where it has none."),
    "kind": Column("varchar", "estimate, sign, order or statement."),
    "evidence_level": Column("varchar", "public_record, published_table, benchmark or none."),
    "rule": Column("varchar", "What was computed to reach the verdict, set before the figure was seen."),
    "caveat": Column("varchar", "What to keep in mind about the claim or the figure."),
}

TABLES: Mapping[str, Table] = {
    "claims": Table(
        "What the research said, and what this build can say to it. One row per claim.",
        key=("claim_id",),
        columns=("claim_id", "claim", "citation", "published_figure", "kind", "verdict", "evidence_level", "estimate",
                 "ci_low", "ci_high", "rule", "caveat"),
    ),
}  # fmt: skip
