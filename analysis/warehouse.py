"""What the models read, as frames."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

AUTHORITIES = """
select
    datasets.dataset_id,
    indicators.indicator_id,
    definitions.stage,
    indicators.financial_year_end,
    indicators.la_code as area_code,
    indicators.la_code,
    indicators.count as events_count,
    indicators.denominator_count as children_count,
    deprivation.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct,
    indicators._release_id
from marts.fct_la_indicators as indicators
inner join marts.dim_indicators as definitions
    on indicators.indicator_id = definitions.indicator_id
cross join (
    select dataset_id
    from meta.datasets
    where dataset_id in ('public_record', 'sample') and coalesce(list_contains($wanted, dataset_id), true)
) as datasets
cross join (
    select distinct imd_edition from marts.fct_la_deprivation where income_deprivation_pct is not null
) as editions
left join marts.fct_la_deprivation as deprivation
    on indicators.la_code = deprivation.la_code and editions.imd_edition = deprivation.imd_edition
where
    definitions.is_headline
    and indicators.breakdown = 'total'
    and indicators.is_in_use
"""

NEIGHBOURHOODS = """
select
    interventions.dataset_id,
    interventions.indicator_id,
    interventions.stage,
    interventions.financial_year_end,
    interventions.lsoa_code as area_code,
    deprivation.la_code,
    interventions.events_count,
    interventions.children_0_17_count as children_count,
    editions.imd_edition,
    deprivation.income_deprivation_pct as exposure_pct,
    authorities.income_deprivation_pct as la_exposure_pct,
    places.is_rural,
    interventions.children_0_17_count / places.area_hectares as children_per_hectare
from marts.fct_lsoa_interventions as interventions
inner join (
    select distinct imd_edition, lsoa_edition
    from marts.fct_lsoa_deprivation
    where income_deprivation_pct is not null
) as editions
    on interventions.lsoa_edition = editions.lsoa_edition
left join marts.fct_lsoa_deprivation as deprivation
    on interventions.lsoa_code = deprivation.lsoa_code and editions.imd_edition = deprivation.imd_edition
left join marts.fct_la_deprivation as authorities
    on deprivation.la_code = authorities.la_code and deprivation.imd_edition = authorities.imd_edition
left join marts.dim_lsoas as places
    on deprivation.lsoa_code = places.lsoa_code and deprivation.lsoa_edition = places.lsoa_edition
where
    interventions.stratum_type = 'total'
    and interventions.dataset_id = $dataset_id
    and coalesce(interventions.stage = $stage, true)
"""

STAGES = """
select distinct dataset_id, stage
from marts.fct_lsoa_interventions
where stratum_type = 'total' and coalesce(list_contains($wanted, dataset_id), true)
order by all
"""

KNOWN = "select dataset_id from meta.datasets order by dataset_id"

DATASETS = """
select datasets.dataset_id, max(deprivation.imd_edition) as imd_edition
from meta.datasets as datasets
inner join marts.fct_lsoa_deprivation as deprivation
    on cast(datasets.parameters ->> 'lsoa_edition' as integer) = deprivation.lsoa_edition
where
    datasets.dataset_id <> 'sample'
    and deprivation.income_deprivation_pct is not null
    and coalesce(list_contains($wanted, datasets.dataset_id), true)
group by datasets.dataset_id
order by datasets.dataset_id
"""

LA_CONTEXT = """
select
    la_code,
    financial_year_end,
    sum(value) filter (where indicator_id in ('spend_looked_after', 'spend_safeguarding', 'spend_family_support'))
    / max(denominator_count) filter (where indicator_id = 'cin_at_31_march') as la_spending_per_child_gbp,
    max(value) filter (where indicator_id = 'sw_turnover_fte') as la_turnover_pct
from marts.fct_la_indicators
where
    breakdown = 'total' and not is_synthetic
    and indicator_id in (
        'spend_looked_after', 'spend_safeguarding', 'spend_family_support', 'cin_at_31_march', 'sw_turnover_fte'
    )
group by la_code, financial_year_end
"""

RELEASES = "select release_id, table_name, vintage from meta.releases"

Wanted = list[str] | None  # data sets by name; None for all that there are


@contextmanager
def reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def frame(
    connection: duckdb.DuckDBPyConnection, query: str, bound: Mapping[str, object] | Sequence[object] = ()
) -> pd.DataFrame:
    """The rows of a query, ordered by all columns: a sum over them has the same last digit in every build."""
    return connection.execute(f"select * from ({query}) order by all", bound).df()  # noqa: S608


def known_datasets(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every data set of a build, of whatever level."""
    return [str(name) for (name,) in connection.execute(KNOWN).fetchall()]


def authorities(connection: duckdb.DuckDBPyConnection, wanted: Wanted = None) -> pd.DataFrame:
    """One row per authority that existed, year, headline indicator and edition of the Indices."""
    return frame(connection, AUTHORITIES, {"wanted": wanted})


def stages(connection: duckdb.DuckDBPyConnection, wanted: Wanted = None) -> list[tuple[str, str]]:
    """The data sets that have counts of neighbourhoods, with each stage of theirs."""
    rows = connection.execute(STAGES, {"wanted": wanted}).fetchall()
    return [(str(dataset_id), str(stage)) for dataset_id, stage in rows]


def neighbourhoods(connection: duckdb.DuckDBPyConnection, *, dataset_id: str, stage: str | None = None) -> pd.DataFrame:
    """One row per neighbourhood, year, stage (or of one stage) and edition of the Indices on its LSOAs."""
    return frame(connection, NEIGHBOURHOODS, {"dataset_id": dataset_id, "stage": stage})


def releases(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    return frame(connection, RELEASES)


def datasets(connection: duckdb.DuckDBPyConnection, wanted: Wanted = None) -> list[tuple[str, int]]:
    """Data sets of neighbourhoods, but the sample, each with the newest Indices on its LSOAs."""
    rows = connection.execute(DATASETS, {"wanted": wanted}).fetchall()
    return [(str(name), int(edition)) for name, edition in rows]


def newest_gradients(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The slope of each stage, exposure and level in its newest year, by the plainest model; benchmarks apart."""
    return connection.execute(
        """
        select gradients.*, definitions.label
        from results.gradients as gradients
        inner join marts.dim_indicators as definitions on gradients.indicator_id = definitions.indicator_id
        where
            gradients.term = 'exposure' and gradients.model in ('poisson', 'pooled_poisson')
            and gradients.stratum_type = 'total' and gradients.dataset_id in ('public_record', 'sample')
        qualify gradients.financial_year_end = max(gradients.financial_year_end) over (
            partition by gradients.dataset_id, gradients.level, gradients.indicator_id
        )
        order by gradients.level, definitions.stage_order, gradients.exposure
        """
    ).df()


def ledger(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The claims in their order, as they were judged."""
    return connection.execute("select * from results.claims order by claim_id").df()


def la_context(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Net spending on social care per child and turnover of social workers, one row per authority and year."""
    return frame(connection, LA_CONTEXT)
