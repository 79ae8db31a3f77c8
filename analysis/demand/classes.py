"""From patterns of factors to classes of demand: how many, what they find, and where they are."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import t  # type: ignore[import-untyped]

from analysis.demand.invariance import Invariance, compare_authorities
from analysis.demand.latent import (
    FINISHERS,
    STARTS,
    Classes,
    assignment_errors,
    entropy,
    fit_classes,
    largest_pair_residual,
    memberships,
)
from analysis.demand.patterns import Patterns, patterns_of
from analysis.demand.three_step import fit_class_slopes
from analysis.estimation import CannotFit
from analysis.gradient import POINTS
from analysis.regression import refuse_unbounded

MOST_CLASSES, WORSE_IN_A_ROW = 12, 2
LEAST_SHARE = 0.01  # of assessments that find a factor, for it to tell classes apart
FEWEST_ASSESSMENTS, FEWEST_FACTORS = 1_000, 4
SEED = 20251030
LABELLED_BY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Fits by number of classes, and the one that BIC chose."""

    patterns: Patterns
    fits: tuple[Classes, ...]
    chosen: Classes


def _most_classes(patterns: Patterns) -> int:
    """Twelve, or as many as there are patterns to tell apart and cells of all factors to count parameters against."""
    factors = len(patterns.factors)
    return int(min(MOST_CLASSES, len(np.unique(patterns.found, axis=0)), 2**factors // (factors + 1)))


def find_classes(by_plan: pd.DataFrame, *, starts: int = STARTS, finishers: int = FINISHERS) -> Found:
    """From one class up, until two numbers of classes in a row are worse by BIC, or there are as many as can be."""
    patterns = patterns_of(by_plan)
    if patterns.total < FEWEST_ASSESSMENTS:
        raise CannotFit(f"{int(patterns.total)} assessments are too few for classes")
    patterns = patterns.common(LEAST_SHARE)
    if len(patterns.factors) < FEWEST_FACTORS:
        raise CannotFit(f"{len(patterns.factors)} factors are found often enough, too few for classes")
    fits: list[Classes] = []
    while len(fits) < _most_classes(patterns):
        fits.append(
            fit_classes(
                patterns.found, patterns.count, classes=len(fits) + 1, seed=SEED, starts=starts, finishers=finishers
            )
        )
        bics = [fit.bic(patterns.total) for fit in fits]
        if len(fits) - 1 - int(np.argmin(bics)) >= WORSE_IN_A_ROW:
            break
    return Found(patterns=patterns, fits=tuple(fits), chosen=fits[int(np.argmin(bics))])


def numbers_of_classes(found: Found) -> pd.DataFrame:
    """One row per number of classes tried."""
    patterns = found.patterns
    return pd.DataFrame([
        {
            "classes_count": fit.count,
            "loglik": fit.loglik,
            "parameters_count": fit.parameters_count,
            "bic": fit.bic(patterns.total),
            "entropy": entropy(patterns.found, patterns.count, fit),
            "best_share": fit.best_share,
            "largest_pair_residual": largest_pair_residual(patterns.found, patterns.count, fit),
            "is_chosen": fit is found.chosen,
            "assessments_count": int(patterns.total),
            "patterns_count": len(patterns.count),
            "excluded_count": patterns.excluded_count,
            "converged": fit.converged,
        }
        for fit in found.fits
    ])  # fmt: skip


def labels(found: Found) -> list[str]:
    """The factors, up to three, that each class finds most above the average."""
    lift = found.chosen.profiles / found.patterns.shares
    texts = []
    for row in lift:
        best = [column for column in np.argsort(-row)[:LABELLED_BY] if row[column] > 1]
        texts.append(", ".join(found.patterns.factors[column] for column in best) or "nothing in particular")
    return texts


def profiles(found: Found) -> pd.DataFrame:
    """One row per class and factor."""
    patterns, chosen = found.patterns, found.chosen
    return pd.DataFrame([
        {
            "class_number": number,
            "class_label": label,
            "class_share": share,
            "factor": factor,
            "found_in_class": in_class,
            "found_in_all": in_all,
        }
        for number, (label, share, profile) in enumerate(
            zip(labels(found), chosen.shares, chosen.profiles, strict=True), start=1
        )
        for factor, in_class, in_all in zip(patterns.factors, profile, patterns.shares, strict=True)
    ])  # fmt: skip


def _recorded(found: Found, by_area: pd.DataFrame) -> pd.DataFrame:
    """Assessments in authorities that are known, of patterns that are."""
    return by_area[by_area["place"].isin(found.patterns.place) & by_area["la_code"].notna()]


def _put(known: pd.DataFrame, assigned: npt.NDArray[np.intp], classes: int) -> pd.DataFrame:
    """Assessments of each neighbourhood (rows) by the class that they were put into (columns)."""
    of_areas = known.assign(into=assigned).pivot_table(
        index=["la_code", "area_code", "exposure_pct"],
        columns="into",
        values="assessments_count",
        aggfunc="sum",
        fill_value=0,
    )
    return of_areas.reindex(columns=range(classes), fill_value=0)


def class_gradients(found: Found, by_area: pd.DataFrame) -> pd.DataFrame:
    """How the share of each class changes with the exposure, corrected for misplaced assessments; one row per class."""
    patterns, chosen = found.patterns, found.chosen
    member = memberships(patterns.found, chosen.shares, chosen.profiles)[0]
    assigned, errors = assignment_errors(member, patterns.count)
    recorded = _recorded(found, by_area)
    known = recorded[recorded["exposure_pct"].notna()]
    put = _put(known, assigned[np.searchsorted(patterns.place, known["place"])], chosen.count)
    areas = put.index.to_frame(index=False)
    fit = fit_class_slopes(
        put=put.to_numpy(float),
        exposure=areas["exposure_pct"].to_numpy(float),
        errors=errors,
        groups=areas["la_code"],
    )
    half = float(t.ppf(0.975, fit.groups_count - 1)) * fit.se
    refuse_unbounded(POINTS * np.concatenate([fit.slope - half, fit.slope + half]))
    return pd.DataFrame({
        "class_number": np.arange(1, chosen.count + 1),
        "class_label": labels(found),
        "estimate": fit.slope,
        "se": fit.se,
        "ci_low": fit.slope - half,
        "ci_high": fit.slope + half,
        "share_ratio": np.exp(POINTS * fit.slope),
        "share_ratio_low": np.exp(POINTS * (fit.slope - half)),
        "share_ratio_high": np.exp(POINTS * (fit.slope + half)),
        "n_areas": len(areas),
        "n_la": fit.groups_count,
        "assessments_count": int(known["assessments_count"].sum()),
        "excluded_count": int(by_area["assessments_count"].sum() - known["assessments_count"].sum()),
        "converged": fit.converged,
    })  # fmt: skip


def _authorities(found: Found, by_area: pd.DataFrame) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    patterns = found.patterns
    for _, rows in _recorded(found, by_area).groupby("la_code", sort=True):
        counts = rows.groupby("place")["assessments_count"].sum()
        yield patterns.found[np.searchsorted(patterns.place, counts.index)], counts.to_numpy(float)


def invariance(found: Found, by_area: pd.DataFrame) -> pd.DataFrame:
    """Whether authorities share the profiles of the classes; one row."""
    judged: Invariance = compare_authorities(_authorities(found, by_area), found.chosen)
    return pd.DataFrame([
        {
            "classes_count": found.chosen.count,
            "n_la": judged.authorities_count,
            "common_loglik": judged.common_loglik,
            "own_loglik": judged.own_loglik,
            "parameters_more": judged.parameters_more,
            "ratio_per_parameter": judged.ratio_per_parameter,
            "common_bic": judged.common_bic,
            "own_bic": judged.own_bic,
            "profiles_verdict": judged.verdict,
        }
    ])  # fmt: skip
