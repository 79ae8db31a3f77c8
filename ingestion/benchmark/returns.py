"""One authority's records as a return: the XML layout of the children in need census of 2021."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from ingestion.benchmark.calibration import years
from ingestion.benchmark.census import Tables

HEADER = """<?xml version="1.0" encoding="utf-8"?>
<Message>
<Header><CollectionDetails><Collection>CIN</Collection><Year>{year}</Year><ReferenceDate>{year}-03-31</ReferenceDate>
</CollectionDetails><Source><SourceLevel>L</SourceLevel><LEA>900</LEA><SoftwareCode>synthetic benchmark</SoftwareCode>
</Source></Header>
<Children>
"""
FOOTER = "</Children>\n</Message>\n"
NESTED = ("Assessments", "Section47", "ChildProtectionPlans")
Row = Mapping[str, object]


def _elements(row: Row) -> Iterator[str]:
    for name, value in row.items():
        if value is None or name in {"LAchildID", "CINdetailsID", "CPPID"}:
            continue
        if name == "AssessmentFactors":
            factors = "".join(f"<{name}>{escape(code)}</{name}>" for code in str(value).split(","))
            yield f"<FactorsIdentifiedAtAssessment>{factors}</FactorsIdentifiedAtAssessment>"
        else:
            yield f"<{name}>{escape(str(value))}</{name}>"


def _by(rows: Iterable[Row], *key: str) -> dict[tuple[object, ...], list[Row]]:
    grouped: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in rows:
        grouped[tuple(row[name] for name in key)].append(row)
    return grouped


def write_return(path: Path, tables: Tables) -> None:
    """Every case of every child, nested as the return nests them; care and address are not in it."""
    rows = {name: table.to_pylist() for name, table in tables.items()}
    details = _by(rows["CINdetails"], "LAchildID")
    nested = {name: _by(rows[name], "CINdetailsID") for name in NESTED}
    ethnicities = {row["LAchildID"]: row["Ethnicity"] for row in rows["ChildCharacteristics"]}
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER.format(year=years()[-1]))
        for child in rows["ChildIdentifiers"]:
            identity = child["LAchildID"]
            if (identity,) not in details:
                continue
            file.write(f"<Child><ChildIdentifiers><LAchildID>{identity}</LAchildID>{''.join(_elements(child))}")
            file.write("</ChildIdentifiers><ChildCharacteristics>")
            file.write(f"<Ethnicity>{ethnicities[identity]}</Ethnicity></ChildCharacteristics>")
            for case in details[identity,]:
                parts = "".join(
                    f"<{name}>{''.join(_elements(row))}</{name}>"
                    for name in NESTED
                    for row in nested[name].get((case["CINdetailsID"],), ())
                )
                file.write(f"<CINdetails>{''.join(_elements(case))}{parts}</CINdetails>")
            file.write("</Child>\n")
        file.write(FOOTER)
