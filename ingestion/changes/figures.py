"""Revised figures by who states them: counts and rates of the publisher, and what this project computes from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import duckdb

from ingestion.changes.warehouse import Table, TableName, differs, matched
from ingestion.sql import Row, literal, quoted, rows_of

Kind = Literal["count", "rate", "computed"]

LARGE_SHARE = 0.1
LARGE_AMOUNT = 20
RULE = (
    f"A revision is large when the publisher changed a figure by {LARGE_SHARE:.0%} or more and by at least "
    f"{LARGE_AMOUNT} of its unit (children, events, days, posts, pounds or percentage points). A rate whose count is "
    "published too is not looked at for this: it follows from the count."
)

OF_INDICATORS: Mapping[str, Kind] = {
    "count": "count", "published_value": "rate", "denominator_count": "computed", "value": "computed",
    "ci_low": "computed", "ci_high": "computed", "lower_bound": "computed", "upper_bound": "computed",
}  # fmt: skip
WITHOUT_A_COUNT = "a.count_status = 'not_applicable'"
REPEATED = f"({WITHOUT_A_COUNT} or a.value is not distinct from a.count)"  # `value` is then the published figure itself
SUPERSEDED = (
    "not exists (select 1 from after.marts.fct_la_indicators as newest where newest.vintage = a.vintage "
    "and newest.la_code = a.la_code and newest.financial_year_end = a.financial_year_end "
    "and newest.indicator_id = a.indicator_id and newest.breakdown = a.breakdown "
    "and newest.breakdown_value = a.breakdown_value)"
)
DIVIDED = "case when a.breakdown = 'total' then '' else a.breakdown || ' ' || a.breakdown_value end"


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """How to read the figures of one mart. All but `columns` are SQL of the later build's row, a.

    `has_vintage`: the row says which release it is from. `is_superseded`: only cells that a newer release has too.
    """

    columns: Mapping[str, Kind]
    indicator: str = "a.indicator_id"
    area: str = "a.la_code"
    year: str = "a.financial_year_end"
    part: str = "''"
    has_vintage: bool = False
    is_superseded: bool = False


FIGURES: dict[TableName, FigureTable] = {
    ("marts", "fct_la_indicators"): FigureTable(columns=OF_INDICATORS, part=DIVIDED, has_vintage=True),
    ("marts", "fct_england_indicators"): FigureTable(
        columns=OF_INDICATORS, area="a.area_code", part=DIVIDED, has_vintage=True
    ),
    ("marts", "fct_la_indicators_by_vintage"): FigureTable(
        columns=OF_INDICATORS, part=DIVIDED, has_vintage=True, is_superseded=True
    ),
    ("marts", "fct_la_indicators_current_boundaries"): FigureTable(
        columns=dict.fromkeys(("count", "denominator_count", "value", "lower_bound", "upper_bound"), "computed"),
        part=DIVIDED,
    ),
    ("marts", "fct_la_populations"): FigureTable(
        columns={"population_count": "count"},
        indicator="'Population'",
        year="a.mid_year",
        part="concat_ws(' ', a.age_band, nullif(a.sex, 'total'), nullif(a.ethnic_group, 'total'))",
        has_vintage=True,
    ),
    ("marts", "fct_lsoa_populations"): FigureTable(
        columns={"population_count": "count"},
        indicator="'Population of neighbourhoods'",
        area="a.lsoa_code",
        year="a.mid_year",
        part="a.age_band",
    ),
    ("marts", "fct_lsoa_interventions"): FigureTable(
        columns={"events_count": "count", "children_0_17_count": "computed"},
        area="a.lsoa_code",
        part="case when a.stratum_type = 'total' then '' else a.stratum_type || ' ' || a.stratum end",
    ),
    ("marts", "fct_lsoa_deprivation"): FigureTable(
        columns={
            **dict.fromkeys(("income_deprivation_pct", "idaci_pct", "imd_score", "imd_rank", "imd_decile"), "rate"),
            **dict.fromkeys(("population_count", "children_0_15_count", "children_0_17_count"), "computed"),
            "children_per_hectare": "computed",
        },
        indicator="'Indices of Deprivation of neighbourhoods'",
        area="a.lsoa_code",
        year="a.imd_edition",
    ),
    ("marts", "fct_la_deprivation"): FigureTable(
        columns=dict.fromkeys(
            (
                "income_deprivation_pct", "child_income_deprivation_pct", "idaci_pct", "within_la_sd_pp",
                "children_in_decile_1_pct", "rural_children_pct", "children_per_hectare", "population_count",
                "children_0_15_count", "children_0_17_count",
            ),
            "computed",
        ),
        indicator="'Deprivation of authorities'",
        year="a.imd_edition",
    ),
}  # fmt: skip

REVISED = """
create or replace temp table revised (
    kind varchar, is_superseded boolean, is_own boolean, indicator_id varchar, area_code varchar, year integer,
    part varchar, before double, after double, vintage_before decimal(5, 1), vintage_after decimal(5, 1)
)
"""

NAMED = """
create or replace temp view named as
select
    revised.*,
    coalesce(labels.label, revised.indicator_id) as label,
    places.area_name,
    abs(revised.after - revised.before) as amount,
    abs(revised.after - revised.before) / greatest(abs(revised.before), 1) as share
