"""What a fitted surface looks like: rates over the exposure, and each authority's score."""

import numpy as np
import pandas as pd

from analysis.columns import design_of
from analysis.gradient import PER, POINTS
from analysis.neighbourhood import Surface

NEAR_LA_PP = 2.5


def _is_within_data(surface: Surface, la_pct: float, exposure: pd.Series) -> pd.Series:
    """Whether authorities within 2.5 points of L have areas both below and above the exposure."""
    rows = surface.areas.rows
    near = rows.loc[(rows["la_exposure_pct"] - la_pct).abs() <= NEAR_LA_PP, "exposure_pct"]
    return exposure.between(near.min(), near.max())


def rate_curves(surface: Surface) -> pd.DataFrame:
    """Events per 10,000 children at each whole point of the exposure, at the knots of L.

    Of an authority without effects of its own; the interval is that of the curve.
    """
    last = int(np.ceil(surface.areas.rows["exposure_pct"].max()))
    grid = pd.Series(np.arange(last + 1.0), name="exposure_pct")
    frames = []
    for la_pct in surface.scales.la_spline.knots:
        rows = pd.DataFrame({"la_exposure_pct": la_pct, "exposure_pct": grid})
        design = design_of(rows, surface.scales, surface.terms).to_numpy()
        log_rate = design @ surface.fit.params
        variance = np.einsum("ij,jk,ik->i", design, surface.fit.covariance, design)
        half = surface.critical_value * np.sqrt(np.maximum(variance, 0))
        rates = {
            "rate_per_10k": PER * np.exp(log_rate),
            "ci_low": PER * np.exp(log_rate - half),
            "ci_high": PER * np.exp(log_rate + half),
            "is_within_data": _is_within_data(surface, la_pct, grid),
        }
        frames.append(rows.assign(**rates))
    named = {"la_exposure_pct": "la_income_deprivation_pct", "exposure_pct": "income_deprivation_pct"}
    return pd.concat(frames, ignore_index=True).rename(columns=named)


def authority_scores(surface: Surface) -> pd.DataFrame:
    """Each authority's geometric score, all of them over the same children of the whole data set.

    Shrunk by empirical Bayes, with the uncertainty of every parameter in its interval; raw beside it, as
    the authority's own areas have it. One row per authority, with the columns of results.la_gradient_scores.
    """
    fit, rows = surface.fit, surface.areas.rows
    la_pct = rows.groupby("la_code")["la_exposure_pct"].first().loc[list(fit.groups)].to_numpy()
    fixed = surface.geometric(la_pct)
    slopes = np.tile([0.0, float(POINTS)], (len(fixed), 1))
    log_score, se = fit.combine(fixed, slopes)
    half = surface.critical_value * se
    return pd.DataFrame(
        {
            "la_code": fit.groups,
            "score_shrunk": np.exp(log_score),
            "score_low": np.exp(log_score - half),
            "score_high": np.exp(log_score + half),
            "log_score_se": se,
            "score_raw": np.exp(fixed @ fit.params + POINTS * fit.unshrunk_effects[:, 1]),
            "is_model_based": fit.is_small,
            "la_income_deprivation_pct": la_pct,
            "n_areas": fit.group_sizes,
        }
    )
