"""Does the gap change? In words, with what the data cannot rule out."""

from math import log

import pandas as pd
import pytest

from analysis.sentences.trends import NOT_KNOWN, change, gap_alt, gap_key
from tests.choices import REFERRALS

YEARS = pd.DataFrame(
    {"financial_year_end": [2023, 2024, 2025], "sii": [10.0, None, 12.5], "sii_low": [5.0, None, -1.0]}
    | {"sii_high": [15.0, None, 20.0]}
)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.99, 1.05, "no clear change"), (1.01, 1.05, "a rise"), (0.9, 0.99, "a fall")]
)
def test_a_change_is_told_by_its_interval(low, high, verdict):
    found = {"from_year": 2013, "to_year": 2025, "from_value": 1.2, "to_value": 1.51}
    found |= {"estimate": log(1.02), "ci_low": log(low), "ci_high": log(high)}
    said = change(found, REFERRALS)
    assert "From 2013 to 2025 the rate ratio of referrals between local authorities changed by 2.0% a year" in said
    assert f"): {verdict}.**" in said
    assert said.endswith("from 1.20 to 1.51 per 10 percentage points.")


def test_without_a_model_no_change_is_claimed():
    assert change(None, REFERRALS) == NOT_KNOWN


def test_the_key_says_what_is_shaded_and_what_is_missing():
    assert gap_key(YEARS, "sii", [2024]).endswith("Grey: years of the pandemic (2024). No figure for 2024.")


def test_the_description_quotes_the_first_and_the_last_known_year():
    said = gap_alt(YEARS, "sii")
    assert said.endswith(
        "from 10.0 in 2023 (95% interval 5.0 to 15.0) to 12.5 in 2025 (95% interval \N{MINUS SIGN}1.0 to 20.0)."
    )
    assert gap_alt(YEARS.assign(sii=None), "sii") == "No year has a gap."
