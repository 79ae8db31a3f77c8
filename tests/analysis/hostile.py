"""Data that are legal and that no fit likes, made from closed lists of troubles; and how a fit has to end on them.

The examples are the same on every run. CSC_HOSTILE_EXAMPLES asks for another number of them, drawn anew each time.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from analysis.areas import Areas, complete
from analysis.gradient import CannotFit

LONGEST_SECONDS = 10.0  # of processor time: a fit takes a fraction of a second, and this one does not end
FEWEST_WORDS = 3
ASKED = int(os.environ.get("CSC_HOSTILE_EXAMPLES", "0"))


def examples(count: int) -> settings:
    """So many examples, each a short list of named troubles: a failure is shown as it was met.

    How long one takes is judged by `ended`, by processor time.
    """
    return settings(
        max_examples=ASKED or count,
        derandomize=not ASKED,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def ended(fit: Callable[[], Any], *, fits: int = 1) -> Any:
    """What the fit, or so many in a row, returned; None where it refused in words. Any other or late end fails."""
    began = time.process_time()
    try:
        found = fit()
    except CannotFit as reason:
        found, words = None, str(reason).split()
        assert len(words) >= FEWEST_WORDS, f"a refusal without words: {reason}"  # noqa: PT017
    took = time.process_time() - began
    assert took < fits * LONGEST_SECONDS, f"took {took:.1f} s of processor time"
    return found


def numbers_in(found: object) -> list[float]:
    """Every number that a frozen result holds, its arrays and frames included."""
    if isinstance(found, pd.DataFrame):
        return [float(value) for value in found.select_dtypes("number").to_numpy(float).ravel()]
    if isinstance(found, np.ndarray):
        return [float(value) for value in found.ravel()] if found.dtype.kind in "fiub" else []
    if isinstance(found, (bool, int, float)):
        return [float(found)]
    if is_dataclass(found):
        return [number for each in fields(found) for number in numbers_in(getattr(found, each.name))]
    if isinstance(found, (tuple, list)):
        return [number for each in found for number in numbers_in(each)]
    return []


def all_finite(found: object) -> bool:
    return bool(np.isfinite(numbers_in(found)).all())


AUTHORITIES: Mapping[str, Sequence[int]] = {
    "four of ten": [10] * 4,
    "twelve of three": [3] * 12,
    "one to nine": range(1, 10),
    "twenty-five of one": [1] * 25,
    "ten of one": [1] * 10,
    "two of six": [6, 6],
    "thirty and one": [30, 1],
    "one": [30],
    "empty": [],
}
EXPOSURES = (
    "spread",
    "pairs",
    "two values",
    "of the authority",
    "zero and full",
    "one apart",
    "all but constant",
    "constant",
)
CHILDREN = ("equal", "varied", "one each", "one of a million", "a million each")
COUNTS = (
    "overdispersed",
    "chance",
    "on the line",
    "constant",
    "falling",
    "one area of ten million",
    "ten million each",
    "all but the middle",
    "every child",
    "one authority",
    "one event",
    "most deprived",
    "least deprived",
    "none",
)


def _exposures(kind: str, place: np.ndarray, random: np.random.Generator) -> np.ndarray:
    number = np.arange(len(place))
    return {
        "spread": lambda: np.clip(random.gamma(2.2, 5 + place), 0.4, 62).round(1),
        "pairs": lambda: np.repeat(np.linspace(3, 40, (len(place) + 1) // 2), 2)[: len(place)],
        "two values": lambda: np.where(number % 2, 5.0, 30.0),
        "of the authority": lambda: 5.0 + 3.0 * place,
        "zero and full": lambda: np.where(number % 3, 0.0, 100.0),
        "one apart": lambda: np.where(number == 0, 45.0, 10.0),
        "all but constant": lambda: 20 + 1e-9 * number,
        "constant": lambda: np.full(len(place), 12.5),
    }[kind]()


def _children(kind: str, count: int, random: np.random.Generator) -> np.ndarray:
    return {
        "equal": lambda: np.full(count, 500.0),
        "varied": lambda: random.integers(50, 5_000, count).astype(float),
        "one each": lambda: np.ones(count),
        "one of a million": lambda: np.where(np.arange(count) == count // 2, 1e6, 50.0),
        "a million each": lambda: np.full(count, 1e6),
    }[kind]()


def _counts(kind: str, rows: pd.DataFrame, place: np.ndarray, random: np.random.Generator) -> np.ndarray:
    children, exposure = rows["children_count"].to_numpy(), rows["exposure_pct"].to_numpy()
    mean, number = children * 0.02 * 1.6 ** (exposure / 10), np.arange(len(rows))
    return {
        "overdispersed": lambda: random.poisson(mean * random.gamma(1, 1, len(rows))),
        "chance": lambda: random.poisson(mean),
        "on the line": lambda: mean,
        "constant": lambda: np.full(len(rows), 7),
        "falling": lambda: np.round(children * np.exp(-exposure / 2)),
        "one area of ten million": lambda: np.where(number == len(rows) // 2, 10_000_000, 0),
        "ten million each": lambda: np.full(len(rows), 10_000_000),
        "all but the middle": lambda: np.where(np.argsort(exposure) % 3 == 1, 0, 3),
        "every child": lambda: children,
        "one authority": lambda: np.where(place == 0, 5, 0),
        "one event": lambda: number == len(rows) // 3,
        "most deprived": lambda: exposure == exposure.max(initial=0),
        "least deprived": lambda: exposure == exposure.min(initial=100),
        "none": lambda: np.zeros(len(rows)),
    }[kind]().astype(float)


def neighbourhoods(
    *, authorities: str, exposure: str, children: str, counts: str, seed: int = 0, draw: int = 0
) -> pd.DataFrame:
    """Areas of authorities with one trouble of each kind, in the columns of `Areas`; draws differ in counts alone."""
    random, sizes = np.random.default_rng(seed), list(AUTHORITIES[authorities])
    place = np.repeat(np.arange(len(sizes)), sizes)
    rows = pd.DataFrame(
        {
            "area_code": [f"E01{number:06}" for number in range(len(place))],
            "la_code": [f"E06{number:06}" for number in place],
            "exposure_pct": _exposures(exposure, place, random),
            "children_count": _children(children, len(place), random),
        }
    )
    return rows.assign(
        events_count=_counts(counts, rows, place, np.random.default_rng([seed, draw])),
        la_exposure_pct=rows.groupby("la_code")["exposure_pct"].transform("mean"),
    )


def one_of(troubles: Sequence[str]) -> st.SearchStrategy[str]:
    """One of the troubles, half of the time one of the first three: several at once would all end in a refusal."""
    return st.sampled_from(tuple(troubles)) | st.sampled_from(tuple(troubles)[:3])


PLACES = {
    "authorities": one_of(tuple(AUTHORITIES)),
    "exposure": one_of(EXPOSURES),
    "children": st.sampled_from(CHILDREN),
    "seed": st.integers(0, 99),
}
TROUBLES = st.fixed_dictionaries({**PLACES, "counts": one_of(COUNTS)})
AREAS = TROUBLES.map(lambda how: complete(neighbourhoods(**how)))


def shuffled(areas: Areas, seed: int = 1) -> Areas:
    """The same areas in another order."""
    rows = areas.rows.sample(frac=1, random_state=seed).reset_index(drop=True)
    return Areas(rows=rows, excluded_count=areas.excluded_count)


def with_more_children(areas: Areas, times: float) -> Areas:
    """The same areas with so many times as many children: only levels of rates may change."""
    rows = areas.rows.assign(children_count=areas.rows["children_count"] * times)
    return Areas(rows=rows, excluded_count=areas.excluded_count)
