"""Which files the figures rest on, and which of their columns were estimated."""

from pathlib import Path

from analysis.choice import Choice
from analysis.reading import Row, has_table, rows

RELEASES = """
with
named as (
    select unnest(string_split(release_ids, ', ')) as release_id from results.gradients
    where
        dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
        and financial_year_end = $financial_year_end and exposure = $exposure
    union
    select _release_id from marts.fct_la_indicators
    where indicator_id = $indicator_id and financial_year_end = $financial_year_end and breakdown = 'total'
)
select releases.release_id, releases.publisher, releases.title, releases.vintage, releases.published_on,
    releases.is_synthetic
from meta.releases as releases
inner join named on releases.release_id = named.release_id
order by releases.release_id
"""

ESTIMATED = """
select "column", vintage, method, error from meta.estimated_columns
where
    ("table" = 'raw.mhclg__lsoa_indices' and "column" in ('income_score', 'population_count')
        and floor(vintage) = $imd_edition)
    or ("table" = 'raw.ons__lsoa_2021_children_modelled' and "column" = 'children_0_15_count' and floor(vintage) in (
        select children_mid_year from marts.fct_la_deprivation where imd_edition = $imd_edition
    ))
"""

ESTIMATED_AMONG_METHODS = """
select "column", vintage, method, error from meta.estimated_columns
where
    "table" = 'raw.mhclg__lsoa_indices' and "column" = 'idaci_score' and floor(vintage) in (
        select right(exposure, 4)::integer from results.sensitivity
        where
            dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
            and financial_year_end = $financial_year_end and exposure like 'idaci%'
    )
order by vintage
"""


def releases(build: Path, choice: Choice) -> list[Row]:
    """The files that the page rests on."""
    return rows(build, RELEASES, choice)


def estimated(build: Path, choice: Choice) -> list[Row]:
    """Columns behind income deprivation that were estimated rather than published."""
    return rows(build, ESTIMATED, choice)


def estimated_among_methods(build: Path, choice: Choice) -> list[Row]:
    """Columns that were estimated and that only some of the ways to fit the slope rest on."""
    return rows(build, ESTIMATED_AMONG_METHODS, choice) if has_table(build, "results", "sensitivity") else []
