"""Measures of how an authority's system works, as data: what is divided by what."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

Kind = Literal["demand", "screening", "rationing", "outcome", "resources", "churn"]
Of = Literal["count", "value"]
CHILDREN = "children"
ALL_SOCIAL_CARE = ("spend_looked_after", "spend_safeguarding", "spend_family_support")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The sum of some indicators, over the count of another one or over children; as published without one.

    `top_of` says whether the published count or the published value (per cent, pounds) is taken.
    """

    name: str
    kind: Kind
    top: tuple[str, ...]
    top_of: Of = "value"
    bottom: str | None = None
    scale: float = 1.0

    @property
    def indicators(self) -> set[str]:
        return {*self.top, *([self.bottom] if self.bottom else [])}

    def shares_an_indicator(self, other: "Measure") -> bool:
        """Whether a count stands in both, so that its errors alone would make the two go together."""
        return bool((self.indicators - {CHILDREN}) & (other.indicators - {CHILDREN}))


def _published(name: str, kind: Kind, indicator: str | None = None) -> Measure:
    return Measure(name=name, kind=kind, top=(indicator or name,))


def _share(name: str, top: str, bottom: str) -> Measure:
    return Measure(name=name, kind="screening", top=(top,), top_of="count", bottom=bottom, scale=100)


def _spend(name: str, kind: Kind, bottom: str, *top: str) -> Measure:
    return Measure(name=name, kind=kind, top=top, bottom=bottom)


MEASURES = (
    *(
        Measure(name=f"{each}_rate", kind="demand", top=(each,), top_of="count", bottom=CHILDREN, scale=10_000)
        for each in ("referrals", "assessments", "cin_at_31_march", "s47", "icpc", "cpp_at_31_march", "cla_at_31_march")
    ),
    _published("referrals_nfa", "screening"),
    _share("assessments_per_referral", "assessments", "referrals"),
    _share("s47_per_referral", "s47", "referrals"),
    _share("icpc_per_s47", "icpc", "s47"),
    _share("cpp_started_per_icpc", "cpp_started", "icpc"),
    _published("rereferrals", "outcome"),
    _published("cpp_repeat", "outcome"),
    _spend("spend_safeguarding_per_cin", "rationing", "cin_at_31_march", "spend_safeguarding"),
    _spend("spend_family_support_per_cin", "rationing", "cin_at_31_march", "spend_family_support"),
    _spend("spend_social_care_per_cin", "rationing", "cin_at_31_march", *ALL_SOCIAL_CARE),
    _published("cin_ended_3_months_or_less", "rationing"),
    _published("cin_ended_2_years_or_more", "rationing"),
    _published("cpp_ended_3_months_or_less", "rationing"),
    _published("cpp_ended_2_years_or_more", "rationing"),
    _spend("spend_safeguarding_per_child", "resources", CHILDREN, "spend_safeguarding"),
    _spend("spend_early_years_per_child", "resources", CHILDREN, "spend_early_years"),
    _spend("spend_social_care_per_child", "resources", CHILDREN, *ALL_SOCIAL_CARE),
    _spend("spend_gross_per_child", "resources", CHILDREN, "spend_gross_childrens_services"),
    _published("sw_turnover_fte", "churn"),
    _published("sw_agency_rate_fte", "churn"),
    _published("sw_vacancy_rate_fte", "churn"),
    _published("sw_caseload", "churn"),
)  # fmt: skip
BY_NAME = {measure.name: measure for measure in MEASURES}
INDICATORS = sorted({name for measure in MEASURES for name in measure.indicators} - {CHILDREN})


def measured(cells: pd.DataFrame, measures: tuple[Measure, ...] = MEASURES) -> pd.DataFrame:
    """One row per authority and year, one column per measure; a missing part leaves the measure missing.

    `cells`: la_code, financial_year_end, indicator_id, count, value, children_count. A measure none of whose
    indicators is there has no column.
    """
    key = ["la_code", "financial_year_end"]
    counts, values = (
        cells.pivot_table(index=key, columns="indicator_id", values=of, aggfunc="first") for of in ("count", "value")
    )
    counts[CHILDREN] = cells.groupby(key)["children_count"].max()
    found = {each.name: _values(each, counts, values) for each in measures if _is_known(each, counts, values)}
    return pd.DataFrame(found).reset_index() if found else cells[key].drop_duplicates(ignore_index=True)


def _is_known(measure: Measure, counts: pd.DataFrame, values: pd.DataFrame) -> bool:
    top = counts if measure.top_of == "count" else values
    return set(measure.top) <= set(top) and (measure.bottom is None or measure.bottom in counts)


def _values(measure: Measure, counts: pd.DataFrame, values: pd.DataFrame) -> pd.Series:
    top = (counts if measure.top_of == "count" else values)[list(measure.top)].astype(float).sum(axis=1, skipna=False)
    if measure.bottom is None:
        return top
    bottom = counts[measure.bottom].astype(float)
    return measure.scale * top / bottom.where(bottom > 0, np.nan)
