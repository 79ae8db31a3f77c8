"""From current authorities to the rows that are published: codes of the day, regions, England."""

import numpy as np
import pandas as pd

from ingestion.sample.names import CAPITAL_PARTS, CAPITAL_REGION, COUNTRY_CODE, COUNTRY_NAME, REGIONS
from ingestion.sample.places import (
    FORMER,
    LAST_YEAR_OF_FORMER,
    LATE_RETURN,
    LATE_YEARS,
    MISSING_RETURN,
    MISSING_YEARS,
    SUCCESSORS,
)

UNRETURNED = {(MISSING_RETURN, year): "x" for year in MISSING_YEARS} | {(LATE_RETURN, year): "u" for year in LATE_YEARS}
LEVELS = ("National", "Regional", "Local authority")
PLACE_COLUMNS = ["region_code", "region_name", "old_la_code", "new_la_code", "la_name"]


def carried_forward(counts: pd.DataFrame) -> pd.DataFrame:
    """An authority's last good figures in place of those that it did not return: what England's totals hold."""
    source = np.arange(len(counts))
    for code, year in sorted(UNRETURNED):
        before, here = counts.index.get_indexer(pd.MultiIndex.from_tuples([(code, year - 1), (code, year)]))
        if before >= 0 and here >= 0:
            source[here] = source[before]
    return counts.iloc[source].set_axis(counts.index)


def existed(code: str, year: int, last_year_of_former: int = LAST_YEAR_OF_FORMER) -> bool:
    """Whether an authority existed at the end of a financial year."""
    if code == FORMER:
        return year <= last_year_of_former
    return code not in SUCCESSORS or year > last_year_of_former


def codes_of_the_day(counts: pd.DataFrame, last_year_of_former: int = LAST_YEAR_OF_FORMER) -> pd.DataFrame:
    """The successors' figures added up under the former code, to the last year that carries it."""
    codes, years = counts.index.get_level_values("la_code"), counts.index.get_level_values("year")
    is_former = codes.isin(SUCCESSORS) & (years <= last_year_of_former)
    published = pd.Index(np.where(is_former, FORMER, codes), name="la_code")
    return counts.groupby([published, years], sort=True).sum()


def _sums(counts: pd.DataFrame, region_codes: pd.Series) -> pd.DataFrame:
    return counts.groupby([region_codes, "year"], sort=True).sum().reset_index()


def _total_rows(counts: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    """England, each region, and the two parts of the capital, which are in the capital's total too."""
    part = authorities.set_index("la_code")["region_code"].reindex(counts.index.get_level_values("la_code"))
    part.index = counts.index
    is_capital = part.isin(CAPITAL_PARTS)
    regional = pd.concat([
        _sums(counts, part.mask(is_capital, CAPITAL_REGION)),
        _sums(counts[is_capital], part[is_capital]),
    ])  # fmt: skip
    regional["region_name"] = regional["region_code"].map(REGIONS | CAPITAL_PARTS)
    national = counts.groupby("year", sort=True).sum().reset_index()
    return pd.concat([national.assign(geographic_level="National"), regional.assign(geographic_level="Regional")])


def area_rows(returned: pd.DataFrame, totalled: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    """One row per published area and year: authorities as returned, totals of what is `totalled`.

    Newest year first; England, then regions by code, then authorities by region and name.
    """
    names = authorities.drop(columns="kind")
    local = returned.reset_index().merge(names, on="la_code", validate="m:1")
    local = local.assign(geographic_level="Local authority").rename(columns={"la_code": "new_la_code"})
    rows = pd.concat([_total_rows(totalled, authorities), local], ignore_index=True)
    rows[PLACE_COLUMNS] = rows[PLACE_COLUMNS].fillna("")
    rows["level"] = rows["geographic_level"].map({level: place for place, level in enumerate(LEVELS)})
    by = ["year", "level", "region_code", "la_name", "new_la_code"]
    rows = rows.sort_values(by, ascending=[False, True, True, True, True], ignore_index=True).drop(columns="level")
    return rows.rename(columns={"year": "time_period"}).assign(
        time_identifier="Reporting year", country_code=COUNTRY_CODE, country_name=COUNTRY_NAME
    )
