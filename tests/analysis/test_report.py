"""The table that a run prints."""

import io

import pandas as pd
import pytest
from rich.console import Console

from analysis.report import table_of


@pytest.fixture
def rows():
    return pd.DataFrame(
        {
            "dataset_id": "public_record",
            "level": "between_la",
            "label": ["Initial child protection conferences", "Initial child protection conferences"],
            "financial_year_end": 2025,
            "exposure": ["income_deprivation_2019", "income_deprivation_2025"],
            "score": [1.461, 1.178],
            "score_low": [1.291, 1.097],
            "score_high": [1.651, 1.266],
        }
    )


def printed(rows, width=80):
    console = Console(width=width, record=True, file=io.StringIO())
    console.print(table_of(rows))
    return console.export_text()


def test_a_line_fits_the_usual_terminal_whole(rows):
    line = "Initial child protection conferences 2025 1.46 (1.29-1.65) 1.18 (1.10-1.27)"
    assert line in printed(rows)


def test_slopes_between_authorities_are_called_that(rows):
    said = printed(rows)
    assert "Between local authorities" in said
    assert "are not neighbourhood gradients" in said
    assert "SYNTHETIC" not in said


def test_the_sample_is_called_synthetic(rows):
    assert "SYNTHETIC SAMPLE, not real places." in printed(rows.assign(dataset_id="sample"))


def test_a_missing_edition_leaves_a_dash(rows):
    more = rows.iloc[[1]].assign(label="Referrals")
    assert "Referrals                            2025 -" in printed(pd.concat([rows, more]))
