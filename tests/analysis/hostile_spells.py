"""Spells that end all at once, one by one, or never; that are met late; and whose columns decide who ends."""

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.analysis.hostile import one_of

COLUMNS = ("normal", "percent", "binary", "order", "outlier", "one apart", "constant")
LASTED = ("varied", "in months", "two lengths", "by column", "in turn", "equal")
ENDED = ("half", "all", "few", "by column", "one authority", "the longest", "one", "none")
ENTERED = ("at once", "some late", "just before")


def _column(kind: str, count: int, random: np.random.Generator) -> np.ndarray:
    number = np.arange(count)
    return {
        "normal": lambda: random.normal(0, 1, count),
        "percent": lambda: random.gamma(2, 7, count).clip(0, 100),
        "binary": lambda: number % 2,
        "order": lambda: number,
        "outlier": lambda: np.where(number == 0, 30, random.normal(0, 1, count)),
        "one apart": lambda: number == count // 2,
        "constant": lambda: np.full(count, 3),
    }[kind]().astype(float)


def _lasted(kind: str, x: np.ndarray, random: np.random.Generator) -> np.ndarray:
    number = np.arange(len(x))
    return {
        "varied": lambda: np.ceil(random.exponential(200, len(x))),
        "in months": lambda: 30 * np.ceil(random.exponential(4, len(x))),
        "two lengths": lambda: np.where(number % 2, 10, 20),
        "by column": lambda: 1 + np.argsort(np.argsort(x)),
        "in turn": lambda: 1 + number,
        "equal": lambda: np.full(len(x), 30),
    }[kind]().astype(float)


def _ended(kind: str, rows: pd.DataFrame, random: np.random.Generator) -> np.ndarray:
    number = np.arange(len(rows))
    return {
        "half": lambda: random.random(len(rows)) < 0.5,
        "all": lambda: number >= 0,
        "few": lambda: number < 4,
        "by column": lambda: rows["x"] > rows["x"].median(),
        "one authority": lambda: rows["la"] == 0,
        "the longest": lambda: rows["lasted"] == rows["lasted"].max(),
        "one": lambda: number == len(rows) // 2,
        "none": lambda: number < 0,
    }[kind]()


def spells(*, count: int, las: int, column: str, lasted: str, ended: str, entered: str, seed: int = 0) -> pd.DataFrame:
    """Columns x and y, lasted (days), entered, is_ended and la."""
    random, number = np.random.default_rng(seed), np.arange(count)
    x = _column(column, count, random)
    rows = pd.DataFrame(
        {
            "x": x,
            "y": random.normal(0, 1, count),
            "lasted": _lasted(lasted, x, random),
            "la": number % las,
        }
    )
    late = {"at once": 0, "some late": np.where(number % 3, 0, rows["lasted"] // 2), "just before": rows["lasted"] - 1}
    return rows.assign(is_ended=np.asarray(_ended(ended, rows, random), bool), entered=late[entered])


TROUBLES = st.fixed_dictionaries(
    {
        "count": st.sampled_from((60, 150, 40, 12, 5, 2, 1, 0)),
        "las": st.sampled_from((6, 12, 5, 2, 1)),
        "column": one_of(COLUMNS),
        "lasted": one_of(LASTED),
        "ended": one_of(ENDED),
        "entered": st.sampled_from(ENTERED),
        "seed": st.integers(0, 99),
    }
)
