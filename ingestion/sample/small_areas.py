"""Populations of neighbourhoods by age, and the authorities that are most alike."""

import numpy as np
import pandas as pd

from ingestion.sample.counts import authority_income_pct
from ingestion.sample.england import England
from ingestion.sample.indices import AGED_0_15_SHARE
from ingestion.sample.people import children_at, children_in_2021

SINGLE_YEARS = range(18)
MODELLED_MID_YEARS = (2021, 2022, 2023, 2024)
PERSONS_PER_CHILD = 4.6
NEIGHBOURS = 10


def populations_of_2011(england: England, mid_year: int) -> pd.DataFrame:
    """Children spread evenly over single years, the youngest first to get those left over."""
    children = children_at(england.people, mid_year)
    ages = {f"aged_{age}": (children + len(SINGLE_YEARS) - 1 - age) // len(SINGLE_YEARS) for age in SINGLE_YEARS}
    areas = england.places.neighbourhoods[["lsoa_code"]]
    return areas.assign(population_count=np.rint(children * PERSONS_PER_CHILD).astype(np.int64), **ages)


def modelled_children(england: England, _: int) -> pd.DataFrame:
    """Children of the LSOAs of 2021, all mid-years below each other."""
    authority = england.places.pairs.drop_duplicates("lsoa_code_2021").set_index("lsoa_code_2021")["la_code"]
    years = []
    for mid_year in MODELLED_MID_YEARS:
        children = children_in_2021(england.places, children_at(england.people, mid_year))
        younger = np.rint(children * AGED_0_15_SHARE).astype(np.int64)
        ages = {"children_0_15_count": younger.to_numpy(), "children_16_17_count": (children - younger).to_numpy()}
        codes = {"lsoa_code": children.index, "la_code": authority.loc[children.index].to_numpy()}
        years.append(pd.DataFrame(codes | {"mid_year": mid_year} | ages))
    return pd.concat(years, ignore_index=True)


def statistical_neighbours(england: England, _: int) -> pd.DataFrame:
    """For each authority the ten others whose children are most nearly as deprived, the nearest first."""
    income = authority_income_pct(england.places, england.people)
    authorities = england.places.authorities.set_index("la_code").loc[income.index, ["old_la_code", "la_name"]]
    apart = np.abs(income.to_numpy()[:, None] - income.to_numpy()[None, :])
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :NEIGHBOURS]
    numbers = authorities["old_la_code"].to_numpy()
    return authorities.assign(**{f"neighbour_{rank + 1}": numbers[nearest[:, rank]] for rank in range(NEIGHBOURS)})
