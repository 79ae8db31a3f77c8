"""Results over neighbourhoods in words: groups, stages, outcomes, classes of demand, and the truth of a benchmark."""

import pandas as pd

from analysis.choice import lower_first, upper_first
from analysis.sentences import Row
from analysis.sentences.evidence import short_name, shown
from analysis.sentences.numbers import counted, number, p_value, ratios

STAGES = {
    "referral": "referral",
    "assessment": "assessment",
    "cin": "child in need",
    "s47": "section 47 enquiry",
    "icpc": "conference",
    "cpp": "protection plan",
    "cla": "looked after",
}
GROUPS = {
    "age": "age",
    "ethnicity": "ethnic group",
    "factor": "factor that the assessment finds",
    "plan_category": "category of the plan",
    "sex": "sex",
}
CATEGORIES = {
    "emotional": "emotional abuse",
    "multiple": "several categories",
    "physical": "physical abuse",
    "sexual": "sexual abuse",
}
COMPARISONS = {"marginal": "Per child", "conditional": "Given the earlier stage"}
OUTCOMES = {
    "re_referral": "re-referral",
    "repeat_plan": "repeat plan",
    "cin_duration": "end of an episode of need",
    "plan_duration": "end of a plan",
}
TERMS = {
    "exposure": "neighbourhood +10 points",
    "la_exposure": "authority +10 points",
    "exposure_by_la": "both together, beyond each",
}
PARTS = {
    "score": "Scores of the stages",
    "group": "Scores of groups",
    "recurrence": "Odds of recurring",
    "interaction": "Interactions with the deprivation of the authority",
    "rural": "Ratios of rural scores to urban ones",
}
MANY_DRAWS = (
    "Synthetic, all of it: populations with a known gradient were drawn many times on the neighbourhoods of England, "
    "and the protocol was run on each draw. A is steeper in affluent authorities, A0 the same everywhere, B a curve "
    "instead. `docs/recovery.md` has how, and `make recovery` does it again."
)
SHOWN_TO_DIFFER = 0.05


def ratio(estimate: float, low: float, high: float) -> str:
    said, *ends = ratios(estimate, low, high)
    return f"{said} ({ends[0]} to {ends[1]})"


def groups_name(row: Row) -> str:
    return f"{row['label']}, by {GROUPS[row['stratum_type']]}, {row['financial_year_end']}"


def group_name(stratum_type: str, stratum: str) -> str:
    """Of age, "17" -> "Age 17"; of factors, "drugs_parent" -> "Drugs (parent)"."""
    of_kind = {"age": f"age {stratum}", "plan_category": CATEGORIES.get(stratum, stratum)}
    words = of_kind.get(stratum_type, shown(stratum))
    return upper_first(words)


def strata(row: Row) -> str:
    """Whether groups of children share one gradient, with the flattest and the steepest."""
    kind = row["stratum_type"]
    differs = row["p_adjusted"] < SHOWN_TO_DIFFER
    lowest, highest = ratios(row["lowest_score"], row["highest_score"])
    return (
        f"**{short_name(row['dataset_id'])}: the gradient of {lower_first(row['label'])} "
        f"{'differs' if differs else 'is not shown to differ'} by {GROUPS[kind]}. It goes from {lowest} "
        f"({group_name(kind, row['lowest_stratum'])}) to {highest} ({group_name(kind, row['highest_stratum'])}) per 10 "
        f"points, a ratio of {ratio(row['score_ratio'], row['score_ratio_low'], row['score_ratio_high'])}. That all "
        f"{row['n_strata']} groups share one: {p_value(row['p_adjusted'])}, adjusted for the other tests.**"
    )


def group(row: Row) -> str:
    said = ratio(row["score"], row["score_low"], row["score_high"])
    return f"{group_name(row['stratum_type'], row['stratum'])}: {said}"


def step_name(row: Row) -> str:
    words = f"{STAGES[row['from_stage']]} to {STAGES[row['to_stage']]}"
    return upper_first(words)


def step(row: Row) -> str:
    return f"{step_name(row)}: {ratio(row['score_ratio'], row['score_ratio_low'], row['score_ratio_high'])}"


def stages(found: pd.DataFrame, dataset_id: str) -> str:
    """How many steps from a stage to the next make the gradient steeper, or flatter."""
    steeper, flatter = int((found["score_ratio_low"] > 1).sum()), int((found["score_ratio_high"] < 1).sum())
    return (
        f"**{short_name(dataset_id)}: of {counted(len(found), 'step')} from a stage to the next, the gradient is "
        f"steeper after {steeper} and flatter after {flatter}; the intervals of the other "
        f"{len(found) - steeper - flatter} hold no change.**"
    )


