"""Recurrence and durations."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table, optional
from analysis.result_tables.gradients import BASIS

COLUMNS: Mapping[str, Column] = {
    "outcome": Column("varchar", "re_referral, repeat_plan, cin_duration (episodes of need) or plan_duration."),
    "ratio": optional("double", "Observed over expected, or per +10 points; of a product, what +10 of L does to it."),
    "ratio_low": optional("double", "Lower end of the 95 % interval of the ratio."),
    "ratio_high": optional("double", "Upper end of the 95 % interval of the ratio."),
    "ratio_kind": Column("varchar", "odds_ratio (of recurring) or hazard_ratio (of ending: below 1 lasts longer)."),
    "at_risk_count": Column("bigint", "Referrals, plans or episodes that the result rests on."),
}  # fmt: skip

TABLES: Mapping[str, Table] = {
    "outcomes": Table(
        "What becomes of children, by neighbourhood and authority. One row per data set, outcome, model and term.",
        key=("dataset_id", "outcome", "exposure", "model", "term"),
        columns=("dataset_id", "outcome", "exposure", "model", "term", "estimate", "se", "ci_low", "ci_high", "ratio",
                 "ratio_low", "ratio_high", "ratio_kind", "at_risk_count", *BASIS, "note"),
    ),
}  # fmt: skip
