"""Multilevel counts: R's answers first, then what must not matter, then refusals."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.gradient import CannotFit
from analysis.multilevel import fit_multilevel

GOLDEN = Path(__file__).parents[1] / "golden"
ONE = ["(Intercept)", "x"]
WITH_LA = [*ONE, "D", "x:D"]

# What glmmTMB fitted: outcome, fixed columns, random columns, family.
MODELS = {
    "ri_pois": ("referral", ONE, 1, "poisson"),
    "rs_pois": ("referral", ONE, 2, "poisson"),
    "ri_nb": ("referral", ONE, 1, "nb2"),
    "rs_nb": ("referral", ONE, 2, "nb2"),
    "rs_nb_xD": ("referral", WITH_LA, 2, "nb2"),
    "rs_pois_xD": ("referral", WITH_LA, 2, "poisson"),
    "rs_nb_cpp": ("cpp", WITH_LA, 2, "nb2"),
    "ri_nb_cla": ("cla", ONE, 1, "nb2"),
    "rs_pois_cla": ("cla", ONE, 2, "poisson"),
    "rs_binom": ("rereferral", WITH_LA, 2, "binomial"),
    "ri_binom": ("rereferral", WITH_LA, 1, "binomial"),
}


def golden():
    rows = pd.read_csv(GOLDEN / "lsoa_counts.csv").assign(**{"(Intercept)": 1.0})
    rows["x:D"] = rows["x"] * rows["D"]
    return rows


def fitted(model, rows=None):
    rows = golden() if rows is None else rows
    outcome, columns, random_count, family = MODELS[model]
    is_share = family == "binomial"
    rows = rows[rows["referral"] > 0] if is_share else rows
    return fit_multilevel(
        counts=rows[outcome],
        design=rows[columns],
        random_design=rows[columns[:random_count]],
        groups=rows["la"],
        family=family,
        offset=None if is_share else np.log(rows["child"]),
        trials=rows["referral"] if is_share else None,
    )


@pytest.fixture(scope="module")
def fits():
    return {model: fitted(model) for model in MODELS}


@pytest.fixture(scope="module")
def in_r():
    rows = pd.read_csv(GOLDEN / "estimates.csv")
    return {model: of_model.set_index("term") for model, of_model in rows[rows["engine"] == "glmmTMB"].groupby("model")}


@pytest.mark.parametrize("model", MODELS)
def test_estimates_and_errors_equal_glmmtmb(model, fits, in_r):
    expected = in_r[model].loc[list(fits[model].terms)]
    assert fits[model].params == pytest.approx(expected["estimate"].to_numpy(), abs=2e-5)
    assert fits[model].se == pytest.approx(expected["se"].to_numpy(), rel=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_the_spread_of_authorities_equals_glmmtmb(model, fits, in_r):
    expected = [in_r[model].loc[f"sd_{name}", "estimate"] for name in fits[model].random_terms]
    assert fits[model].random_sd == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("model", [name for name, (*_, family) in MODELS.items() if family == "nb2"])
def test_overdispersion_equals_glmmtmb(model, fits, in_r):
    assert np.log(fits[model].theta) == pytest.approx(np.log(in_r[model].loc["theta", "estimate"]), abs=2e-6)


@pytest.mark.parametrize("model", [name for name in MODELS if name != "rs_binom"])
def test_the_likelihood_equals_glmmtmb(model, fits, in_r):
    assert fits[model].loglik == pytest.approx(in_r[model].loc["logLik", "estimate"], abs=1e-5)


@pytest.mark.parametrize("model", [name for name in MODELS if name not in {"rs_binom", "rs_nb_cpp"}])
def test_effects_of_authorities_and_their_errors_equal_glmmtmb(model, fits):
    """But for two fits at a correlation of -1, where R's errors come from a singular Hessian."""
    rows = pd.read_csv(GOLDEN / "random_effects.csv")
    fit, terms = fits[model], len(fits[model].terms)
    for place, name in enumerate(fit.random_terms):
        of_term = rows[(rows["model"] == model) & (rows["engine"] == "glmmTMB") & (rows["effect"] == name)]
        expected = of_term.set_index("la").loc[list(fit.groups)]
        assert fit.effects[:, place] == pytest.approx(expected["estimate"].to_numpy(), abs=1e-5)
        se = np.sqrt(fit.joint_covariance[:, terms + place, terms + place])
        assert se == pytest.approx(expected["se"].to_numpy(), rel=2e-5)


