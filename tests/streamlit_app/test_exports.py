from io import BytesIO

import pandas as pd
import pytest

from streamlit_app import exports


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_text_that_would_run_as_a_formula_gets_an_apostrophe(cell):
    assert pd.read_csv(BytesIO(exports.csv(pd.DataFrame({"name": [cell]}))))["name"][0] == f"'{cell}"


def test_plain_text_and_numbers_are_left_alone():
    frame = pd.DataFrame({"name": ["St. Ayton-on-Sea"], "change": [-1.5]})
    assert exports.csv(frame) == b"name,change\nSt. Ayton-on-Sea,-1.5\n"


def test_text_is_utf_8():
    assert "Ynys Môn".encode() in exports.csv(pd.DataFrame({"name": ["Ynys Môn"]}))
