"""Results of models that may be released: estimates rounded to what their own errors allow, and what follows from them.

Deprivation and children of every neighbourhood are public, so an estimate at full precision fits a single set of
counts: whoever has it can search for that set and finds every neighbourhood's count. An estimate is therefore
rounded to a grid of at least a tenth of its standard error, the error to two digits. Intervals, ratios and the
additive slope are computed from those two, from released totals and from public figures, never from the counts.

A robust error is a sum over the neighbourhoods, (y - fitted)^2 times a public weight, so it limits every count by
itself: where one of them could not lie far from its fitted value, the stage's results are kept back. Two models of the
same counts tell more than one, so the second is released only where there is twice that room.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import stdev
from typing import Any

import numpy as np

from ingestion.disclosure import Rule, may_leave

SHARE_OF_ERROR = 10  # the coarsest step that follows, a quarter of the error, adds 0.6 % to an estimate's variance
GRID = (1, 2, 5, 10)
POINTS, PER = 10, 10_000  # a score is the ratio per 10 percentage points; rates are per 10,000 children
Z_95 = 1.959963984540054
PARAMETERS = {"poisson": 2, "nb2": 3}
SAME = 1e-6  # relative difference below which two slopes are one
LEAST_ROOM = 2.0  # events up or down that the error must leave open everywhere: as much as rounding to 5 does
LEAST_ROOM_OF_TWO = 4.0  # the same where a second model is released as well
DESCRIBING = ("stage", "indicator_id", "first_year", "financial_year_end", "exposure", "model")

Row = Mapping[str, Any]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Public:
    """Income deprivation (n, percentage points) and children (n) of the authority's neighbourhoods."""

    exposure_pct: tuple[float, ...]
    children: tuple[float, ...]

    @property
    def exposure_sd_pp(self) -> float:
        return round(stdev(self.exposure_pct), 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a stage's results rest on, all of it public or released.

    `proven_count` is the least number of events that follows from the released tables; `events_count` the rounded
    total over the years, None where it is hidden; `children_count` the children of all neighbourhoods and years added
    up, None where some have no count.
    """

    neighbourhoods_count: int
    proven_count: int
    events_count: int | None
    children_count: int | None
    public: Public


def written_error(se: float) -> Decimal:
    """A standard error in two significant digits."""
    return Decimal(f"{se:.1e}")


def grid_step(se: float) -> Decimal:
    """The least of 1, 2 or 5 times a power of ten that is a tenth of any error which is written as this one is."""
    written = written_error(se)
    half_a_unit = Decimal(5).scaleb(int(written.as_tuple().exponent) - 1)
    least = (written + half_a_unit) / SHARE_OF_ERROR
    power = Decimal(1).scaleb(least.adjusted())
    return next(times * power for times in GRID if times * power >= least)


def on_grid(value: float, step: Decimal) -> float:
    return float((Decimal(value) / step).to_integral_value(ROUND_HALF_EVEN) * step) + 0.0


def _decimals(change: float) -> int:
    """The decimals that tell apart two values that differ by `change`."""
    return max(0, math.ceil(-math.log10(change)))


def _what_follows(estimate: float, se: float, step: Decimal, basis: Basis) -> dict[str, Any]:
    """Interval, ratios and additive slope, out of released and public numbers."""
    low, high = estimate - Z_95 * se, estimate + Z_95 * se
    places = max(0, -step.adjusted())
    score, per_sd = math.exp(POINTS * estimate), math.exp(basis.public.exposure_sd_pp * estimate)
    change = POINTS * score * float(step)  # of the score from one value of the grid to the next
    decimals = _decimals(change)
    additive = None
    if basis.events_count and basis.children_count:
        rate = PER * basis.events_count / basis.children_count
        additive = round(rate * (score - 1), _decimals(rate * change))
    return {
        "ci_low": round(low, places),
        "ci_high": round(high, places),
        "score": round(score, decimals),
        "score_low": round(math.exp(POINTS * low), decimals),
        "score_high": round(math.exp(POINTS * high), decimals),
        "score_per_sd": round(per_sd, _decimals(basis.public.exposure_sd_pp * per_sd * float(step))),
        "additive_per_10k": additive,
    }


def rounded_row(row: Row, fitted: Row, basis: Basis) -> dict[str, Any]:
    """One row, column by column; of the counts it holds the slope and error of `fitted`, and released numbers."""
    step = grid_step(fitted["se"])
    estimate, se = on_grid(fitted["estimate"], step), float(written_error(fitted["se"]))
    return {
        **{name: row[name] for name in DESCRIBING},
        "exposure_sd_pp": basis.public.exposure_sd_pp,
        "estimate": estimate,
        "se": se,
        **_what_follows(estimate, se, step, basis),
        "n_areas": row["n_areas"],
        "events_count": basis.events_count,
        "note": row["note"],
    }


def least_room(poisson: Row, basis: Basis) -> float:
    """How many events any neighbourhood's count may lie off its fitted value, where that is least, given the error.

    The square of the robust error of a slope is n / (n - 2) times the sum of ((x - mean) (y - fitted) / information)^2,
    with mean and information (events times the variance of x) over the fitted events.
    """
    slope, se = on_grid(poisson["estimate"], grid_step(poisson["se"])), float(written_error(poisson["se"]))
    exposure = np.array(basis.public.exposure_pct)
    weights = np.array(basis.public.children) * np.exp(slope * (exposure - exposure.mean()))
    distance = exposure - np.average(exposure, weights=weights)
    information = (basis.events_count or 0) * np.average(distance**2, weights=weights)
    correction = len(exposure) / (len(exposure) - PARAMETERS["poisson"])
    return float(se * information / (math.sqrt(correction) * np.abs(distance).max()))


def _why_kept(row: Row, poisson: Row, basis: Basis, rule: Rule) -> str:
    if row.get("reason"):
        return str(row["reason"])
    if not row["converged"] or row["estimate"] is None or not row["se"]:
        return str(row["note"] or "the model could not be fitted to these counts")
    if basis.events_count is None:
        return "the total over its years would give away a small count"
    why = may_leave(
        neighbourhoods_count=min(int(row["n_areas"]), basis.neighbourhoods_count),
        authorities_count=int(row["n_la"]),
        events_count=min(int(row["events_count"]), basis.proven_count),
        parameters_count=PARAMETERS[row["model"]],
        rule=rule,
    )
    return why or _why_too_narrow(row, poisson, basis)


def _why_too_narrow(row: Row, poisson: Row, basis: Basis) -> str:
    """Why a row would tell too much of a single neighbourhood, or ""; one that repeats the Poisson row adds nothing."""
    if not poisson.get("se"):
        return "the Poisson model, whose error shows how far counts stay open, could not be fitted"
    room = least_room(poisson, basis)
    if room < LEAST_ROOM:
        return "the Poisson model's error would show a single neighbourhood's count within one or two events"
    if room < LEAST_ROOM_OF_TWO and not _without_overdispersion(row, poisson):
        return "beside the Poisson model's row it would narrow a single neighbourhood's count down too far"
    return ""


def _without_overdispersion(row: Row, poisson: Row) -> bool:
    """Whether a row has the slope of the Poisson model, as its own has, and NB2's where it finds no overdispersion."""
    return math.isclose(row["estimate"], poisson["estimate"], rel_tol=SAME)


def released_rows(fitted: Rows, basis: Mapping[str, Basis], rule: Rule) -> tuple[Rows, list[str]]:
    """The rows that may be released, rounded, and why each of the others may not.

    Where NB2 finds no overdispersion its row repeats the Poisson model's, error and all: the same slope on a second
    grid would be known better than on one, and the error of that model alone would give the total away.
    """
    poisson = {row["stage"]: row for row in fitted if row["model"] == "poisson"}
    released, kept = [], []
    for row in fitted:
        first = poisson[row["stage"]]
        if why := _why_kept(row, first, basis[row["stage"]], rule):
            kept.append(f"{row['stage']}, {row['model']}: {why}")
            continue
        released.append(rounded_row(row, first if _without_overdispersion(row, first) else row, basis[row["stage"]]))
    return released, kept
