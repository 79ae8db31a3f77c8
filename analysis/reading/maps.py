"""Boundaries with what is drawn on them: authorities of England, neighbourhoods of one authority."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.choice import Choice
from analysis.reading import frame
from analysis.reading.areas import CODES

AUTHORITY_SHAPES = f"""
with {CODES}
select codes.current_code as place, boundaries.geometry_geojson
from marts.dim_la_boundaries as boundaries
inner join codes on boundaries.la_code = codes.la_code
inner join marts.dim_local_authorities as authorities
    on codes.current_code = authorities.la_code and authorities.is_current
order by place
"""

NEIGHBOURHOODS = f"""
with {CODES}
select
    deprivation.lsoa_code, deprivation.lsoa_edition, deprivation.imd_edition, deprivation.imd_decile,
    deprivation.income_deprivation_pct, deprivation.children_0_17_count, deprivation.children_per_hectare,
    lsoas.rural_urban_name, lsoas.is_rural, deprivation.is_synthetic
from marts.fct_lsoa_deprivation as deprivation
inner join codes on deprivation.la_code = codes.la_code and codes.current_code = $la_code
left join marts.dim_lsoas as lsoas
    on deprivation.lsoa_code = lsoas.lsoa_code and deprivation.lsoa_edition = lsoas.lsoa_edition
where deprivation.imd_edition = $imd_edition
order by deprivation.imd_decile, deprivation.lsoa_code
"""

NEIGHBOURHOOD_SHAPES = f"""
with {CODES}
select boundaries.lsoa_code as place, boundaries.geometry_geojson
from marts.dim_lsoa_boundaries as boundaries
inner join marts.fct_lsoa_deprivation as deprivation
    on
        boundaries.lsoa_code = deprivation.lsoa_code and boundaries.lsoa_edition = deprivation.lsoa_edition
        and deprivation.imd_edition = $imd_edition
inner join codes on deprivation.la_code = codes.la_code and codes.current_code = $la_code
order by place
"""

PROFILE = f"""
with {CODES},
tenths as (
    select
        imd_decile,
        sum(children_0_17_count) as country,
        sum(children_0_17_count) filter (
            la_code in (select codes.la_code from codes where codes.current_code = $la_code)
        ) as own,
        count(*) filter (
            la_code in (select codes.la_code from codes where codes.current_code = $la_code)
        ) as lsoas_count
    from marts.fct_lsoa_deprivation
    where imd_edition = $imd_edition
    group by imd_decile
)
select
    $imd_edition as imd_edition, imd_decile, lsoas_count,
    case when lsoas_count = 0 then 0 else own end as children_count,
    100.0 * case when lsoas_count = 0 then 0 else own end / nullif(sum(own) over (), 0) as children_pct,
    100.0 * country / nullif(sum(country) over (), 0) as england_children_pct
from tenths
order by imd_decile
"""


@lru_cache(maxsize=20)
def _shapes(build: Path, sql: str, la_code: str | None = None, imd_edition: int | None = None) -> dict[str, Any]:
    """Geometry by place."""
    found = frame(build, sql, la_code=la_code, imd_edition=imd_edition)
    return {place: json.loads(shape) for place, shape in zip(found["place"], found["geometry_geojson"], strict=True)}


def authority_shapes(build: Path) -> dict[str, Any]:
    """Authorities of today that had the same boundary when boundaries were drawn, by code."""
    return _shapes(build, AUTHORITY_SHAPES)


def neighbourhood_shapes(build: Path, la_code: str, imd_edition: int) -> dict[str, Any]:
    return _shapes(build, NEIGHBOURHOOD_SHAPES, la_code, imd_edition)


def neighbourhoods(build: Path, la_code: str, imd_edition: int) -> pd.DataFrame:
    """Exposure alone: no public table has outcomes this fine."""
    return frame(build, NEIGHBOURHOODS, la_code=la_code, imd_edition=imd_edition)


def profile(build: Path, choice: Choice, la_code: str) -> pd.DataFrame:
    """Children by national tenth of deprivation, here and in the country; tenths without a neighbourhood count none."""
    return frame(build, PROFILE, choice, la_code=la_code)
