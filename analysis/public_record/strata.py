"""Slopes between authorities for groups of children and kinds of case, as far as authority tables divide them."""

from collections.abc import Hashable, Mapping

import pandas as pd

from analysis.areas import complete
from analysis.estimation import CannotFit
from analysis.gradient import fit_nb2

MODEL = "nb2"
ALL_CHILDREN = ("0-17", "0-15")
BANDS: Mapping[str, tuple[str, ...]] = {
    "under 1": ("under 1", "0-4"),
    "1 to 4": ("1-4", "0-4"),
    "5 to 9": ("5-9",),
    "10 to 15": ("10-15",),
    "16 and over": ("16-17", "16"),
}
ALL_AGES = "all ages"
NOBODY = pd.Series(dtype=float)
OWN_DENOMINATOR = "over the children of the group"
NEAREST_BAND = "over the nearest age band with an estimate, {band}: compare slopes, not levels"
EVERYBODY = (
    "over all residents of the group at the Census of 2021, for want of its children: compare slopes, not levels"
)
EVERY_CHILD = "over all children aged {band}"


Populations = Mapping[tuple[Hashable, ...], pd.Series]


def populations_of(estimates: pd.DataFrame) -> Populations:
    """By mid_year, age_band, sex and ethnic_group: the people of each authority, by la_code."""
    key = ["mid_year", "age_band", "sex", "ethnic_group"]
    by_la = estimates.set_index("la_code")
    people = by_la["population_count"].astype(float)
    return dict(iter(people.groupby([by_la[name] for name in key])))


def denominators_of(populations: Populations, breakdown: str, stratum: str, year: int) -> tuple[pd.Series, str]:
    """The people that a group's events stand over, by la_code, and what that is in words.

    The year to March rests on the middle of the calendar year before. Only sex, age and ethnicity divide
    children; needs, categories and factors are kinds of case, over all of them.
    """
    if breakdown == "ethnicity":
        found = (people for (_, band, _, group), people in populations.items() if (band, group) == (ALL_AGES, stratum))
        return next(found, NOBODY), EVERYBODY
    if breakdown == "age" and stratum not in BANDS:
        raise CannotFit(f"no population is known for the age group {stratum}")
    wanted = BANDS[stratum] if breakdown == "age" else ALL_CHILDREN
    sexes = [stratum, "total"] if breakdown == "sex" else ["total"]
    for sex in sexes:
        for band in wanted:
            if (year - 1, band, sex, "total") in populations:
                return populations[year - 1, band, sex, "total"], _words(breakdown, wanted[0] == band, band, sex)
    return NOBODY, EVERY_CHILD.format(band=wanted[0])


def _words(breakdown: str, is_own_band: bool, band: str, sex: str) -> str:
    if breakdown == "age":
        return OWN_DENOMINATOR if is_own_band else NEAREST_BAND.format(band=band)
    return OWN_DENOMINATOR if sex != "total" else EVERY_CHILD.format(band=band)


def stratum_gradient(counts: pd.DataFrame, exposure: pd.Series, populations: Populations) -> pd.DataFrame:
    """NB2 rows of results.gradients for one indicator, year, breakdown and group.

    `counts`: la_code, events_count and, the same in every row, financial_year_end, stratum_type, stratum.
    Authorities whose cell is hidden are left out and counted: they are mostly those with few such children.
    """
    if counts.empty:
        raise CannotFit("no authority has a count of the group")
    first = counts.iloc[0]
    children, words = denominators_of(
        populations, first["stratum_type"], first["stratum"], int(first["financial_year_end"])
    )
    codes = counts["la_code"].to_numpy()
    offered = {
        "area_code": codes,
        "la_code": codes,
        "events_count": counts["events_count"].to_numpy(),
        "children_count": children.reindex(codes).to_numpy(),
        "exposure_pct": exposure.reindex(codes).to_numpy(),
    }
    areas = complete(pd.DataFrame(offered))
    fit = fit_nb2(areas, errors=None, name=MODEL)
    note = "; ".join(filter(None, (words, fit.note)))
    return fit.tidy().assign(stratum_type=first["stratum_type"], stratum=first["stratum"], note=note)
