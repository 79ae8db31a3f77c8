"""How a figure is found: by what its evidence asks for, in one build. None where the build does not hold it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from analysis.claims import warehouse
from analysis.claims.ledger import Evidence
from analysis.claims.published import RATES_BY_TENTH
from analysis.claims.rules import Figure
from analysis.estimation import CannotFit
from analysis.public_record.association import rank_correlation

DATASETS = {"public_record": "public_record", "benchmark": "benchmark_a"}
INTERVAL = ("estimate", "ci_low", "ci_high")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one build, with the data set that may answer it."""

    connection: duckdb.DuckDBPyConnection
    dataset_id: str
    asks: Mapping[str, Any]

    def rows(self) -> pd.DataFrame:
        """The rows of results that are asked for."""
        where = {"dataset_id": self.dataset_id, **self.asks.get("where", {})}
        return warehouse.results(self.connection, self.asks["table"], where)

    def number(self, statement: str, **bound: object) -> float | None:
        """The first value of a statement; None for nothing and for NULL."""
        value = self.connection.execute(statement, bound or None).fetchone()
        return None if value is None or value[0] is None else float(value[0])


def _one(asked: Asked) -> pd.Series | None:
    rows = asked.rows()
    if len(rows) > 1:
        raise ValueError(f"{len(rows)} rows answer {dict(asked.asks)}: it has to name one")
    return None if rows.empty else rows.iloc[0]


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]


def _result(asked: Asked) -> Figure | None:
    """One row of results: `columns` name the estimate and, where it has them, its ends."""
    row = _one(asked)
    if row is None:
        return None
    estimate, *ends = [_number(row[column]) for column in asked.asks.get("columns", INTERVAL)]
    return None if estimate is None else Figure(estimate, *ends)


def _text(asked: Asked) -> Figure | None:
    """1 where the column of the row holds one of the values, 0 where it holds another."""
    row = _one(asked)
    return None if row is None else Figure(float(str(row[asked.asks["column"]]) in asked.asks["values"]))


def _spread(asked: Asked) -> Figure | None:
    """The median of a column over the rows, with the range of its middle 95 per cent."""
    values = asked.rows().get(asked.asks["column"], pd.Series(dtype=float)).dropna()
    return None if values.empty else Figure(*(float(values.quantile(share)) for share in (0.5, 0.025, 0.975)))


def _correlated(pairs: pd.DataFrame) -> Figure | None:
    try:
        found = rank_correlation(pairs["first"], pairs["second"])
    except CannotFit:
        return None
    return Figure(found.estimate, found.ci_low, found.ci_high)


def _correlation(asked: Asked) -> Figure | None:
    """Rank correlation of two columns over the rows."""
    first, second = asked.asks["columns"]
    rows = asked.rows()
    return None if rows.empty else _correlated(rows[[first, second]].set_axis(["first", "second"], axis=1).dropna())


def _scores_and_recurrence(asked: Asked) -> Figure | None:
    """Rank correlation over authorities of the score with the share that recurs."""
    bound = {"dataset_id": asked.dataset_id, **asked.asks}
    pairs = warehouse.rows(asked.connection, warehouse.SCORES_AND_RECURRENCE, bound).dropna()
    return None if pairs.empty else _correlated(pairs)


def _published(asked: Asked) -> Figure | None:
    """A rate of a published table by tenth (1 = least deprived), or its ratio to that of another tenth."""
    rates = RATES_BY_TENTH[asked.asks["table"]]
    over = asked.asks.get("over")
    return Figure(rates[asked.asks["tenth"] - 1] / (rates[over - 1] if over else 1))


def _england(asked: Asked) -> Figure | None:
    """A count or value of England, over another cell's, or under a published number."""
    asks = dict(asked.asks)
    column, over, constant = asks.pop("column"), asks.pop("over", {}), asks.pop("constant_over", None)
    top = _england_cell(asked, asks, column)
    bottom = _england_cell(asked, asks | over, column) if over else 1.0
    if top is None or not bottom:
        return None
    return Figure(constant * bottom / top if constant else top / bottom)


def _per_resident(asked: Asked) -> Figure | None:
    """England's events per resident of one ethnic group over those of another."""
    asks = dict(asked.asks)
    rates = []
    for group in asks.pop("groups"):
        cell = asks | {"breakdown": "ethnicity", "breakdown_value": group}
        events = _england_cell(asked, cell, "events_count")
        residents = asked.number(warehouse.RESIDENTS, ethnic_group=group)
        if not events or not residents:
            return None
        rates.append(events / residents)
    return Figure(rates[0] / rates[1])


def _england_cell(asked: Asked, asks: Mapping[str, Any], column: str) -> float | None:
    bound = {"breakdown": "total", "breakdown_value": "total", **asks}
    rows = warehouse.rows(asked.connection, warehouse.ENGLAND, bound)
    return None if len(rows) != 1 else _number(rows.iloc[0][column])


def _counted(statement: str) -> Callable[[Asked], Figure | None]:
    def find(asked: Asked) -> Figure | None:
        value = asked.number(statement)
        return Figure(value) if value else None

    return find


FINDERS: Mapping[str, Callable[[Asked], Figure | None]] = {
    "result": _result,
    "text": _text,
    "spread": _spread,
    "correlation": _correlation,
    "scores_and_recurrence": _scores_and_recurrence,
    "published": _published,
    "england": _england,
    "per_resident": _per_resident,
    "neighbourhoods": _counted(warehouse.NEIGHBOURHOODS),
    "compared_years": _counted(warehouse.COMPARED_YEARS),
}


def finder(connection: duckdb.DuckDBPyConnection) -> Callable[[Evidence], Figure | None]:
    """What answers for one build. `dataset_id` in what is asked names another benchmark than A."""

    def find(evidence: Evidence) -> Figure | None:
        asks = {name: value for name, value in evidence.asks.items() if name != "dataset_id"}
        dataset_id = str(evidence.asks.get("dataset_id", DATASETS.get(evidence.level, "")))
        return FINDERS[evidence.find](Asked(connection, dataset_id, asks))

    return find
