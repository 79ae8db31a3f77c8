"""Which published tables the sample has, and from which vintages: others are left out of it."""

from collections.abc import Callable, Container
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

import pandas as pd

from ingestion.sample import lookups, maps, small_areas
from ingestion.sample.counts import YEARS
from ingestion.sample.dfe import CHILDREN_IN_NEED, children_in_need_table, looked_after_table, population_table
from ingestion.sample.england import England
from ingestion.sample.indices import MID_YEAR_OF_EDITION, indices_table


@dataclass(frozen=True, slots=True)
class Known:
    """A table that the sample can write: of an England and a vintage, with our own column names."""

    make: Callable[[England, int], pd.DataFrame]
    vintages: Container[int] = range(2000, 2100)


def neighbourhood_events(england: England, _: int) -> pd.DataFrame:
    names = {"year": "financial_year_end", "events": "events_count", "children": "children_0_17_count"}
    rows = england.referrals.sort_values(["year", "lsoa_code"], ascending=[False, True], kind="stable")
    labels = {"dataset_id": "sample", "stage": "referral", "stratum_type": "total", "stratum": "total"}
    return rows.rename(columns=names).assign(**labels)


VINTAGES = YEARS[-2:]

TABLES = {name: Known(partial(children_in_need_table, name), VINTAGES) for name in CHILDREN_IN_NEED} | {
    "dfe__cin_populations": Known(population_table, VINTAGES),
    "dfe__cla_numbers_and_rates": Known(partial(looked_after_table, "dfe__cla_numbers_and_rates"), VINTAGES),
    "mhclg__lsoa_indices": Known(indices_table, MID_YEAR_OF_EDITION),
    "ons__lsoa_2021_to_utla": Known(lookups.lsoa_2021_to_utla),
    "ons__lsoa_2011_to_2021_best_fit": Known(lookups.best_fit),
    "ons__lsoa_2011_to_2021_exact_fit": Known(lookups.exact_fit),
    "ons__lsoa_2011_to_lad_2018": Known(lookups.lsoa_2011_to_lad_2018),
    "ons__lsoa_rural_urban": Known(lookups.rural_urban, (2011, 2021)),
    "ons__lsoa_areas_2021": Known(lookups.land_areas),
    "ons__lsoa_2011_populations": Known(small_areas.populations_of_2011, (2019, 2020)),
    "ons__lsoa_2021_children_modelled": Known(small_areas.modelled_children),
    "ons__lsoa_boundaries": Known(maps.lsoa_boundaries, (2011, 2021)),
    "ons__la_boundaries": Known(maps.la_boundaries),
    "dfe__statistical_neighbours": Known(small_areas.statistical_neighbours, (2025,)),
    "csc__lsoa_interventions": Known(neighbourhood_events),
}


def make_table(name: str, england: England, vintage: Decimal) -> pd.DataFrame | None:
    """One published table of one vintage, or nothing where the sample does not have it."""
    known = TABLES.get(name)
    return known.make(england, int(vintage)) if known and vintage in known.vintages else None
