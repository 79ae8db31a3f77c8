from dataclasses import replace

import pandas as pd
import pytest

from streamlit_app.charts import gradients as charts
from tests.choices import LOOKED_AFTER

CHOICE = replace(LOOKED_AFTER, imd_edition=2019)


@pytest.fixture
def areas() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "la_name": ["Ayton", "Beeford", "Ceeham"],
            "income_deprivation_pct": [10.0, 20.0, 30.0],
            "la_code": ["E1", "E2", "E3"],
            "rural_children_pct": [0.0, 10.0, 60.0],
            "count": [50, None, 90],
            "rate_per_10k": [50.0, None, 90.0],
            "rate_ci_low": [40.0, None, 80.0],
            "rate_ci_high": [60.0, None, 100.0],
            "fitted_rate_per_10k": [55.0, 70.0, 85.0],
            "missing_because": [None, "suppressed", None],
        }
    )


def points_and_line(areas: pd.DataFrame) -> tuple[dict, dict, dict]:
    spec = charts.scatter(areas, CHOICE).to_dict()
    points, line = spec["layer"]
    return spec, points, line


def test_points_are_the_authorities_that_have_a_rate(areas):
    spec, points, _ = points_and_line(areas)
    assert [row["la_name"] for row in spec["datasets"][points["data"]["name"]]] == ["Ayton", "Ceeham"]


def test_the_line_goes_through_the_fitted_rates(areas):
    _, _, line = points_and_line(areas)
    assert line["mark"]["type"] == "line"
    assert line["encoding"]["y"]["field"] == "fitted_rate_per_10k"


def test_axes_carry_units_and_the_rate_begins_at_zero(areas):
    _, points, _ = points_and_line(areas)
    x, y = points["encoding"]["x"], points["encoding"]["y"]
    assert x["title"] == ["People in income deprivation (%),", "Indices of Deprivation 2019"]
    assert y["title"] == ["Children looked after", "per 10,000 children"]
    assert y["scale"]["zero"] is True


def test_a_point_tells_name_rate_and_interval(areas):
    _, points, _ = points_and_line(areas)
    fields = [tooltip["field"] for tooltip in points["encoding"]["tooltip"]]
    assert fields[:4] == ["la_name", "rate_per_10k", "rate_ci_low", "rate_ci_high"]


def test_colours_are_of_the_neutral_palette(areas):
    _, points, line = points_and_line(areas)
    assert (points["mark"]["color"], line["mark"]["color"]) == ("#12436D", "#F46A25")


def test_no_fit_leaves_the_points_without_a_line(areas):
    spec, points, line = points_and_line(areas.assign(fitted_rate_per_10k=None))
    assert len(spec["datasets"][points["data"]["name"]]) == 2
    assert spec["datasets"][line["data"]["name"]] == []


def test_a_year_without_a_figure_keeps_its_place():
    years = pd.DataFrame(
        {
            "financial_year_end": [2023, 2024, 2025],
            "rii": [1.2, None, 1.3],
            "rii_low": [1.1, None, 1.2],
            "rii_high": [1.3, None, 1.4],
        }
    )
    layers = charts.gap_by_year(years, "rii", title=["Gap"], no_gap=1, shaded=[2024]).to_dict()["layer"]
    scales = [layer["encoding"]["x"]["scale"]["domain"] for layer in layers if "x" in layer["encoding"]]
    assert scales == [[2023, 2024, 2025]] * 3
    assert [layer["mark"]["type"] for layer in layers] == ["rect", "rule", "rule", "circle"]
