"""What the studies of the public record read, as frames: SQL, and nothing but it."""

from dataclasses import dataclass
from functools import cached_property

import duckdb
import pandas as pd

from analysis import warehouse
from analysis.releases import files_of_children, files_of_indices

DATASET = "select dataset_id from meta.datasets where dataset_id in ('public_record', 'sample')"

REGIONS = "select la_code, region_name from marts.dim_local_authorities where region_name is not null"

DEPRIVATION = """
select la_code, imd_edition, income_deprivation_pct, idaci_pct
from marts.fct_la_deprivation
"""

INCOMPLETE = """
select distinct indicators.indicator_id, indicators.la_code
from marts.fct_la_indicators as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id
where
    definitions.is_headline
    and indicators.breakdown = 'total'
    and indicators.is_in_use
    and indicators.count is null
"""

NEIGHBOURHOODS = """
select
    memberships.la_code,
    deprivation.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct,
    cast(deprivation.children_0_17_count as double) as children_count
from intermediate.int_lsoas_by_la_code as memberships
inner join marts.fct_lsoa_deprivation as deprivation
    on
        memberships.lsoa_code = deprivation.lsoa_code
        and memberships.lsoa_edition = deprivation.lsoa_edition
where deprivation.income_deprivation_pct is not null and deprivation.children_0_17_count is not null
"""

CELLS = """
with
children as (
    select la_code, financial_year_end, max(denominator_count) as children_count
    from marts.fct_la_indicators
    where breakdown = 'total' and indicator_id = 'referrals'
    group by la_code, financial_year_end
)
select
    indicators.la_code,
    indicators.financial_year_end,
    indicators.indicator_id,
    cast(indicators.count as double) as count,
    cast(indicators.value as double) as value,
    cast(children.children_count as double) as children_count,
    indicators._release_id
from marts.fct_la_indicators as indicators
inner join marts.dim_local_authorities as places on indicators.la_code = places.la_code
left join children
    on
        indicators.la_code = children.la_code
        and indicators.financial_year_end = children.financial_year_end
where
    indicators.breakdown = 'total'
    and indicators.is_in_use
    and list_contains($indicators, indicators.indicator_id)
"""

DIVIDED = """
with
files as (
    select
        indicator_id,
        financial_year_end,
        breakdown,
        string_agg(distinct _release_id, ', ' order by _release_id) as release_ids
    from marts.fct_la_indicators
    group by indicator_id, financial_year_end, breakdown
)
select
    indicators.indicator_id,
    definitions.stage,
    indicators.financial_year_end,
    indicators.breakdown,
    indicators.breakdown_value,
    indicators.la_code,
    cast(indicators.count as double) as events_count,
    files.release_ids
from marts.fct_la_indicators_current_boundaries as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id
inner join files
    on
        indicators.indicator_id = files.indicator_id
        and indicators.financial_year_end = files.financial_year_end
        and indicators.breakdown = files.breakdown
where
    (indicators.breakdown = $breakdown and list_contains($indicators, indicators.indicator_id))
    or ($breakdown = 'factor' and indicators.breakdown = 'total' and starts_with(indicators.indicator_id, 'factor_'))
"""

POPULATIONS = """
select la_code, mid_year, age_band, sex, ethnic_group, cast(population_count as double) as population_count
from marts.fct_la_populations
"""

ENGLAND = """
select indicators.indicator_id, definitions.source_id, indicators.financial_year_end, indicators._release_id,
    cast(indicators.count as double) as count, cast(indicators.value as double) as value
from marts.fct_england_indicators as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id
where
    indicators.geographic_level = 'national'
    and indicators.breakdown = 'total'
    and definitions.unit = 'per_10k'
    and (definitions.is_headline or indicators.indicator_id in ('cpp_started', 'cla_started'))
"""

BREAKS = "select source_id, indicator_id, financial_year_end, kind, note from meta.trend_breaks"


@dataclass(frozen=True)
class PublicRecord:
    """The published figures of one build; each frame is read when it is first asked for, and kept."""

    connection: duckdb.DuckDBPyConnection

    @cached_property
    def dataset_id(self) -> str:
        return str(self._frame(DATASET)["dataset_id"].iloc[0])

    @cached_property
    def regions(self) -> pd.Series:
        """The name of each authority's region, by la_code."""
        return self._frame(REGIONS).set_index("la_code")["region_name"]

    @cached_property
    def deprivation(self) -> pd.DataFrame:
        """One row per authority code that was in use and edition of the Indices."""
        return self._frame(DEPRIVATION)

    @cached_property
    def incomplete(self) -> pd.DataFrame:
        """Authorities whose count of a headline indicator is missing in some year in which they were there."""
        return self._frame(INCOMPLETE)

    @cached_property
    def neighbourhoods(self) -> pd.DataFrame:
        """One row per edition, authority code that was in use and neighbourhood of it."""
        return self._frame(NEIGHBOURHOODS)

    @cached_property
    def populations(self) -> pd.DataFrame:
        return self._frame(POPULATIONS)

    @cached_property
    def england(self) -> pd.DataFrame:
        """England's published counts and rates, one row per indicator and year."""
        return self._frame(ENGLAND)

    @cached_property
    def breaks(self) -> pd.DataFrame:
        return self._frame(BREAKS)

    @cached_property
    def editions(self) -> list[int]:
        """The Indices that hold income deprivation, oldest first."""
        known = self.deprivation.dropna(subset=["income_deprivation_pct"])
        return sorted(int(edition) for edition in known["imd_edition"].unique())

    @cached_property
    def releases(self) -> pd.DataFrame:
        return warehouse.releases(self.connection)

    def files_of_indices(self, imd_edition: int) -> set[str]:
        return files_of_indices(self.releases, imd_edition)

    @cached_property
    def files_of_children(self) -> set[str]:
        return files_of_children(self.releases)

    def cells(self, indicators: list[str]) -> pd.DataFrame:
        """Totals of authorities that were there, without joint returns; children_count is NULL before 2013."""
        return self._frame(CELLS, {"indicators": indicators})

    def divided(self, breakdown: str, indicators: tuple[str, ...]) -> pd.DataFrame:
        """Counts by group, added up to today's authorities; breakdown `factor` needs no indicators."""
        return self._frame(DIVIDED, {"breakdown": breakdown, "indicators": list(indicators)})

    def exposure(self, imd_edition: int, measure: str = "income_deprivation_pct") -> pd.Series:
        """Deprivation by la_code, in percentage points."""
        of_edition = self.deprivation[self.deprivation["imd_edition"] == imd_edition]
        return of_edition.set_index("la_code")[measure].astype(float)

    def _frame(self, sql: str, parameters: dict[str, object] | None = None) -> pd.DataFrame:
        return warehouse.frame(self.connection, sql, parameters or {})
