"""Where figures come from, and what about them was estimated."""

from collections.abc import Sequence

import pandas as pd

from analysis.sentences import Row

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0."
ESTIMATED_COLUMNS = {
    "idaci_score": "the share of children in income-deprived households of each neighbourhood (IDACI)",
    "income_score": "the income deprivation of each neighbourhood",
    "population_count": "the number of people in each neighbourhood, which weights it within its authority",
    "children_0_15_count": "the number of children in each neighbourhood",
}


def licence(*, is_synthetic: bool) -> str:
    return "Invented data, not public sector information." if is_synthetic else LICENCE


def citation(build_id: str, publications: str, *, is_synthetic: bool) -> str:
    """How to cite figures of a build that rest on the publications named."""
    return (
        f"Social gradients in children's social care, England: our analysis of {publications}. "
        f"Build {build_id} of csc-inequalities. {licence(is_synthetic=is_synthetic)} Not official statistics."
    )


def sources(releases: Sequence[Row]) -> list[str]:
    """One line for each publication that the page rests on, with its files."""
    lines: dict[str, list[str]] = {}
    for row in releases:
        lines.setdefault(_publication(row), []).append(f"`{row['release_id']}`")
    return [f"{publication}: {', '.join(ids)}" for publication, ids in lines.items()]


def _publication(row: Row) -> str:
    if row["is_synthetic"]:
        return f"Synthetic, made in the layout of {row['publisher']}, {row['title']}, {row['vintage']:g}"
    on = row["published_on"]
    published: str = "publication date not recorded" if pd.isna(on) else f"published {on.day} {on:%B %Y}"
    return f"{row['publisher']}, {row['title']}, {row['vintage']:g} ({published})"


def estimated(row: Row) -> str:
    """Which column was estimated, how, and how far off it can be."""
    what = ESTIMATED_COLUMNS.get(row["column"], row["column"])
    return (
        f"Estimated, not as published: {what} (`{row['column']}`, {row['vintage']:g}). "
        f"Method: {row['method']}. Error: {row['error']}."
    )
