"""The examples that the documents work by hand, worked again by the code that they explain."""

import re

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.proportion import proportion_confint

from analysis.areas import complete
from analysis.gradient import Z_95
from analysis.inequality import concentration_index
from analysis.public_record.funnel import chance_sd
from ingestion.disclosure import Block, Cell, Rule, controlled
from ingestion.paths import REPOSITORY

DOCS = REPOSITORY / "docs"
TWO_AUTHORITIES = [("Ashby", 3, 100), ("Ashby", 13, 160), ("Oldmoor", 13, 120), ("Oldmoor", 23, 192)]


def page(name: str) -> str:
    return " ".join((DOCS / "methods" / name).read_text(encoding="utf-8").split())


def areas_of(exposure: list[float], rates: list[float], las: list[str]) -> pd.DataFrame:
    codes = [f"A{place}" for place in range(len(rates))]
    return pd.DataFrame(
        {
            "area_code": codes,
            "la_code": las,
            "exposure_pct": exposure,
            "children_count": 10_000.0,
            "events_count": rates,
        }
    )


def byar(count: int) -> tuple[float, float]:
    """The limits of the macro of intervals, by the textbook's formula."""
    above = count + 1
    low = count * (1 - 1 / (9 * count) - Z_95 / (3 * np.sqrt(count))) ** 3
    return low, above * (1 - 1 / (9 * above) + Z_95 / (3 * np.sqrt(above))) ** 3


def test_the_intervals_of_a_rate_and_of_a_share():
    low, high = (10_000 * limit / 4_000 for limit in byar(12))
    share_low, share_high = (100 * limit for limit in proportion_confint(5, 20, method="wilson"))
    assert f"are 30.0 per 10,000. Byar's interval is {low:.1f} to {high:.1f}" in page("rates.md")
    assert f"are 25.0 %; Wilson's interval is {share_low:.1f} % to {share_high:.1f} %" in page("rates.md")


def test_ten_points_inside_each_of_two_authorities_and_between_them():
    las, exposure, rates = (list(column) for column in zip(*TWO_AUTHORITIES, strict=True))
    rows = areas_of(exposure, rates, las)
    rows["la_exposure_pct"] = rows.groupby("la_code")["exposure_pct"].transform("mean")
    of_la = rows.groupby("la_code")["events_count"].mean()
    between = of_la["Oldmoor"] / of_la["Ashby"]
    inside = rates[1] / rates[0]
    assert inside == pytest.approx(rates[3] / rates[2])
    assert f"{inside:.2f} times the rate" in page("between-authorities.md")
    assert f"rate is {of_la['Ashby']:.0f} and Oldmoor's {of_la['Oldmoor']:.0f}" in page("between-authorities.md")
    assert f"the ratio is {between:.2f}" in page("between-authorities.md")
    assert f"{between:.2f} / {inside:.2f} = {between / inside:.2f}" in page("neighbourhoods.md")


def test_the_concentration_of_five_rates():
    rates = np.repeat([20.0, 30.0, 40.0, 60.0, 100.0], 2)
    rows = areas_of(list(np.repeat(np.arange(5.0), 2)), list(rates), [f"L{place}" for place in range(10)])
    found = concentration_index(complete(rows), errors="HC1").estimate
    assert "rates 20, 30, 40, 60, 100" in page("between-authorities.md")
    assert f"over 50, less 1, is {found:.3f}" in page("between-authorities.md")


def test_the_limits_of_an_authority_with_and_without_a_spread_between_them():
    chance = float(chance_sd(np.array(100.0)))
    both = np.hypot(chance, 0.1)

    def limits(centre: float, sd: float) -> str:
        return " {} ".join(f"{(centre + sign * Z_95 * sd) ** 2:.2f}" for sign in (-1, 1))

    text = page("between-authorities.md")
    assert f"the ratio would be {limits(1, chance).format('to')}" in text
    assert f"the limits are {limits(1, both).format('and')}" in text
    assert f"interval of the ratio is {limits(np.sqrt(1.3), both).format('to')}" in text


def test_one_curve_looks_like_two_slopes():
    text = page("neighbourhoods.md")
    for low, high in ((3, 13), (20, 30)):
        assert f"| {low} % and {high} % | {10 * low} and {10 * high} | {high / low:.2f} |" in text


def test_a_hidden_count_is_not_told_by_the_total():
    cells = [Cell(key=(str(place),), atoms=frozenset({place}), count=count) for place, count in enumerate((3, 12, 25))]
    whole = Cell(key=("all",), atoms=frozenset({0, 1, 2}), count=40)
    block = Block(cells=[*cells, whole], partitions=[whole.atoms], total=40, atom_counts=[3, 12, 25])
    shown = controlled(block, Rule(rounding=1))
    assert [cell.count for cell in shown] == [None, None, 25, 40]
    assert "So the 12 is hidden as well; a reader then knows only that the two make 15." in page("trust.md")


def test_every_share_of_replicates_is_that_of_the_recovery_study():
    measured = (DOCS / "recovery.md").read_text(encoding="utf-8")
    told = set(re.findall(r"\d+ / 200", page("neighbourhoods.md")))
    assert len(told) >= 8
    assert [share for share in told if share not in measured] == []