from revised
left join labels on revised.indicator_id = labels.indicator_id
left join places on revised.area_code = places.area_code
"""

PUBLISHED = (
    "counts_revised", "counts_given", "counts_no_longer_given", "rates_revised", "rates_given", "rates_no_longer_given",
)  # fmt: skip
BY_INDICATOR = """
select
    label,
    count(*) filter (kind = 'count' and before is not null and after is not null) as counts_revised,
    count(*) filter (kind = 'count' and before is null) as counts_given,
    count(*) filter (kind = 'count' and after is null) as counts_no_longer_given,
    count(*) filter (kind = 'rate' and before is not null and after is not null) as rates_revised,
    count(*) filter (kind = 'rate' and before is null) as rates_given,
    count(*) filter (kind = 'rate' and after is null) as rates_no_longer_given,
    count(*) filter (kind = 'computed') as computed_changed
from named
where not is_superseded
group by label
order by counts_revised desc, rates_revised desc, computed_changed desc, label
"""

CELLS = """
select label, part, area_name, area_code, year, before, after, vintage_before, vintage_after
from named
where {where}
order by amount desc nulls last, label, part, area_code, year
limit {limit}
"""

IS_LARGE = f"is_own and not is_superseded and share >= {LARGE_SHARE} and amount >= {LARGE_AMOUNT}"
COUNTED = """
select
    count(*) filter ({is_large}) as large_count,
    count(*) filter (is_superseded and kind != 'computed') as superseded_count,
    count(*) filter (is_superseded and kind = 'computed') as superseded_computed_count,
    count(*) filter (not is_superseded and kind != 'computed' and vintage_after < vintage_before) as earlier_count
from named
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Revised figures of the newest releases. `by_indicator` counts every one; the lists give the largest first.

    `superseded_count`, `superseded_computed_count`: of releases that a newer one has replaced, of the publisher and
    computed. `earlier_count`: back to an earlier release.
    """

    by_indicator: list[Row]
    large: list[Row]
    large_count: int
    counts: list[Row]
    rates: list[Row]
    superseded: list[Row]
    superseded_count: int
    superseded_computed_count: int
    earlier_count: int
    rule: str = RULE

    def total(self, *names: str) -> int:
        return sum(row[name] for row in self.by_indicator for name in names)

    @property
    def published_count(self) -> int:
        """How many figures of the publisher are others, or only in one of the builds."""
        return self.total(*PUBLISHED)

    @property
    def is_return(self) -> bool:
        """Whether all of them are back to an earlier release."""
        return 0 < self.published_count == self.earlier_count


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisedTable:
    """One table in both builds, its key, and the columns in which some cell differs."""

    before: Table
    after: Table
    key: list[str]
    columns: set[str]


def _condition(column: str, figures: FigureTable) -> str:
    conditions = ["true"]
    if figures.is_superseded:
        conditions.append(SUPERSEDED)
    if column == "value" and "published_value" in figures.columns:
        conditions.append(f"not {REPEATED}")
    return " and ".join(conditions)


def _insert(connection: duckdb.DuckDBPyConnection, table: RevisedTable, column: str, of: FigureTable) -> None:
    kind = of.columns[column]
    is_own = {"count": "true", "rate": WITHOUT_A_COUNT if "count" in of.columns else "false", "computed": "false"}[kind]
    vintages = "b.vintage, a.vintage" if of.has_vintage else "null, null"
    connection.execute(
        f"insert into revised select {literal(kind)}, {of.is_superseded}, {is_own}, {of.indicator}, {of.area}, "  # noqa: S608
        f"{of.year}, {of.part}, b.{quoted(column)}, a.{quoted(column)}, {vintages} "
        f"from {table.before.of('before')} as b join {table.after.of('after')} as a on {matched(table.key)} "
        f"where {differs(column, table.before.columns[column])} and {_condition(column, of)}"
    )


def revised_figures(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[TableName, RevisedTable], *, most: int
) -> Figures:
    """Every revised figure of the marts that both builds have; `most` bounds the lists, not the numbers.

    Needs the views of `names`.
    """
    connection.execute(REVISED)
    for name, of in FIGURES.items():
        if name in tables:
            for column in of.columns:
                if column in tables[name].columns:
                    _insert(connection, tables[name], column, of)
    connection.execute(NAMED)
    (counted,) = rows_of(connection, COUNTED.format(is_large=IS_LARGE))

    def cells(where: str) -> list[Row]:
        return rows_of(connection, CELLS.format(where=where, limit=most))

    return Figures(
        by_indicator=rows_of(connection, BY_INDICATOR),
        large=cells(IS_LARGE),
        counts=cells("kind = 'count' and not is_superseded"),
        rates=cells("kind = 'rate' and not is_superseded and before is not null and after is not null"),
        superseded=cells("is_superseded and kind != 'computed'"),
        **counted,
    )
