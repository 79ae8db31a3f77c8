"""Observed against expected, the composition test, system conditions, trends and sensitivity: between authorities."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table, optional
from analysis.result_tables.gradients import BASIS, OUTCOME

COLUMNS: Mapping[str, Column] = {
    "observed": Column("bigint", "Events that the authority returned."),
    "expected": Column("double", "Events that the curve over deprivation expects of an authority of its size."),
    "chance_low": Column("double", "Lower end of the ratio's 95 % interval if only the count's chance is allowed for."),
    "chance_high": Column("double", "Upper end of the ratio's 95 % interval for the count's chance alone."),
    "limit_low_95": Column("double", "Lower 95 % funnel limit of the ratio, overdispersion allowed for."),
    "limit_high_95": Column("double", "Upper 95 % funnel limit of the ratio."),
    "limit_low_998": Column("double", "Lower 99.8 % funnel limit of the ratio."),
    "limit_high_998": Column("double", "Upper 99.8 % funnel limit of the ratio."),
    "exposure_pct": Column("double", "The authority's deprivation, 0 to 100."),
    "phi": Column("double", "Winsorised mean of the squared z-scores around the curve: 1 under chance alone."),
    "tau": Column("double", "Standard deviation between authorities of the square root of the ratio, beyond chance."),
    "curve": Column("varchar", "The national curve over neighbourhoods that is assumed, from publications."),
    "measure": Column("varchar", "The measure, as in analysis/public_record/measures.py."),
    "condition": Column("varchar", "demand, screening, rationing, outcome, resources or churn."),
    "against": Column("varchar", "The measure of deprivation, or the other measure, that it is set against."),
    "method": Column("varchar", "spearman: between authorities in a year. within_la: within them over time, in "
                     "standard deviations. within_la_by_deprivation: change per ten years and +10 points."),
    "shares_a_count": Column("boolean", "True if both measures hold the same indicator: they go together by that."),
    "from_year": Column("integer", "The first financial year."),
    "to_year": Column("integer", "The last financial year."),
    "series": Column("varchar", "The indicator, or what is made of several."),
    "unit": Column("varchar", "count, per_10k, pct or gbp; ln_score_per_year; of spending, per +10 points, "
                   "ln_change or change_per_child."),
    "from_value": optional("double", "The value in the first year; of a slope, the score."),
    "to_value": optional("double", "The value in the last year; of a slope, the score."),
    "change_pct": optional("double", "Change from the first year to the last, in per cent of the first."),
    "change_pct_per_year": optional("double", "The same for each year between, compounded."),
    "breaks_between": optional("varchar", "What makes the two years hard to compare, from meta.trend_breaks."),
    "subset": Column("varchar", "all, without_london or without_missing_returns."),
    "is_reference": Column("boolean", "The specification that the others are compared with."),
    "sign_agrees": Column("boolean", "Whether the slope has the sign of the reference."),
    "specifications_count": Column("integer", "Specifications that could be fitted."),
    "same_sign_count": Column("integer", "Of these, with the sign of the reference."),
    "distinguishable_count": Column("integer", "Of these, with an interval on the reference's side of 1."),
    "lowest_score_per_sd": Column("double", "The lowest rate ratio per standard deviation over the specifications."),
    "highest_score_per_sd": Column("double", "The highest rate ratio per standard deviation over the specifications."),
    "sign_survives": Column("boolean", "Whether every specification has the sign of the reference."),
}  # fmt: skip

OF_OUTCOME = ("dataset_id", "level", "indicator_id", "stage", "financial_year_end", "exposure")
INTERVAL = ("estimate", "se", "ci_low", "ci_high", "n_la", "n_areas", "excluded_count")

TABLES: Mapping[str, Table] = {
    "la_expected": Table(
        "Observed and expected events, between local authorities. One row per data set, indicator, year, exposure "
        "and authority with a count.",
        key=(*OUTCOME, "la_code"),
        columns=(*OF_OUTCOME, "la_code", "model", "observed", "expected", "ratio", "ratio_low", "ratio_high",
                 "chance_low", "chance_high", "verdict", "limit_low_95", "limit_high_95", "limit_low_998",
                 "limit_high_998", "exposure_pct", "phi", "tau", "n_la", "excluded_count", "release_ids"),
    ),
    "composition_tests": Table(
        "Is there more in deprived authorities than their neighbourhoods make, under an assumed curve? One row per "
        "data set, indicator, year, exposure and curve.",
        key=(*OUTCOME, "curve"),
        columns=(*OF_OUTCOME, "curve", "estimate", "se", "ratio", "ratio_low", "ratio_high", "verdict", "n_la",
                 "events_count", "excluded_count", "converged", "release_ids"),
    ),
    "system_conditions": Table(
        "Screening, rationing and churn, between and within local authorities. One row per data set, measure, what "
        "it is set against, method and span of years.",
        key=("dataset_id", "measure", "against", "method", "from_year", "to_year"),
        columns=("dataset_id", "level", "measure", "condition", "against", "method", "from_year", "to_year", *INTERVAL,
                 "shares_a_count", "release_ids"),
    ),
    "trends": Table(
        "England's counts and rates, and spending of authorities. One row per data set, series, unit and span of "
        "years.",
        key=("dataset_id", "series", "unit", "from_year", "to_year"),
        columns=("dataset_id", "series", "unit", "from_year", "to_year", "from_value", "to_value", "change_pct",
                 "change_pct_per_year", "breaks_between", "release_ids"),
    ),
    "deprivation_trends": Table(
        "Change over the years by deprivation, between local authorities. One row per data set, series, unit, "
        "exposure and span of years.",
        key=("dataset_id", "series", "unit", "exposure", "from_year", "to_year"),
        columns=("dataset_id", "level", "series", "unit", "exposure", "from_year", "to_year", "from_value", "to_value",
                 *INTERVAL, "breaks_between", "release_ids"),
    ),
    "sensitivity": Table(
        "The slope between local authorities under other choices. One row per data set, indicator, year, exposure, "
        "subset and model.",
        key=(*OUTCOME, "subset", "model"),
        columns=(*OF_OUTCOME, "subset", "model", "score", "score_low", "score_high", "score_per_sd", "is_reference",
                 "sign_agrees", *(column for column in BASIS if column != "n_areas")),
    ),
    "sensitivity_summaries": Table(
        "Does the sign of the slope survive? One row per data set, indicator and year; exposure is the reference's.",
        key=OUTCOME,
        columns=(*OF_OUTCOME, "score", "specifications_count", "same_sign_count", "distinguishable_count",
                 "lowest_score_per_sd", "highest_score_per_sd", "sign_survives", "release_ids"),
    ),
}  # fmt: skip
