"""Whether a finding changed between two builds: the rule, and nothing else."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

RULE = (
    "A finding is the rate ratio per +10 percentage points of income deprivation, with its 95 % interval. It has "
    "changed when either interval leaves out the other's estimate, when the estimate moves to the other side of 1, or "
    "when the interval begins or ceases to leave out 1. A headline finding is that of the plainest model, undivided, "
    "in the newest year of each headline indicator: its year may differ between the two builds."
)
PLAINEST = {"poisson", "pooled_poisson"}
SAME = ("dataset_id", "level", "indicator_id", "exposure", "model", "stratum_type", "stratum")

Verdict = Literal["unchanged", "changed", "new", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A rate ratio per +10 percentage points and its 95 % interval."""

    score: float
    low: float
    high: float

    @property
    def is_distinguishable_from_1(self) -> bool:
        return self.low > 1 or self.high < 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One finding in both builds. `reasons` say what makes it changed."""

    label: str
    level: str
    exposure: str
    model: str
    stratum: str
    year_before: int | None
    year_after: int | None
    before: Estimate | None
    after: Estimate | None
    verdict: Verdict
    reasons: list[str]


def estimate_of(row: Mapping[str, Any] | None) -> Estimate | None:
    """What a fitted row says; nothing when it did not converge or has no interval."""
    if row is None or not row["converged"]:
        return None
    numbers = [row["score"], row["score_low"], row["score_high"]]
    if any(number is None or math.isnan(number) for number in numbers):
        return None
    return Estimate(score=numbers[0], low=numbers[1], high=numbers[2])


def reasons(before: Estimate, after: Estimate) -> list[str]:
    """Why two estimates are not the same finding; none when they are."""
    said = []
    if not (before.low <= after.score <= before.high and after.low <= before.score <= after.high):
        said.append("an interval leaves out the other estimate")
    if (before.score - 1) * (after.score - 1) < 0:
        said.append("the estimate moved to the other side of 1")
    if before.is_distinguishable_from_1 != after.is_distinguishable_from_1:
        now = "is now" if after.is_distinguishable_from_1 else "is no longer"
        said.append(f"the difference from 1 {now} statistically clear")
    return said


def _compare(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Compared:
    row = after or before or {}
    old, new = estimate_of(before), estimate_of(after)
    why = reasons(old, new) if old and new else []
    verdict: Verdict = "changed" if why else "unchanged"
    if old is None and new is not None:
        verdict = "new"
    elif old is not None and new is None:
        verdict = "gone"
    return Compared(
        label=row["label"],
        level=row["level"],
        exposure=row["exposure"],
        model=row["model"],
        stratum=f"{row['stratum_type']} {row['stratum']}".replace("total total", "total"),
        year_before=before["financial_year_end"] if before else None,
        year_after=after["financial_year_end"] if after else None,
        before=old,
        after=new,
        verdict=verdict,
        reasons=why,
    )


def _pairs(before: dict[tuple[Any, ...], Any], after: dict[tuple[Any, ...], Any]) -> list[Compared]:
    keys = sorted({*before, *after}, key=lambda key: tuple(map(str, key)))
    return [_compare(before.get(key), after.get(key)) for key in keys]


def _newest(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], Mapping[str, Any]]:
    """The headline finding of each data set, level, indicator and exposure."""
    newest: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        key = tuple(row[name] for name in SAME)
        is_headline = row["is_headline"] and row["model"] in PLAINEST and row["stratum_type"] == "total"
        if is_headline and (key not in newest or row["financial_year_end"] > newest[key]["financial_year_end"]):
            newest[key] = row
    return newest


def headlines(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Compared]:
    """Headline findings, each in the newest year of its build."""
    return _pairs(_newest(before), _newest(after))


def same_year(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[Compared]:
    """Every finding against itself: same data set, level, indicator, exposure, model, stratum and year."""
    keyed = [
        {(*(row[name] for name in SAME), row["financial_year_end"]): row for row in rows} for rows in (before, after)
    ]
    return _pairs(*keyed)
