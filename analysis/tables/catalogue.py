"""The catalogue as tables of words for the screen."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.choice import lower_first, upper_first
from analysis.sentences.absences import why
from analysis.sentences.numbers import number

UNITS = {
    "per_10k": "per 10,000 children",
    "pct": "per cent",
    "count": "number",
    "gbp": "pounds",
    "days": "days",
    "fte": "full-time equivalents",
}
NOT_RECORDED = "not recorded"


def _words(values: pd.Series, otherwise: str = "") -> pd.Series:
    return values.map(lambda value: otherwise if pd.isna(value) else str(value))


def _figure(value: Any, status: Any) -> str:
    return upper_first(why(status)) if pd.isna(value) else number(float(str(value)), 0)


def glossary(terms: Mapping[str, str]) -> pd.DataFrame:
    """Meanings by term, without the marks of code."""
    meanings = [meaning.replace("`", "") for meaning in terms.values()]
    return pd.DataFrame({"Meaning": meanings}, index=pd.Index(list(terms), name="Term"))


def dictionary(found: pd.DataFrame) -> pd.DataFrame:
    def meaning(row: Mapping[Any, Any]) -> str:
        over = "" if pd.isna(row["denominator"]) else f", over: {lower_first(row['denominator'])}"
        caveat = "" if pd.isna(row["caveat"]) else f". {row['caveat']}"
        return f"{'' if pd.isna(row['numerator']) else row['numerator']}{over}{caveat}"

    table = pd.DataFrame(
        {
            "Indicator": found["label"],
            "Name in the data": found["indicator_id"],
            "Unit": found["unit"].map(lambda unit: UNITS.get(unit, unit)),
            "What it counts": [meaning(row) for row in found.to_dict("records")],
            "Year": _words(found["year_type"]),
        }
    )
    return table.set_index("Indicator")


def publications(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Publication": found["title"],
            "Publisher": found["publisher"],
            "Vintage": found["vintage"].map("{:g}".format),
            "Published": found["published_on"].map(lambda on: NOT_RECORDED if pd.isna(on) else f"{on:%d %B %Y}"),
            "Files": found["files_count"].map(str),
            "Of them stand-ins": found["stand_ins_count"].map(lambda count: str(count) if count else ""),
            "Licence": _words(found["licence"]),
        }
    )
    return table.set_index("Publication")


def estimated(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Column": found["column"],
            "Table": found["table"],
            "Vintage": found["vintage"].map("{:g}".format),
            "Method": found["method"],
            "Error": found["error"],
        }
    )
    return table.set_index("Column")


def coverage(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Local authority": found["la_name"],
            "Year": found["financial_year_end"].map(str),
            "Figures present": [
                f"{seen} of {cells}" for seen, cells in zip(found["observed_count"], found["cells_count"], strict=True)
            ],
            "Why": found["reason"].map(lambda reason: upper_first(why(reason))),
        }
    )
    return table.set_index("Local authority")


def revisions(found: pd.DataFrame) -> pd.DataFrame:
    cells = found.to_dict("records")
    table = pd.DataFrame(
        {
            "Place": found["area_name"],
            "Year": found["financial_year_end"].map(str),
            "Between vintages": [f"{row['from_vintage']:g} and {row['to_vintage']:g}" for row in cells],
            "Was": [_figure(row["old"], row["old_status"]) for row in cells],
            "Is": [_figure(row["new"], row["new_status"]) for row in cells],
        }
    )
    return table.set_index("Place")


def checks(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Of what": found["of_what"],
            "Checks": found["checks_count"].map("{:,}".format),
            "Failed": found["failed_count"].map(lambda count: str(count) if count else "none"),
            "Accepted": found["accepted_count"].map(lambda count: str(count) if count else "none"),
        }
    )
    return table.set_index("Of what")


def breaks(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Year": found["financial_year_end"].map(str),
            "Kind": found["kind"].map(lambda kind: upper_first(kind.replace("_", " "))),
            "Place": found["place"],
            "Measure": found["measure"],
            "What happened": found["note"],
        }
    )
    return table.set_index("Year")


def columns(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {"Column": found["column_name"], "Type": found["data_type"], "What it is": _words(found["comment"])}
    )
    return table.set_index("Column")
