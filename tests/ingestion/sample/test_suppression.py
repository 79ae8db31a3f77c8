import numpy as np
import pandas as pd

from ingestion.sample.suppression import hidden_cells, with_partners


def hidden(
    columns: dict[str, list[int]], groups: list[int], sums: tuple[tuple[str, ...], ...] = ()
) -> dict[str, list[bool]]:
    frame = pd.DataFrame(columns)
    cells = hidden_cells(frame, np.array(groups), sums)
    return {name: cells[:, place].tolist() for place, name in enumerate(frame.columns)}


def test_counts_of_one_to_five_are_hidden_and_zero_is_not() -> None:
    assert hidden({"n": [0, 1, 5, 6]}, [0, 0, 0, 0])["n"] == [False, True, True, False]


def test_one_hidden_cell_takes_the_smallest_other_of_its_region_and_year_with_it() -> None:
    assert hidden({"n": [4, 90, 30, 7]}, [0, 0, 0, 1])["n"] == [True, False, True, False]


def test_zeros_are_no_partners() -> None:
    assert hidden({"n": [4, 0]}, [0, 0])["n"] == [True, False]


def test_one_hidden_part_of_a_sum_takes_the_smallest_other_with_it() -> None:
    found = hidden({"all": [60], "a": [3], "b": [40], "c": [17]}, [0], (("all", "a", "b", "c"),))
    assert found == {"all": [False], "a": [True], "b": [False], "c": [True]}


def test_partners_are_sought_until_no_cell_can_be_worked_out() -> None:
    found = hidden({"all": [60, 90], "a": [3, 50], "b": [57, 40]}, [0, 0], (("all", "a", "b"),))
    assert found == {"all": [False, False], "a": [True, True], "b": [True, True]}


def test_two_hidden_cells_need_no_partner() -> None:
    values, are_hidden, group = np.array([2, 3, 50]), np.array([True, True, False]), np.array([0, 0, 0])
    assert with_partners(values, are_hidden, group).tolist() == [True, True, False]
