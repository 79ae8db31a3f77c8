"""The figures of the Summary and Gradient pages."""

from pathlib import Path

from analysis import file_names
from analysis.choice import Choice
from analysis.reading import Row, sources
from analysis.reading import areas as areas_read
from analysis.reading import gradients as read
from analysis.sentences import absences, trends
from analysis.sentences import gradients as sentences
from analysis.tables import gradients as tables
from streamlit_app import furniture
from streamlit_app.charts import gradients as charts
from streamlit_app.charts.intervals import interval_rows, marks
from streamlit_app.charts.strip import strip
from streamlit_app.figures import Figure, drawn, prepared

RATIO_TITLE = "Rate ratio per 10 percentage points"
SCORE = "score score_low score_high"
GAPS: dict[str, tuple[str, list[str], float]] = {
    "sii": ("the absolute gap by year", ["Absolute gap", "per 10,000 children"], 0.0),
    "rii": ("the relative gap by year", ["Relative gap", "(times as high)"], 1.0),
}
"""What is drawn, its title, and its value where there is no gap."""


@prepared
def authorities(build: Path, choice: Choice, measure: Row, highlight: Row | None = None) -> Figure:
    """Authorities by deprivation, with the fitted line."""
    areas = read.authorities(build, choice)
    return Figure(
        what="rates by local authority",
        chart=drawn(
            charts.scatter(
                areas,
                choice,
                highlight=highlight["la_code"] if highlight else None,
                band=read.fitted_line(build, choice),
            )
        ),
        alt=sentences.chart_alt(areas, choice),
        key=f"{sentences.chart_key(choice)} {absences.missing(areas)}",
        table=tables.for_screen(areas, choice),
        rows=areas,
        file_name=file_names.of_choice("by_authority", choice, build),
        how_to_read=furniture.how_to_read(measure, read.national(build, choice), choice),
    )


@prepared
def gap_by_year(build: Path, choice: Choice, name: str) -> Figure:
    """The absolute (`sii`) or the relative (`rii`) gap by year."""
    years = read.trend(build, choice)
    covid = areas_read.covid_years(areas_read.breaks(build, choice, ""))
    what, title, no_gap = GAPS[name]
    return Figure(
        what=what,
        chart=drawn(charts.gap_by_year(years, name, title=title, no_gap=no_gap, shaded=covid)),
        alt=trends.gap_alt(years, name),
        key=trends.gap_key(years, name, covid),
        table=tables.trend_for_screen(years),
        rows=years.assign(indicator_id=choice.indicator_id),
        file_name=file_names.of_choice(f"{name}_by_year", choice, build),
        how_to_read=furniture.HOW_TO_READ,
    )


@prepared
def stages(build: Path, choice: Choice) -> Figure:
    """The slope of every stage, one under the other."""
    ladder = read.ladder(build, choice)
    said = [sentences.rung(row) for row in ladder.to_dict("records")]
    return Figure(
        what="the rate ratio by stage",
        chart=drawn(interval_rows(marks(ladder, said, SCORE), title=RATIO_TITLE, reference=1)),
        alt=f"Rate ratio between local authorities by stage, with 95% intervals. {'; '.join(said)}.",
        key=(
            "In the order of the thresholds, between local authorities. Dot: the Poisson model's rate ratio; line: its "
            "95% interval; dashed line: no gradient."
        ),
        table=tables.ladder_for_screen(ladder),
        rows=ladder,
        file_name=file_names.of_choice("and_other_stages", choice, build),
        how_to_read=furniture.HOW_TO_READ,
    )


@prepared
def methods(build: Path, choice: Choice) -> Figure:
    """The same slope by model and edition of the Indices."""
    fits = read.sensitivity(build, choice)
    ways = fits.to_dict("records")
    said = [sentences.fit(row) for row in ways]
    drawn_ways = marks(fits, said, SCORE).assign(
        row=[sentences.exposure_name(row) for row in ways], model=[sentences.model_name(row) for row in ways]
    )
    return Figure(
        what="the rate ratio by method",
        chart=drawn(strip(drawn_ways, title=RATIO_TITLE)),
        alt=f"Rate ratio between local authorities by model and edition, with 95% intervals. {'; '.join(said)}.",
        key=sentences.methods_key(sources.estimated_among_methods(build, choice)),
        table=tables.sensitivity_for_screen(fits),
        rows=fits,
        file_name=file_names.of_choice("by_method", choice, build),
        how_to_read=furniture.HOW_TO_READ,
    )