def test_an_authoritys_slope_carries_the_uncertainty_of_the_common_one(fits):
    fit = fits["rs_nb"]
    slopes, se = fit.combine(np.tile([0.0, 1.0], (20, 1)), np.tile([0.0, 1.0], (20, 1)))
    covariance = fit.joint_covariance[0]
    assert slopes == pytest.approx(fit.params[1] + fit.effects[:, 1])
    assert se[0] ** 2 == pytest.approx(covariance[1, 1] + covariance[3, 3] + 2 * covariance[1, 3])


@pytest.mark.parametrize("model", ["rs_nb_xD", "rs_binom"])
def test_the_order_of_rows_and_the_units_of_columns_do_not_matter(model, fits):
    rows = golden().sample(frac=1, random_state=1)
    rows["x"] = 9.7 * rows["x"] + 13.4
    rows["x:D"] = rows["x"] * rows["D"]
    again = fitted(model, rows)
    assert again.loglik == pytest.approx(fits[model].loglik, abs=1e-7)
    assert again.params[[1, 3]] * 9.7 == pytest.approx(fits[model].params[[1, 3]], abs=1e-6)
    assert again.effects[:, 1] * 9.7 == pytest.approx(fits[model].effects[:, 1], abs=1e-6)


def test_a_column_of_any_size_can_be_used():
    """Hectares beside shares: a factor of 1e8 between columns changes nothing but its coefficient."""
    rows = golden()
    vast = fitted("rs_nb_xD", rows.assign(D=rows["D"] * 1e8, **{"x:D": rows["x:D"] * 1e-6}))
    plain = fitted("rs_nb_xD", rows)
    assert vast.params == pytest.approx(plain.params / [1, 1, 1e8, 1e-6], rel=1e-6)
    assert vast.se == pytest.approx(plain.se / [1, 1, 1e8, 1e-6], rel=1e-5)


def simulated(*, intercept_sd, slope_sd, shape, groups_count=40, size=30, seed=1):
    """NB2 counts with known effects of groups; without a shape the means themselves, rounded."""
    random = np.random.default_rng(seed)
    group = np.repeat(np.arange(groups_count), size)
    x = random.normal(0, 1, len(group))
    effects = random.normal(0, 1, (2, groups_count)) * [[intercept_sd], [slope_sd]]
    mean = 200 * np.exp(-3 + effects[0][group] + (0.5 + effects[1][group]) * x)
    noisy = mean if shape is None else random.poisson(mean * random.gamma(shape, 1 / shape, len(group)))
    counts = np.rint(noisy)
    design = pd.DataFrame({"intercept": 1.0, "x": x})
    return {"counts": counts, "design": design, "random_design": design, "groups": group,
            "offset": np.full(len(group), np.log(200))}, effects  # fmt: skip


def test_recovers_a_known_slope_spread_and_overdispersion():
    data, effects = simulated(intercept_sd=0.3, slope_sd=0.1, shape=8, groups_count=150)
    fit = fit_multilevel(**data, family="nb2")
    assert fit.params == pytest.approx([-3 + effects[0].mean(), 0.5 + effects[1].mean()], abs=0.03)
    assert fit.random_sd == pytest.approx(effects.std(axis=1), abs=0.02)
    assert fit.theta == pytest.approx(8, rel=0.15)
    assert np.corrcoef(fit.effects[:, 1], effects[1])[0, 1] > 0.6


def test_shrunken_effects_spread_less_than_the_authorities_own():
    data, _ = simulated(intercept_sd=0.3, slope_sd=0.1, shape=8)
    fit = fit_multilevel(**data, family="nb2")
    assert (fit.effects.std(axis=0) < fit.unshrunk_effects.std(axis=0)).all()


def test_a_spread_of_zero_is_found_and_reported():
    data, _ = simulated(intercept_sd=0.3, slope_sd=0.0, shape=8)
    fit = fit_multilevel(**data, family="nb2")
    assert fit.converged
    assert fit.random_sd[1] < 0.05
    assert np.isfinite(fit.se).all()


def test_no_spread_at_all_gives_the_errors_of_the_model_without_authorities():
    data, _ = simulated(intercept_sd=0.0, slope_sd=0.0, shape=None, seed=4)
    data["random_design"] = data["design"][["intercept"]]
    fit = fit_multilevel(**data, family="poisson")
    mean = np.exp(data["offset"] + data["design"] @ fit.params)
    plain = np.linalg.inv(data["design"].T @ data["design"].mul(mean, axis=0))
    assert fit.converged
    assert fit.random_sd[0] < 1e-3
    assert fit.se == pytest.approx(np.sqrt(np.diag(plain)), rel=1e-3)


