"""Change over the years: arithmetic, breaks, and slopes that change at a known speed."""

import numpy as np
import pandas as pd
import pytest

from analysis.areas import complete
from analysis.gradient import CannotFit
from analysis.public_record.trends import (
    breaks_between,
    breaks_of,
    change_by_deprivation,
    changes,
    slope_over_years,
    spending_series,
)
from tests.analysis.public_record.conftest import authorities


def test_change_is_told_between_years_between_the_ends_and_over_quoted_spans():
    rows = changes(pd.Series({2012: 100.0, 2013: 111.3, 2019: 168.3, 2020: np.nan, 2021: 121.0}))
    spans = rows.set_index(["from_year", "to_year"])
    assert list(spans.index) == [(2012, 2013), (2013, 2019), (2019, 2021), (2012, 2021)]
    assert spans.loc[(2013, 2019), "change_pct_per_year"] == pytest.approx(7.1, abs=0.05)
    assert spans.loc[(2012, 2021), "change_pct"] == pytest.approx(21)


def test_one_year_is_no_trend():
    with pytest.raises(CannotFit, match="fewer than two years"):
        changes(pd.Series({2012: 100.0, 2013: np.nan}))


def test_late_spending_is_a_share_of_late_and_early():
    totals = pd.DataFrame(
        {"spend_looked_after": [40.0, 60.0], "spend_safeguarding": [10.0, 20.0], "spend_family_support": [25.0, 10.0],
         "spend_early_years": [np.nan, 10.0]}, index=[2010, 2020]
    )  # fmt: skip
    found = {name: values for name, _, values in spending_series(totals, "spend_")}
    assert found["spend_late_share"][2020] == 80
    assert np.isnan(found["spend_late_share"][2010])
    assert found["spend_late_share_without_early_years"].round(1).tolist() == [66.7, 88.9]


def test_a_return_without_late_lines_has_no_share():
    with pytest.raises(CannotFit, match="not published together"):
        next(spending_series(pd.DataFrame({"spend_family_support": [1.0]}), "spend_"))


def test_only_breaks_of_the_series_between_the_years_are_told():
    breaks = pd.DataFrame(
        [
            ("cin", "s47", 2016, "definition", "Counted otherwise"),
            ("cin", "icpc", 2016, "definition", "Another series"),
            (None, None, 2020, "covid", "The pandemic"),
            (None, None, 2018, "boundary", "An authority was divided"),
            ("cin", None, 2013, "definition", "In the first year itself"),
        ],
        columns=["source_id", "indicator_id", "financial_year_end", "kind", "note"],
    )
    known = breaks_of(breaks, {"s47"}, "cin")
    assert breaks_between(known, 2013, 2021) == "2016: Counted otherwise; 2020: The pandemic"
    assert breaks_between(known, 2020, 2022) == "2020: The pandemic"
    assert breaks_between(known, 2016, 2019) is None


def test_recovers_how_fast_a_slope_changes():
    by_year = {
        year: complete(authorities(score=1.5 * 1.02 ** (year - 2016), spread=0.1, seed=year, count=60))
        for year in range(2013, 2020)
    }
    found, ends = slope_over_years(by_year)
    assert found.ci_low < np.log(1.02) < found.ci_high
    assert found.ci_high - found.ci_low < 0.04
    assert ends["from_value"] < ends["to_value"]
    assert (ends["from_year"], ends["to_year"]) == (2013, 2019)


def test_two_years_have_no_trend_of_slopes():
    with pytest.raises(CannotFit, match="only 2 years"):
        slope_over_years({year: complete(authorities(count=30)) for year in (2013, 2014)})


@pytest.fixture
def spending():
    """Spending that fell by a fifth more per +10 points, over the same children."""
    exposure = pd.Series(np.linspace(5, 30, 40), index=[f"E{place}" for place in range(40)])
    noise = np.tile([0.02, -0.02], 20)
    first = pd.DataFrame({"la_code": exposure.index, "financial_year_end": 2012, "spend": 1e7})
    last = first.assign(financial_year_end=2019, spend=1e7 * np.exp(-0.2 * exposure.to_numpy() / 10 + noise))
    return pd.concat([first, last]).assign(children_count=20_000.0), exposure


def test_recovers_how_much_more_was_cut_where_deprivation_is_higher(spending):
    rows = change_by_deprivation(*spending, 2012, 2019).set_index("unit")
    assert rows.loc["ln_change", "estimate"] == pytest.approx(-0.2, abs=0.01)
    assert rows.loc["change_per_child", "ci_high"] < 0


def test_an_authority_without_one_of_the_years_is_left_out_and_counted(spending):
    rows, exposure = spending
    found = change_by_deprivation(rows.iloc[3:], exposure, 2012, 2019).set_index("unit").loc["ln_change"]
    assert (found["n_la"], found["excluded_count"]) == (37, 3)


def test_spending_of_a_year_that_nobody_reported_is_refused(spending):
    with pytest.raises(CannotFit, match="too few authorities"):
        change_by_deprivation(*spending, 2012, 2025)
