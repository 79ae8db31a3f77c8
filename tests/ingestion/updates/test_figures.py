"""The same figures in two files, whatever their columns are called."""

import pyarrow as pa
import pytest

from ingestion.registry import Table
from ingestion.updates.figures import figures_of, same_cells, same_counts

TABLE = Table.model_validate(
    {
        "name": "dfe__visits",
        "description": "Visits.",
        "rows": {"min": 1, "max": 99},
        "columns": {"time_period": {"role": "key"}, "la_code": {"role": "key"}, "visits": None, "rate": None},
    }
)
PLACES = [f"E0600000{at}" for at in range(1, 6)]


def figures(years, number, header="visits", marker=None):
    rows = [(str(year), place) for year in years for place in PLACES]
    visits = [marker or str(number(year, at)) for year in years for at in range(len(PLACES))]
    text = pa.table(
        {
            "time_period": [year for year, _ in rows],
            "la_code": [place for _, place in rows],
            header: visits,
            "rate": ["1.5"] * len(rows),
        }
    )
    return figures_of(TABLE, text, {}, [], is_same_year=False)


def hundreds(year, at):
    return 100 * at + year


def test_all_counts_of_the_shared_years_are_the_same_under_another_header():
    earlier, new = figures(range(2016, 2021), hundreds), figures(range(2018, 2026), hundreds, header="received")
    assert same_counts(earlier, figures(range(2016, 2026), hundreds, header="received")) == 1.0
    assert same_counts(earlier, new) is None  # three years of five places are too few to say
    assert same_cells(earlier, "visits", figures(range(2016, 2026), hundreds, "received"), "received",
                      is_measure=True) == 1.0  # fmt: skip


def test_a_revised_year_is_a_part_that_differs():
    earlier = figures(range(2016, 2026), hundreds)
    revised = figures(range(2016, 2026), lambda year, at: hundreds(year, at) + (year == 2025))
    assert same_counts(earlier, revised) == pytest.approx(45 / 55)


def test_the_same_number_at_another_place_is_not_the_same_figure():
    earlier = figures(range(2016, 2026), hundreds)
    moved = figures(range(2016, 2026), lambda year, at: hundreds(year, (at + 1) % len(PLACES)))
    assert same_counts(earlier, moved) == 0.0


@pytest.mark.parametrize(("number", "marker"), [(lambda year, at: at, None), (hundreds, "c")])
def test_markers_and_single_digits_say_nothing(number, marker):
    earlier = figures(range(2016, 2026), number, marker=marker)
    assert same_counts(earlier, earlier) is None


def test_the_newest_year_is_that_of_the_rows():
    assert figures(range(2016, 2021), hundreds).newest_year == 2020


def test_a_file_without_years_is_compared_with_one_of_the_same_year_only():
    text = pa.table({"la_code": PLACES, "visits": ["10"] * len(PLACES)})
    keyed = TABLE.model_copy(update={"columns": {name: TABLE.columns[name] for name in ("la_code", "visits")}})
    assert figures_of(keyed, text, {}, [], is_same_year=False) is None
    assert figures_of(keyed, text, {}, [], is_same_year=True).newest_year is None