def outcome_name(row: Row) -> str:
    words = f"{OUTCOMES[row['outcome']]}, {TERMS[row['term']]}"
    return upper_first(words)


def outcome(row: Row) -> str:
    return f"{outcome_name(row)}: {ratio(row['ratio'], row['ratio_low'], row['ratio_high'])}"


def outcomes(found: pd.DataFrame, dataset_id: str) -> str:
    """What 10 points more of the neighbourhood, or of its authority, multiply odds or hazards by."""
    what = {"odds_ratio": "odds of a", "hazard_ratio": "rate of the"}
    said = [
        f"the {what[row['ratio_kind']]} {OUTCOMES[row['outcome']]} by "
        f"{ratio(row['ratio'], row['ratio_low'], row['ratio_high'])}"
        for row in found[found["term"] == "exposure"].to_dict("records")
    ]
    return (
        f"**{short_name(dataset_id)}: 10 points more of the neighbourhood in income deprivation multiply "
        f"{' and '.join(said)}.**"
    )


def class_name(row: Row) -> str:
    return f"{row['class_number']}. {shown(row['class_label'])}"


def demand_class(row: Row) -> str:
    return f"{class_name(row)}: {ratio(row['share_ratio'], row['share_ratio_low'], row['share_ratio_high'])}"


def classes(found: pd.DataFrame, dataset_id: str) -> str:
    """How many classes there are, and which grows and which shrinks most with deprivation."""
    *_, least = rows = found.sort_values("share_ratio", ascending=False).to_dict("records")
    most = rows[0]
    return (
        f"**{short_name(dataset_id)}: {counted(len(found), 'class', 'classes')} of what assessments find, chosen "
        f"among 1 to {most['most_tried_count']}. With 10 points more deprivation the share of “"
        f"{shown(most['class_label'])}” is multiplied by "
        f"{ratio(most['share_ratio'], most['share_ratio_low'], most['share_ratio_high'])}, that of “"
        f"{shown(least['class_label'])}” by "
        f"{ratio(least['share_ratio'], least['share_ratio_low'], least['share_ratio_high'])}.**"
    )


def plan_share(row: Row) -> str:
    share, low, high = (
        number(100 * row[name]) for name in ("without_factor_share", "without_factor_low", "without_factor_high")
    )
    return f"{group_name('plan_category', row['plan_category'])}: {share}% ({low} to {high})"


def plans(found: pd.DataFrame, dataset_id: str) -> str:
    most = found.iloc[0]
    return (
        f"**{short_name(dataset_id)}: plans for {lower_first(group_name('plan_category', most['plan_category']))} "
        f"least often follow an assessment that found it: {number(100 * most['without_factor_share'])}% of "
        f"{counted(int(most['plans_count']), 'plan')} do not.**"
    )


def recovered_part(what: str) -> str:
    """The part that a figure belongs to."""
    if what in PARTS:
        return what
    return "recurrence" if what in OUTCOMES else "group"


def recovered_name(row: Row) -> str:
    if row["what"] in PARTS:
        words = STAGES[row["of_what"]]
        return upper_first(words)
    if row["what"] in OUTCOMES:
        return outcome_name({"outcome": row["what"], "term": row["of_what"]})
    kind = "Finding" if row["what"] == "factor" else "Plan for" if row["what"] == "plan_category" else ""
    name = group_name(row["what"], row["of_what"])
    return f"{kind} {lower_first(name)}" if kind else name


def recovered_row(row: Row) -> str:
    estimate, low, high = (number(row[name], 2) for name in ("estimate", "ci_low", "ci_high"))
    return f"{recovered_name(row)}: {estimate} ({low} to {high}), truth {number(row['truth'], 2)}"


def recovered(found: pd.DataFrame, dataset_id: str) -> str:
    """How many intervals hold what the population was made with, part by part."""
    parts = found.groupby(found["what"].map(recovered_part), sort=False)["is_held"].agg(["sum", "size"])
    said = "; ".join(f"{lower_first(PARTS[str(part)])}, {held} of {of}" for part, held, of in parts.itertuples())
    return (
        f"**{short_name(dataset_id)}: {int(found['is_held'].sum())} of {counted(len(found), 'interval')} of 95% hold "
        f"the truth that the population was made with ({said}).**"
    )
