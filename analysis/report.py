"""The newest gradients, and the ledger of claims, as tables for the terminal."""

import pandas as pd
from rich import box
from rich.table import Table

LEVELS = {"between_la": "Between local authorities", "neighbourhood": "Over synthetic neighbourhoods"}
NOTE = "Slopes between local authorities are not neighbourhood gradients."


def _interval(row: pd.Series) -> str:
    return f"{row['score']:.2f} ({row['score_low']:.2f}-{row['score_high']:.2f})"


def _caption(rows: pd.DataFrame) -> str:
    synthetic = "SYNTHETIC SAMPLE, not real places.\n" if (rows["dataset_id"] == "sample").any() else ""
    return f"{synthetic}Rate ratio per +10 percentage points of income deprivation (95% interval).\n{NOTE}"


def table_of(rows: pd.DataFrame) -> Table:
    """One section per level of evidence, one line per indicator, one column per edition of the Indices."""
    table = Table(
        title="Social gradients", caption=_caption(rows), caption_justify="left", box=box.SIMPLE_HEAD, padding=0
    )
    exposures = sorted(rows["exposure"].unique())
    for heading in ("", "Year", *(f"IoD{name[-4:]}" for name in exposures)):
        table.add_column(heading, no_wrap=True)
    for level, of_level in rows.groupby("level", sort=False):
        table.add_section()
        table.add_row(f"[bold]{LEVELS[str(level)]}")
        for label, group in of_level.groupby("label", sort=False):
            scores = {row["exposure"]: _interval(row) for _, row in group.iterrows()}
            year = str(group["financial_year_end"].iloc[0])
            table.add_row(str(label), year, *(scores.get(name, "-") for name in exposures))
    return table


def _figure(row: pd.Series) -> str:
    if pd.isna(row["estimate"]):
        return "-"
    interval = "" if pd.isna(row["ci_low"]) else f" ({row['ci_low']:.3g}-{row['ci_high']:.3g})"
    return f"{row['estimate']:.5g}{interval}"


def ledger_table(rows: pd.DataFrame) -> Table:
    """One line per claim: what was said, the figure published, ours, and the verdict by its rule."""
    table = Table(title="Claims", box=box.SIMPLE_HEAD, padding=(0, 1), caption=NOTE, caption_justify="left")
    for heading in ("", "Claim", "Published", "Here (95% interval)", "Verdict", "Evidence"):
        table.add_column(heading)
    for _, row in rows.iterrows():
        verdict, level = str(row["verdict"]), str(row["evidence_level"])
        table.add_row(row["claim_id"], row["claim"], row["published_figure"], _figure(row), verdict, level)
    return table
