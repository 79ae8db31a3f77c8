"""How two measures of authorities go together: between them in a year, and within them over time."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata, t  # type: ignore[import-untyped]
from statsmodels.regression.linear_model import OLS

from analysis.estimation import CannotFit
from analysis.gradient import TOO_FEW_AREAS, Z_95
from analysis.regression import SAME, errors_of, solved, varies

FEWEST_YEARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Association:
    """A rank correlation or a slope, with its 95 % interval."""

    estimate: float
    se: float
    ci_low: float
    ci_high: float
    las_count: int
    rows_count: int

    def tidy(self) -> dict[str, object]:
        return {
            "estimate": self.estimate,
            "se": self.se,
            "ci_low": self.ci_low,
            "ci_high": self.ci_high,
            "n_la": self.las_count,
            "n_areas": self.rows_count,
        }


def around(estimate: float, se: float, critical_value: float, las_count: int, rows_count: int) -> Association:
    half = critical_value * se
    return Association(
        estimate=estimate,
        se=se,
        ci_low=estimate - half,
        ci_high=estimate + half,
        las_count=las_count,
        rows_count=rows_count,
    )


def by_authority(estimate: float, se: float, la_codes: pd.Series) -> Association:
    """With an error that is clustered by authority: the interval is of t with authorities - 1 degrees of freedom."""
    las_count = int(la_codes.nunique())
    return around(estimate, se, float(t.ppf(0.975, las_count - 1)), las_count, len(la_codes))


def rank_correlation(first: npt.ArrayLike, second: npt.ArrayLike) -> Association:
    """Spearman's rho; the interval is normal in Fisher's z, its error that of Bonett and Wright (2000).

    `se` is that error, on the scale of z.
    """
    pair = np.column_stack([np.asarray(first, float), np.asarray(second, float)])
    pair = pair[np.isfinite(pair).all(axis=1)]
    if len(pair) < TOO_FEW_AREAS:
        raise CannotFit(f"only {len(pair)} authorities have both measures")
    if (pair == pair[0]).all(axis=0).any():
        raise CannotFit("one of the measures is the same everywhere")
    rho = float(np.corrcoef(rankdata(pair, axis=0), rowvar=False)[0, 1])
    z, se = np.arctanh(np.clip(rho, -1 + 1e-12, 1 - 1e-12)), np.sqrt((1 + rho**2 / 2) / (len(pair) - 3))
    low, high = np.tanh([z - Z_95 * se, z + Z_95 * se])
    return Association(
        estimate=rho,
        se=float(se),
        ci_low=min(float(low), rho),
        ci_high=max(float(high), rho),
        las_count=len(pair),
        rows_count=len(pair),
    )


def standardised(values: pd.Series) -> pd.Series:
    return (values - values.mean()) / values.std(ddof=1)


def within_slope(panel: pd.DataFrame) -> Association:
    """The slope of y on x within authorities over time: effects of authorities and years, errors by authority.

    `panel`: la_code, financial_year_end, y, x.
    """
    rows = panel[np.isfinite(panel[["y", "x"]].to_numpy(float)).all(axis=1)]
    if rows["financial_year_end"].nunique() < FEWEST_YEARS or rows["la_code"].nunique() < TOO_FEW_AREAS:
        raise CannotFit(f"fewer than {FEWEST_YEARS} years or {TOO_FEW_AREAS} authorities have both measures")
    size = float(rows["x"].abs().max()) or 1.0
    columns = pd.get_dummies(rows["financial_year_end"], drop_first=True, dtype=float)
    columns = columns.assign(y=rows["y"], x=rows["x"] / size)
    columns.columns = columns.columns.astype(str)
    demeaned = columns - columns.groupby(rows["la_code"]).transform("mean")
    design = demeaned.drop(columns="y")
    if not _moves_alone(design):
        raise CannotFit("the second measure does not change within authorities, or in all of them alike")
    clusters = {"groups": pd.factorize(rows["la_code"])[0]}
    fitted = solved(lambda: OLS(demeaned["y"], design).fit(cov_type="cluster", cov_kwds=clusters))
    return by_authority(float(fitted.params["x"]) / size, float(errors_of(fitted)["x"]) / size, rows["la_code"])


def _moves_alone(demeaned: pd.DataFrame) -> bool:
    """Whether x, of size one and within authorities, is more than a sum of the years' effects (the other columns)."""
    years, x = demeaned.drop(columns="x").to_numpy(), demeaned["x"].to_numpy()
    left_over = x - years @ np.linalg.lstsq(years, x, rcond=None)[0]
    return bool(np.abs(left_over).max() > SAME)


def slope_over_deprivation(change: npt.ArrayLike, exposure_pct: npt.ArrayLike) -> Association:
    """OLS of a change over the exposure, per +10 percentage points, with errors that allow unequal spread (HC1)."""
    pair = np.column_stack([np.asarray(change, float), np.asarray(exposure_pct, float) / 10])
    pair = pair[np.isfinite(pair).all(axis=1)]
    if len(pair) < TOO_FEW_AREAS:
        raise CannotFit(f"only {len(pair)} authorities have both years")
    if not varies(pair[:, 1]):
        raise CannotFit("every authority has the same exposure")
    design = np.column_stack([np.ones(len(pair)), pair[:, 1]])
    fitted = solved(lambda: OLS(pair[:, 0], design).fit(cov_type="HC1"))
    return around(float(fitted.params[1]), float(errors_of(fitted).iloc[1]), Z_95, len(pair), len(pair))
