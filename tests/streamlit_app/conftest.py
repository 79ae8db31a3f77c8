"""A small published warehouse of invented authorities, in the tables that the project promises."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
import yaml
from streamlit.components.v2 import manifest_scanner

from analysis.writing import RESULTS
from ingestion.load import META
from ingestion.paths import DBT_PROJECT, DataTree

CONTRACTS = {
    "marts": (
        "dim_indicators",
        "dim_local_authorities",
        "fct_england_indicators",
        "fct_la_deprivation",
        "fct_la_indicators",
    ),
    "meta": ("trend_breaks",),
}

ROWS = """
insert into meta.datasets values (if($is_synthetic, 'sample', 'public_record'), $is_synthetic, '{}');

insert into meta.releases by name
select * from (values
    ('dfe__counts@2025', 'dfe_counts', 'Children in need', 'Department for Education', 2025, 'dfe__counts',
     'counts.csv', 'f00', 1, date '2025-10-30', timestamp '2025-11-01', 'OGL-UK-3.0', 'published', $is_synthetic),
    ('mhclg__lsoa_indices@2025', 'mhclg', 'Indices of Deprivation', 'Ministry of Housing', 2025, 'mhclg__lsoa_indices',
     'file_7.csv', 'f01', 1, null, timestamp '2025-11-01', 'OGL-UK-3.0', 'stand_in', $is_synthetic)
) as rows (release_id, source_id, title, publisher, vintage, table_name, file_name, sha256, bytes, published_on,
    retrieved_at, licence, authenticity, is_synthetic);

insert into meta.estimated_columns values
    ('raw.mhclg__lsoa_indices', 'population_count', 2025, 'raked to districts', '18 people in all'),
    ('raw.mhclg__lsoa_indices', 'idaci_score', 2025, 'solved from ranks', 'at most 0.004');

insert into marts.dim_indicators by name
select * from (values
    ('referrals', 'Referrals', 'referral', 1, true, 'Referrals received in the year', 'A referral is an event.'),
    ('cla_at_31_march', 'Children looked after at 31 March', 'cla', 7, true, 'Children looked after at 31 March', null),
    ('rereferrals', 'Re-referrals', 'referral', 1, false, 'Re-referrals', null)
) as rows (indicator_id, label, stage, stage_order, is_headline, numerator, caveat)
cross join (select 'Children aged 0 to 17' as denominator);

insert into marts.dim_local_authorities by name
select
    format('E99{:06d}', place) as la_code,
    case when place = 1 then '=HYPERLINK(1)' else 'Fictionshire ' || place end as la_name,
    case when place = 12 then date '2020-03-31' end as valid_to
from range(1, 13) as places (place);

insert into marts.fct_la_deprivation by name
select la_code, imd_edition, 5 + 2.5 * right(la_code, 2)::integer as income_deprivation_pct
from marts.dim_local_authorities
cross join (values (2019), (2025)) as editions (imd_edition);

insert into marts.fct_la_indicators by name
select
    la_code, financial_year_end, indicator_id, 'total' as breakdown, 'total' as breakdown_value,
    case when status = 'observed' then 100 + place end as count,
    status as count_status,
    10000 as denominator_count,
    case when status = 'observed' then 100.0 + place end as value,
    status as value_status,
    case when status = 'observed' then 81.5 + place end as ci_low,
    case when status = 'observed' then 121.25 + place end as ci_high,
    $is_synthetic as is_synthetic,
    place != 12 as is_in_use,
    'dfe__counts@2025' as _release_id
from (
    select
        la_code, right(la_code, 2)::integer as place, financial_year_end, indicator_id,
        case right(la_code, 2)
            when '04' then 'suppressed' when '05' then 'not_applicable' when '12' then 'not_applicable' else 'observed'
        end as status
    from marts.dim_local_authorities
    cross join (
        values ('referrals', 2023), ('referrals', 2024), ('referrals', 2025), ('cla_at_31_march', 2025)
    ) as measures (indicator_id, financial_year_end)
);

insert into marts.fct_england_indicators by name
select 'national' as geographic_level, 'referrals' as indicator_id, 2025 as financial_year_end, 'total' as breakdown,
    1270 as count, 115.45 as value;

insert into results.gradients
select
    if($is_synthetic, 'sample', 'public_record'), level, indicator_id, 'referral', financial_year_end, 'total', 'total',
    exposure, model, term, estimate, 0.005, 0, 0,
    if(term = 'exposure', score, null), if(term = 'exposure', score - 0.1, null),
    if(term = 'exposure', score + 0.15, null), if(term = 'exposure', 1.05, null),
    n_areas, 9, 1000, 2, true, 'dfe__counts@2025, mhclg__lsoa_indices@2025', null, null
