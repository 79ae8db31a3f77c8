"""Proportional hazards: R's answers, ties worked out by hand, refusals."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.gradient import CannotFit
from analysis.survival import fit_cox

GOLDEN = Path(__file__).parent / "golden"
TERMS = ["x", "D", "xD"]


@pytest.fixture(scope="module")
def spells():
    return pd.read_csv(GOLDEN / "cox_data.csv")


def fitted(spells, terms=TERMS):
    return fit_cox(durations=spells["t"], is_event=spells["e"], design=spells[terms], groups=spells["la"])


def test_estimates_and_errors_equal_coxph(spells):
    fit, expected = fitted(spells), pd.read_csv(GOLDEN / "cox_estimates.csv").set_index("term")
    assert fit.converged
    assert fit.params == pytest.approx(expected.loc[TERMS, "estimate"].to_numpy(), abs=1e-9)
    assert fit.plain_se == pytest.approx(expected.loc[TERMS, "se_naive"].to_numpy(), rel=1e-8)
    assert fit.se == pytest.approx(expected.loc[TERMS, "se_cluster_la"].to_numpy(), rel=1e-8)
    assert fit.loglik == pytest.approx(expected["loglik"].iloc[0], abs=1e-5)


def test_the_order_of_spells_does_not_matter(spells):
    again = fitted(spells.sample(frac=1, random_state=3))
    assert again.params == pytest.approx(fitted(spells).params)
    assert again.se == pytest.approx(fitted(spells).se)


def test_heavy_ties_give_statsmodels_estimates(spells):
    tied = spells.assign(t=np.ceil(spells["t"] / 60))
    other = sm.PHReg(tied["t"], tied[TERMS], status=tied["e"], ties="efron").fit()
    fit = fitted(tied)
    assert fit.params == pytest.approx(other.params, abs=1e-7)
    assert fit.plain_se == pytest.approx(other.bse, rel=1e-6)
    assert fit.loglik == pytest.approx(other.llf, abs=1e-6)


def test_clusters_of_one_spell_give_the_jackknifes_errors_nearly(spells):
    """Leaving out one spell moves the estimate by its score residual over the information, to first order."""
    few = spells.head(150).assign(la=range(150), t=np.ceil(spells["t"].head(150) / 20))
    fit = fitted(few, ["x"])
    without = np.array([fitted(few.drop(index=place), ["x"]).params[0] for place in few.index])
    assert fit.se[0] == pytest.approx(np.sqrt(((without - fit.params[0]) ** 2).sum()), rel=0.1)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda spells: spells.assign(la=1), "at least two authorities"),
        (lambda spells: spells.assign(e=0), "0 spells that ended"),
        (lambda spells: spells.assign(t=np.nan), "lack a duration"),
        (lambda spells: spells.assign(D=2 * spells["x"]), "do not differ"),
    ],
)
def test_refuses_spells_that_no_estimate_can_come_from(spells, change, reason):
    with pytest.raises(CannotFit, match=reason):
        fitted(change(spells))


def half_met_under_way(seed, spells_count=6_000, groups_count=40):
    """Weibull spells whose hazard falls by x, half of them met some time after they began: the ended are not met."""
    random = np.random.default_rng(seed)
    x = random.normal(0, 1, 4 * spells_count)
    lasted = (random.exponential(1, len(x)) * np.exp(0.4 * x)) ** (1 / 0.7)
    before = np.where(np.arange(len(x)) % 2 == 0, 0, random.exponential(1.5, len(x)))
    frame = pd.DataFrame({"x": x, "t": lasted, "entered": before, "la": random.integers(0, groups_count, len(x))})
    return frame[frame["t"] > frame["entered"]].head(spells_count).assign(e=1)


def test_spells_met_under_way_show_the_true_hazard_only_from_their_entry_on():
    met = half_met_under_way(5)
    terms = {"durations": met["t"], "is_event": met["e"], "design": met[["x"]], "groups": met["la"]}
    from_entry, naive = fit_cox(**terms, entries=met["entered"]), fit_cox(**terms)
    assert from_entry.params[0] == pytest.approx(-0.4, abs=2.5 * from_entry.se[0])
    assert abs(naive.params[0] + 0.4) > 4 * naive.se[0]


def test_entries_and_ties_give_statsmodels_estimates():
    met = half_met_under_way(6, 800)
    tied = met.assign(t=np.ceil(4 * met["t"]), entered=np.floor(4 * met["entered"]), e=met["la"] % 3 > 0)
    just_after = tied["entered"] + 0.5  # PHReg counts the time of entry itself, coxph and we do not
    other = sm.PHReg(tied["t"], tied[["x"]], status=tied["e"], entry=just_after, ties="efron").fit()
    fit = fit_cox(
        durations=tied["t"], is_event=tied["e"], design=tied[["x"]], groups=tied["la"], entries=tied["entered"]
    )
    assert fit.params == pytest.approx(other.params, abs=1e-7)
    assert fit.plain_se == pytest.approx(other.bse, rel=1e-6)
    assert fit.loglik == pytest.approx(other.llf, abs=1e-6)


def test_splitting_a_spell_in_two_changes_nothing(spells):
    """Its first part is censored where the second enters; both are of one cluster."""
    few = spells.head(400).assign(entered=-1.0)
    middle = np.floor(few["t"] / 2)
    first, second = few.assign(t=middle, e=0), few.assign(entered=middle)
    parts = pd.concat([first, second])
    parts = parts[parts["t"] > parts["entered"]]
    split = fit_cox(
        durations=parts["t"], is_event=parts["e"], design=parts[TERMS], groups=parts["la"], entries=parts["entered"]
    )
    assert split.params == pytest.approx(fitted(few).params, abs=1e-9)
    assert split.se == pytest.approx(fitted(few).se, rel=1e-7)
