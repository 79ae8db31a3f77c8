"""Facts to one HTML file without script, font, picture or address of elsewhere: it prints on two pages of A4."""

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from analysis import file_names
from analysis.brief import charts
from analysis.brief.facts import Facts, Stage, facts_of
from analysis.choice import upper_first
from analysis.reading import Row
from analysis.reading.areas import covid_years
from analysis.sentences import areas, maps, sources
from analysis.sentences import brief as sentences
from analysis.tables import areas as tables
from analysis.tables.html import STYLE, as_html

PROBLEMS_AT_MOST = 5
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)
TEMPLATES.filters["words"] = lambda text: Markup(MarkdownIt("commonmark", {"html": False}).renderInline(text))  # noqa: S704 (escaped by the renderer)


def brief(build: Path, area: Row) -> str:
    """The brief of an authority of today, as `reading.areas.current` lists them."""
    return page(facts_of(build, area))


def brief_name(build: Path, area: Row, *, is_synthetic: bool) -> str:
    place = re.sub(r"[^a-z0-9]+", "_", area["la_name"].lower()).strip("_")
    return f"{file_names.of('area_brief', area['la_code'], place, build=build, is_synthetic=is_synthetic)}.html"


def page(facts: Facts) -> str:
    choice, name = facts.stages[0].choice, facts.area["la_name"]
    problems = areas.problems(facts.breaks, facts.coverage)
    beyond = [sentences.more_problems(len(problems) - PROBLEMS_AT_MOST)] if len(problems) > PROBLEMS_AT_MOST else []
    return TEMPLATES.get_template("brief.html").render(
        area=facts.area,
        is_synthetic=facts.is_synthetic,
        country=upper_first(areas.country_name(choice)),
        build=facts.build.stem,
        style=STYLE,
        sentences=sentences,
        findings=[
            sentences.against_country(facts.headlines, name, areas.country_name(choice)),
            sentences.against_expected(facts.expected, name),
            maps.neighbourhoods(facts.neighbourhoods, name, choice),
        ],
        headlines=_table(tables.headlines(facts.headlines), "Every stage in its newest year"),
        expected=_expected(facts),
        trends=[_trend(facts, stage) for stage in facts.stages],
        lines=charts.LINES,
        profile=_profile(facts),
        neighbours=facts.neighbours,
        neighbour_model=facts.neighbour_model,
        problems=[*problems[:PROBLEMS_AT_MOST], *beyond] or [areas.no_problems(name)],
        sources=sources.sources(facts.releases),
        estimated=[sources.estimated(row) for row in facts.estimated],
        citation=sources.citation(facts.build.stem, "the publications named here", is_synthetic=facts.is_synthetic),
    )


def _table(*table: Any) -> Markup:
    return Markup(as_html(*table))  # noqa: S704 (every cell is escaped)


def _expected(facts: Facts) -> Markup | None:
    caption = "Observed and expected numbers, between local authorities"
    return None if facts.expected.empty else _table(tables.expected(facts.expected), caption)


def _trend(facts: Facts, stage: Stage) -> dict[str, Any]:
    chart = charts.trend(stage.series, covid_years(facts.breaks))
    return {
        "title": stage.choice.label,
        "svg": None if chart is None else Markup(charts.svg(chart)),  # noqa: S704 (drawn here)
        "said": areas.series_alt(stage.series, facts.area["la_name"], stage.choice),
    }


def _profile(facts: Facts) -> dict[str, Any]:
    return {"svg": Markup(charts.svg(charts.profile(facts.profile))), "said": areas.profile_alt(facts.profile)}  # noqa: S704 (drawn here)
