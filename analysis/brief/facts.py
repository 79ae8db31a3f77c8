"""What a brief says of one authority: what the pages of the app read, for every stage in its newest year."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis import reading
from analysis.choice import Choice
from analysis.reading import Row, areas, gradients, maps, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A headline measure in its newest year, and the rates of all years as `areas.series` gives them."""

    choice: Choice
    series: pd.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Frames are those of `analysis.reading`, of one build and one edition of the Indices, the newest."""

    build: Path
    area: Row
    is_synthetic: bool
    imd_edition: int
    stages: list[Stage]
    headlines: pd.DataFrame
    expected: pd.DataFrame
    neighbourhoods: pd.DataFrame
    profile: pd.DataFrame
    neighbour_model: int | None
    neighbours: list[str]
    breaks: list[Row]
    coverage: pd.DataFrame
    releases: list[Row]
    estimated: list[Row]


def facts_of(build: Path, area: Row) -> Facts:
    """Of an authority of today, as `areas.current` lists them."""
    la_code = area["la_code"]
    headlines = areas.headlines(build, la_code)
    choices = _choices(build, headlines)
    model = next(iter(areas.neighbour_models(build)), None)
    return Facts(
        build=build,
        area=area,
        is_synthetic=choices[0].is_synthetic,
        imd_edition=choices[0].imd_edition,
        stages=[Stage(choice=choice, series=areas.series(build, choice, area, model)) for choice in choices],
        headlines=headlines,
        expected=_expected(build, choices, la_code),
        neighbourhoods=maps.neighbourhoods(build, la_code, choices[0].imd_edition),
        profile=maps.profile(build, choices[0], la_code),
        neighbour_model=model,
        neighbours=areas.neighbours(build, la_code, model)["la_name"].tolist(),
        breaks=_once([areas.breaks(build, choice, la_code) for choice in choices], "note"),
        coverage=areas.coverage(build, la_code),
        releases=_once([sources.releases(build, choice) for choice in choices], "release_id"),
        estimated=sources.estimated(build, choices[0]),
    )


def _choices(build: Path, headlines: pd.DataFrame) -> list[Choice]:
    dataset, newest = reading.dataset(build), gradients.editions(build)[0]
    return [
        Choice(
            dataset_id=dataset["dataset_id"],
            is_synthetic=dataset["is_synthetic"],
            indicator_id=row["indicator_id"],
            label=row["label"],
            financial_year_end=row["financial_year_end"],
            imd_edition=newest,
        )
        for row in reading.records(headlines)
    ]


def _expected(build: Path, choices: list[Choice], la_code: str) -> pd.DataFrame:
    """One row per stage whose newest year has an expected number."""
    if not reading.has_table(build, "results", "la_expected"):
        return pd.DataFrame()
    found = [areas.expected(build, choice, la_code) for choice in choices]
    own = [rows[rows["indicator_id"] == choice.indicator_id] for rows, choice in zip(found, choices, strict=True)]
    return pd.concat(own, ignore_index=True)


def _once(lists: list[list[Row]], name: str) -> list[Row]:
    """The rows of all lists, those with the same value under the name once, in order of year or name."""
    found = {(row.get("financial_year_end"), row[name]): row for rows in lists for row in rows}
    return [found[key] for key in sorted(found)]
