"""How often the curvature protocol is right, from the report that `make recovery` writes."""

import pandas as pd

from ingestion.paths import REPOSITORY

REPORT = REPOSITORY / "docs" / "recovery.md"


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("*", "") for cell in line.strip().strip("|").split("|")]


def tables() -> dict[str, pd.DataFrame]:
    """The tables of results by their heading; a row for each thing that was counted over many draws."""
    _, *parts = REPORT.read_text(encoding="utf-8").split("\n## ")
    found = {}
    for part in parts:
        title, *lines = part.splitlines()
        heads, _, *rows = [_cells(line) for line in lines if line.startswith("|")]
        found[title] = pd.DataFrame(rows, columns=["Over many draws", *heads[1:]]).set_index("Over many draws")
    return found
