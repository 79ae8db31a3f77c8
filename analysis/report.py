"""The newest gradients as a table for the terminal."""

import pandas as pd
from rich.table import Table

LEVELS = {"between_la": "between local authorities", "neighbourhood": "neighbourhoods, synthetic"}


def _interval(row: pd.Series) -> str:
    return f"{row['score']:.2f} ({row['score_low']:.2f} to {row['score_high']:.2f})"


def _caption(rows: pd.DataFrame) -> str:
    source = "SYNTHETIC SAMPLE, not real places. " if (rows["dataset_id"] == "sample").any() else ""
    return f"{source}Rate ratio per +10 percentage points of income deprivation, 95 % interval."


def table_of(rows: pd.DataFrame) -> Table:
    """One line per indicator and level, one column per edition of the Indices."""
    table = Table(title="Social gradients", caption=_caption(rows), caption_justify="left")
    exposures = sorted(rows["exposure"].unique())
    for heading in ("Evidence", "Indicator", "Year", *(f"IoD{name[-4:]}" for name in exposures)):
        table.add_column(heading)
    for _, group in rows.groupby(["level", "label"], sort=False):
        first = group.iloc[0]
        scores = {row["exposure"]: _interval(row) for _, row in group.iterrows()}
        year = str(first["financial_year_end"])
        table.add_row(LEVELS[first["level"]], first["label"], year, *(scores.get(name, "-") for name in exposures))
    return table
