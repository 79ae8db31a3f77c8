"""The figures of My area and Compare."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import file_names
from analysis.choice import Choice
from analysis.reading import Row, maps
from analysis.reading import areas as read
from analysis.sentences import areas as sentences
from analysis.tables import areas as tables
from streamlit_app import furniture
from streamlit_app.charts import areas as charts
from streamlit_app.charts.intervals import interval_rows, marks
from streamlit_app.figures import Figure, drawn, prepared


def _rate_title(choice: Choice) -> str:
    return f"{choice.what} per 10,000 children"


@prepared
def by_year(build: Path, choice: Choice, area: Row, model_version: int | None) -> Figure:
    """The rate of an authority beside the country, its region and its statistical neighbours."""
    series = read.series(build, choice, area, model_version)
    breaks = read.breaks(build, choice, area["la_code"])
    own = series[series["series"] == "area"]
    known = series.dropna(subset="rate_per_10k")["financial_year_end"]
    unknown = own["rate_per_10k"].isna() & own["financial_year_end"].between(known.min(), known.max())
    missing = own.loc[unknown, "financial_year_end"].tolist()
    names = {"area": area["la_name"], "national": "Country" if choice.is_synthetic else "England"}
    names |= {"region": area["region_name"], "neighbours": "Neighbours"}
    present = {key: name for key, name in names.items() if key in set(series["series"])}
    covid = read.covid_years(breaks)
    return Figure(
        what="rates by year",
        chart=drawn(charts.by_year(series, present, title=_rate_title(choice), shaded=covid, missing=missing)),
        alt=sentences.series_alt(series, area["la_name"], choice),
        key=f"{sentences.line_key(present)} {sentences.series_key(model_version, covid, missing)}",
        table=tables.by_year(series, present),
        rows=series.assign(indicator_id=choice.indicator_id, la_code=area["la_code"], la_name=area["la_name"]),
        file_name=_name("by_year", area["la_code"], choice, build),
        how_to_read=furniture.HOW_TO_READ_AREA,
    )


def _name(what: str, where: str, choice: Choice, build: Path) -> str:
    return file_names.of(f"{choice.indicator_id}_{what}", where, build=build, is_synthetic=choice.is_synthetic)


@prepared
def expected(build: Path, choice: Choice, area: Row) -> Figure:
    """Observed over expected, stage by stage."""
    rows = read.expected(build, choice, area["la_code"])
    said = [sentences.expected_row(row) for row in rows.to_dict("records")]
    words = [sentences.expected_mark(row) for row in rows.to_dict("records")]
    drawn_stages = marks(rows, words, "ratio ratio_low ratio_high")
    return Figure(
        what="observed and expected rates",
        chart=drawn(interval_rows(drawn_stages, title="Observed over expected", reference=1)),
        alt=f"Observed over expected rate by stage, with 95% intervals. {'; '.join(said)}.",
        key="Dashed line: as expected for its deprivation, between local authorities.",
        table=tables.expected(rows),
        rows=rows,
        file_name=_name("expected", area["la_code"], choice, build),
        how_to_read=furniture.HOW_TO_READ_AREA,
    )


@prepared
def profile(build: Path, choice: Choice, area: Row) -> Figure:
    """In which national tenths of deprivation its children live."""
    rows = maps.profile(build, choice, area["la_code"])
    return Figure(
        what="children by tenth of deprivation",
        chart=drawn(charts.decile_bars(rows)),
        alt=sentences.profile_alt(rows),
        key="Bars: this authority; orange: the whole country. Exposure, not outcome: it counts who lives where.",
        table=tables.profile(rows),
        rows=rows,
        file_name=_name("profile", area["la_code"], choice, build),
        how_to_read=furniture.HOW_TO_READ_AREA,
    )


@prepared
def side_by_side(shown: pd.DataFrame, england: Row | None, choice: Choice, build: Path) -> Figure:
    """Rates with intervals in the order of the rates; a missing one keeps its row."""
    rows = shown.sort_values(["rate_per_10k", "la_name"], ascending=[False, True])
    said = [sentences.compared_row(row) for row in rows.to_dict("records")]
    drawn_rates = marks(rows, said, "rate_per_10k rate_ci_low rate_ci_high")
    reference = england["rate_per_10k"] if england else None
    return Figure(
        what="rates of these authorities",
        chart=drawn(interval_rows(drawn_rates, title=_rate_title(choice), reference=reference, from_zero=True)),
        alt=f"Rates per 10,000 children with 95% intervals. {'; '.join(said)}.",
        key=f"Dashed line: {sentences.country_name(choice)}. The order is that of the figures, not of merit.",
        table=tables.authorities(rows, choice),
        rows=rows,
        file_name=file_names.of_choice("compared", choice, build),
        how_to_read=furniture.HOW_TO_READ_AREA,
    )


@prepared
def funnel(build: Path, choice: Choice, found: pd.DataFrame, codes: Sequence[str]) -> Figure:
    """Observed over expected of every authority by its size, those compared by name."""
    rows = found.assign(is_compared=found["la_code"].isin(codes))
    said = [sentences.funnel_row(row) for row in rows[rows["is_compared"]].to_dict("records")]
    return Figure(
        what="observed over expected",
        chart=drawn(charts.funnel(rows, title="Observed over expected")),
        alt=f"Funnel of observed over expected by expected number. {'; '.join(said)}.",
        key=(
            "Each dot is an authority, the dark ones those compared. Dashed line: as expected for its deprivation, "
            "between local authorities. 95% of authorities would lie between the inner lines, 99.8% between the outer."
        ),
        table=tables.funnel(rows),
        rows=rows,
        file_name=file_names.of_choice("funnel", choice, build),
        how_to_read=furniture.HOW_TO_READ_FUNNEL,
    )


@prepared
def compared_by_year(build: Path, choice: Choice, chosen: Sequence[Row]) -> Figure:
    """A line for each of up to four authorities."""
    found = [read.series(build, choice, area, None).query("series == 'area'") for area in chosen]
    lines = pd.concat(
        [rows.assign(series=area["la_code"], la_name=area["la_name"]) for rows, area in zip(found, chosen, strict=True)]
    )
    names = {area["la_code"]: area["la_name"] for area in chosen}
    covid = read.covid_years(read.breaks(build, choice, ""))
    said = [sentences.series_alt(rows, area["la_name"], choice) for rows, area in zip(found, chosen, strict=True)]
    return Figure(
        what="rates by year",
        chart=drawn(charts.by_year(lines, names, title=_rate_title(choice), shaded=covid, missing=[])),
        alt=" ".join(said),
        key=(
            f"{sentences.line_key(names)} Grey: years of the pandemic. A line is broken where a figure is missing: the "
            "table says why."
        ),
        table=tables.by_year(lines, names),
        rows=lines,
        file_name=_name("by_year", "compared", choice, build),
        how_to_read=furniture.HOW_TO_READ_AREA,
    )
