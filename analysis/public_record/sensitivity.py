"""Does the sign of a slope between authorities survive other choices that could have been made?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.areas import Areas
from analysis.estimation import CannotFit
from analysis.gradient import GradientFit, fit_nb2, fit_poisson
from analysis.public_record.regions import fit_poisson_region

LONDON = "London"
REFERENCE_SUBSET, REFERENCE_MODEL = "all", "poisson"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What is known of authorities, each series by la_code; `incomplete` have returned no count in some year."""

    region: pd.Series
    incomplete: frozenset[str]

    def is_in_london(self, la_codes: pd.Series) -> pd.Series:
        return la_codes.map(self.region) == LONDON


Model = Callable[[Areas, Places], GradientFit]
MODELS: Mapping[str, Model] = {
    "poisson": lambda areas, _: fit_poisson(areas, errors="HC1", name="poisson"),
    "nb2": lambda areas, _: fit_nb2(areas, errors=None, name="nb2"),
    "poisson_region": lambda areas, places: fit_poisson_region(areas, places.region),
}


def subsets_of(areas: Areas, places: Places) -> Iterator[tuple[str, Areas]]:
    """All authorities, then those outside London, then those that returned a count in every year."""
    codes = areas.rows["la_code"]
    yield "all", areas
    for name, left_out in (
        ("without_london", places.is_in_london(codes)),
        ("without_missing_returns", codes.isin(places.incomplete)),
    ):
        if left_out.any():
            yield (
                name,
                Areas(rows=areas.rows[~left_out].reset_index(drop=True), excluded_count=areas.excluded_count),
            )


def _row(fit: GradientFit) -> dict[str, object]:
    slope = fit.tidy().set_index("term").loc["exposure"]
    columns = ["score", "score_low", "score_high", "score_per_sd", "n_la", "events_count", "excluded_count"]
    return {column: slope[column] for column in columns} | {"converged": fit.converged}


def _specifications(
    exposures: Mapping[str, Areas], places: Places, models: Mapping[str, Model]
) -> Iterator[dict[str, object]]:
    """What can be fitted of all exposures, subsets and models; without the reference, nothing can be compared."""
    reference = next(iter(exposures)), REFERENCE_SUBSET, REFERENCE_MODEL
    for exposure, areas in exposures.items():
        for subset, kept in subsets_of(areas, places):
            for name, model in models.items():
                try:
                    row = _row(model(kept, places))
                except CannotFit:
                    if (exposure, subset, name) == reference:
                        raise
                else:
                    yield {"exposure": exposure, "subset": subset, "model": name, **row}


def grid(exposures: Mapping[str, Areas], places: Places, models: Mapping[str, Model] = MODELS) -> pd.DataFrame:
    """One row per exposure, subset and model that can be fitted, in the columns of results.sensitivity.

    A subset that leaves nobody out has no row. The reference is the first exposure with all authorities and
    the plainest model; `sign_agrees` compares with it.
    """
    if not exposures:
        raise CannotFit("no measure of deprivation is known for these authorities")
    found = pd.DataFrame(list(_specifications(exposures, places, models)))
    is_reference = (
        (found["exposure"] == next(iter(exposures)))
        & (found["subset"] == REFERENCE_SUBSET)
        & (found["model"] == REFERENCE_MODEL)
    )
    is_above = found["score"].astype(float) > 1
    return found.assign(is_reference=is_reference, sign_agrees=is_above == is_above[is_reference].iloc[0])


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row: how often the sign of the reference is met, and how often its interval leaves out 1."""
    reference = rows[rows["is_reference"]].iloc[0]
    apart = (rows["score_low"] > 1) if reference["score"] > 1 else (rows["score_high"] < 1)
    found = {
        "exposure": reference["exposure"],
        "specifications_count": len(rows),
        "same_sign_count": int(rows["sign_agrees"].sum()),
        "distinguishable_count": int(apart.sum()),
        "score": reference["score"],
        "lowest_score_per_sd": rows["score_per_sd"].min(),
        "highest_score_per_sd": rows["score_per_sd"].max(),
        "sign_survives": bool(rows["sign_agrees"].all()),
    }
    return pd.DataFrame([found])