def test_counts_without_overdispersion_are_fitted_as_poisson_and_say_so():
    data, _ = simulated(intercept_sd=0.3, slope_sd=0.1, shape=None, seed=3)
    fit, poisson = (fit_multilevel(**data, family=family) for family in ("nb2", "poisson"))
    assert (fit.family, fit.theta) == ("poisson", np.inf)
    assert fit.params == pytest.approx(poisson.params)
    assert "no overdispersion: fitted as Poisson" in fit.warnings


def test_few_authorities_are_warned_of(fits):
    rows = golden()
    few = fitted("ri_pois", rows[rows["la"].isin(sorted(rows["la"].unique())[:12])])
    assert few.warnings == ("only 12 authorities: their variance is poorly known",)
    assert fits["ri_pois"].warnings == ()


def test_authorities_of_few_areas_are_marked(fits):
    sizes = golden().groupby("la").size()
    assert dict(zip(fits["rs_nb"].groups, fits["rs_nb"].is_small, strict=True)) == (sizes < 10).to_dict()


def test_three_effects_per_authority_can_be_fitted():
    rows = golden()
    columns = rows[[*ONE, "D"]].assign(square=rows["x"] ** 2)
    fit = fit_multilevel(
        counts=rows["referral"],
        design=columns,
        random_design=columns[[*ONE, "square"]],
        groups=rows["la"],
        family="nb2",
        offset=np.log(rows["child"]),
    )
    assert fit.converged
    assert fit.random_covariance.shape == (3, 3)
    assert fit.loglik > fitted("rs_nb").loglik


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows.assign(referral=0), "no area has an event"),
        (lambda rows: rows.assign(child=[0.0, *rows["child"][1:]]), "1 rows have nobody in them"),
        (lambda rows: rows.assign(referral=[np.nan, *rows["referral"][1:]]), "1 rows lack a count"),
        (lambda rows: rows.assign(referral=-1), "below zero"),
        (lambda rows: rows.assign(la="A01"), "at least two authorities"),
        (lambda rows: rows.assign(la=[None, np.nan, *rows["la"][2:]]), "2 rows have no group"),
        (lambda rows: rows.assign(referral=rows["referral"] + 0.5), "506 rows hold a count that is not a whole number"),
        (lambda rows: rows.assign(referral=rows["referral"] * (rows["la"] == "A01")), "fewer than two groups have an"),
        (lambda rows: rows.assign(referral=(rows.index == 7) * 1), "fewer than two groups have an event"),
        (lambda rows: rows.assign(x=1.0), "column x follows from"),
        (lambda rows: rows.assign(x=np.where(rows["referral"] > 0, 0, rows.index + 1.0)), "separated.* column x"),
        (lambda rows: rows.assign(x=(rows["x"] > 1) * 1.0, referral=(rows["x"] <= 1) * 3), "separated.* column x"),
    ],
)  # fmt: skip
def test_refuses_counts_that_no_estimate_can_come_from(change, reason):
    with np.errstate(divide="ignore"), pytest.raises(CannotFit, match=reason):
        fitted("rs_pois", change(golden()))


def test_refuses_shares_of_nothing_and_of_everything():
    rows = golden()
    shares = {"design": rows[ONE], "random_design": rows[["(Intercept)"]], "groups": rows["la"], "family": "binomial"}
    with pytest.raises(CannotFit, match="rows have nobody in them"):
        fit_multilevel(counts=rows["rereferral"], trials=rows["referral"], **shares)
    with pytest.raises(CannotFit, match="every trial is an event"):
        fit_multilevel(counts=rows["child"], trials=rows["child"], **shares)
    with pytest.raises(CannotFit, match="above its trials"):
        fit_multilevel(counts=rows["child"] + 1, trials=rows["child"], **shares)


def test_zero_counts_alone_do_not_separate():
    rows = golden()
    fit = fitted("ri_nb_cla", rows)
    assert (rows["cla"] == 0).mean() > 0.3
    assert fit.converged


def test_columns_of_different_lengths_are_refused():
    rows = golden()
    given = {
        "counts": rows["referral"],
        "design": rows[ONE],
        "random_design": rows[["(Intercept)"]],
        "family": "poisson",
    }
    with pytest.raises(CannotFit, match="counts 506, design 506, random design 506, groups 505"):
        fit_multilevel(**given, groups=rows["la"][1:])