from (values
    ('between_la', 'poisson', 1.0825, 9), ('between_la', 'nb2', 1.2525, 9),
    ('neighbourhood', 'pooled_poisson', 1.6125, 300)
) as models (level, model, score, n_areas)
cross join (values ('referrals', 2023), ('referrals', 2025)) as measures (indicator_id, financial_year_end)
cross join (values ('income_deprivation_2019'), ('income_deprivation_2025')) as exposures (exposure)
cross join (values ('intercept', -4.5), ('exposure', 0.01)) as terms (term, estimate)
where level = 'between_la' or $is_synthetic;

insert into results.sensitivity by name
select if($is_synthetic, 'sample', 'public_record') as dataset_id, 'between_la' as level, 'referrals' as indicator_id,
    'referral' as stage, 2025 as financial_year_end, exposure, 'all' as subset, 'poisson' as model, 1.1 as score,
    0.9 as score_low, 1.3 as score_high, 1.05 as score_per_sd, true as is_reference, true as sign_agrees, 9 as n_la,
    100 as events_count, 0 as excluded_count, true as converged, 'dfe__counts@2025' as release_ids
from (values ('income_deprivation_2025'), ('idaci_2025')) as exposures (exposure);

insert into results.inequality_indices
select if($is_synthetic, 'sample', 'public_record'), 'between_la', 'referrals', 2025, 'income_deprivation_2025',
    index_name, estimate, ci_low, ci_high, 'dfe__counts@2025'
from (values ('sii', 12.345, -3.21, 27.9), ('rii', 1.234, 0.951, 1.602))
as rows (index_name, estimate, ci_low, ci_high);

insert into results.not_fitted by name
select if($is_synthetic, 'sample', 'public_record') as dataset_id, 'between_la' as level,
    'cla_at_31_march' as indicator_id, 2025 as financial_year_end, 'income_deprivation_2025' as exposure,
    'poisson' as study, 'only 9 areas have a count, children and an exposure' as reason;
"""


@cache
def _warehouse(*, is_synthetic: bool) -> bytes:
    """The file of a warehouse, made once: empty marts with exactly the columns that their contracts name, and rows."""
    with TemporaryDirectory() as folder:
        build = Path(folder) / "build.duckdb"
        with duckdb.connect(str(build)) as connection:
            connection.execute(META)
            connection.execute(RESULTS)
            connection.execute("create schema marts")
            for schema, names in CONTRACTS.items():
                contracts = DBT_PROJECT / "models" / schema / f"_{schema}__models.yml"
                for model in yaml.safe_load(contracts.read_text(encoding="utf-8"))["models"]:
                    if model["name"] in names:
                        columns = ", ".join(f"{column['name']} {column['data_type']}" for column in model["columns"])
                        connection.execute(f"create table {schema}.{model['name']} ({columns})")
            for statement in ROWS.split(";\n"):
                named = {"is_synthetic": is_synthetic} if "$is_synthetic" in statement else None
                connection.execute(statement, named)
        return build.read_bytes()


def _publish(data: Path, *, is_synthetic: bool, build_id: str = "20250101T000000000000Z") -> Path:
    """Build the warehouse where the app looks for one; returns the versioned file."""
    tree = DataTree(data / "sample" if is_synthetic else data)
    tree.builds.mkdir(parents=True, exist_ok=True)
    build = tree.builds / f"{build_id}.duckdb"
    build.write_bytes(_warehouse(is_synthetic=is_synthetic))
    tree.current.unlink(missing_ok=True)
    tree.current.symlink_to(build)
    return build


@pytest.fixture(scope="session", autouse=True)
def _components_looked_for_once() -> Iterator[None]:
    """Whenever an app starts Streamlit reads what every installed package says of itself: here the first app does."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture
def publish() -> Callable[..., Path]:
    return _publish


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data directory that the app reads."""
    monkeypatch.setenv("CSC_DATA_DIR", str(tmp_path))
    return tmp_path


@pytest.fixture
def synthetic(data: Path) -> Path:
    return _publish(data, is_synthetic=True)


@pytest.fixture
def real(data: Path) -> Path:
    """The same invented authorities in a warehouse that is not flagged as synthetic."""
    return _publish(data, is_synthetic=False)
