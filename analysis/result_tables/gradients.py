"""Gradient models, their scores by authority, the protocol for curves, and indices of inequality."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table, optional

COLUMNS: Mapping[str, Column] = {
    "dataset_id": Column("varchar", "The evidence: public_record, sample, benchmark_a and so on, extract_<name>."),
    "level": Column("varchar", "between_la (of local authorities, never a neighbourhood gradient) or neighbourhood."),
    "indicator_id": Column("varchar", "What was counted, as in marts.dim_indicators."),
    "stage": Column("varchar", "The stage of the system that the indicator stands for, referral to cla."),
    "financial_year_end": Column("integer", "The year: 2025 is the year to 31 March 2025."),
    "stratum_type": Column("varchar", "How children were divided; total if they were not."),
    "stratum": Column("varchar", "The group of children; total for all of them."),
    "exposure": Column("varchar", "The measure of deprivation and its edition, in percentage points."),
    "model": Column("varchar", "The model, as in analysis/specifications.py."),
    "term": Column("varchar", "The coefficient; `exposure` is the slope. What follows from coefficients is a row too."),
    "estimate": optional("double", "The estimate; per percentage point, on the log scale, where it is a slope."),
    "se": optional("double", "Its standard error; NULL for spreads of authorities and for an overdispersion of 0."),
    "ci_low": optional("double", "Lower end of the 95 % interval."),
    "ci_high": optional("double", "Upper end of the 95 % interval."),
    "score": optional("double", "Rate ratio per +10 percentage points; of a curve, the geometric mean over children."),
    "score_low": optional("double", "Lower end of the 95 % interval of the score."),
    "score_high": optional("double", "Upper end of the 95 % interval of the score."),
    "score_per_sd": optional("double", "Rate ratio per standard deviation of the exposure over areas."),
    "additive_per_10k": optional("double", "The slope as description: children per 10,000 more per +10 points."),
    "note": optional("varchar", "What to keep in mind about this fit, in words."),
    "n_areas": Column("integer", "Areas that the result rests on."),
    "n_la": Column("integer", "Authorities that the result rests on."),
    "events_count": Column("bigint", "Events in those areas."),
    "excluded_count": Column("integer", "Areas left out for want of a count, children or an exposure."),
    "converged": Column("boolean", "Whether the likelihood was maximised."),
    "release_ids": Column("varchar", "The files that the result rests on, as in meta.releases."),
    "index_name": Column("varchar", "sii (per 10,000 children), rii, d10_d1 (ratios) or concentration."),
    "study": Column("varchar", "The model or study, as in analysis/studies.py."),
    "reason": Column("varchar", "Why there is no result, in words; of a study that met its limit, in seconds."),
    "la_code": Column("varchar", "The authority."),
    "score_shrunk": Column("double", "The authority's score by empirical Bayes, over the data set's children."),
    "log_score_se": Column("double", "Standard error of ln(score_shrunk), with that of every parameter."),
    "score_raw": optional("double", "The score that the authority's own areas show; NULL where they hold no event."),
    "is_model_based": Column("boolean", "True with fewer than ten areas: the score is mostly the model's."),
    "la_income_deprivation_pct": Column("double", "Population-weighted income deprivation of the authority, 0 to 100."),
    "verdict": Column("varchar", "Of curvature: supported, explained by curvature or not shown; of a ratio: "
                      "higher, lower or cannot_distinguish."),
    "naive_interaction": Column("double", "Change of ln(rate ratio per +10 points) per unit of ln L, without a curve."),
    "naive_interaction_se": Column("double", "Standard error of naive_interaction."),
    "naive_interaction_p": Column("double", "Its p-value, of t with authorities less terms degrees of freedom."),
    "spline_interaction": Column("double", "The same beside restricted cubic splines of the exposure and of L."),
    "spline_interaction_se": Column("double", "Standard error of spline_interaction."),
    "spline_interaction_p": Column("double", "Its p-value, of t with authorities less terms degrees of freedom."),
    "remaining_share": Column("double", "spline_interaction over naive_interaction; no part of the verdict."),
    "fixed_effects_interaction": optional("double", "The same by Poisson within authorities; no part of the verdict."),
    "fixed_effects_interaction_se": optional("double", "Its standard error by the cluster jackknife (CR3)."),
    "fixed_effects_interaction_p": optional("double", "Its p-value, of t with authorities - 1 degrees."),
    "additive_contrast_per_10k": Column("double", "What x from 10 to 20 adds at L = 8 less at L = 20; a description."),
    "additive_contrast_low": Column("double", "Lower end of the 95 % interval of additive_contrast_per_10k."),
    "additive_contrast_high": Column("double", "Upper end of the 95 % interval of additive_contrast_per_10k."),
    "la_offset_pp": Column("integer", "Where L was put: percentage points from the mean of the authorities."),
    "is_outside_data": Column("boolean", "True if no authority has so low or so high an L: an extrapolation."),
    "income_deprivation_pct": Column("double", "Income deprivation of the neighbourhood, 0 to 100."),
    "rate_per_10k": Column("double", "Fitted events per 10,000 children, in an authority without effects of its own."),
    "is_within_data": Column("boolean", "True if authorities of about that L have areas on both sides of it."),
}  # fmt: skip

OUTCOME = ("dataset_id", "indicator_id", "stage", "financial_year_end", "exposure")
OF_INDEX = ("dataset_id", "level", "indicator_id", "financial_year_end", "exposure")
BASIS = ("n_areas", "n_la", "events_count", "excluded_count", "converged", "release_ids")

TABLES: Mapping[str, Table] = {
    "gradients": Table(
        "Gradient models. One row per data set, level, indicator, year, stratum, exposure, model and term.",
        key=(*OF_INDEX, "stratum_type", "stratum", "model", "term"),
        columns=("dataset_id", "level", "indicator_id", "stage", "financial_year_end", "stratum_type", "stratum",
                 "exposure", "model", "term", "estimate", "se", "ci_low", "ci_high", "score", "score_low",
                 "score_high", "score_per_sd", *BASIS, "additive_per_10k", "note"),
    ),
    "inequality_indices": Table(
        "Indices of inequality over ranked areas. One row per data set, level, indicator, year, exposure and index.",
        key=(*OF_INDEX, "index_name"),
        columns=(*OF_INDEX, "index_name", "estimate", "ci_low", "ci_high", "release_ids"),
    ),
    "la_gradient_scores": Table(
        "Scores of authorities over the same children. One row per data set, indicator, year, exposure, authority.",
        key=(*OUTCOME, "la_code"),
        columns=(*OUTCOME, "la_code", "model", "score_shrunk", "score_low", "score_high", "log_score_se", "score_raw",
                 "is_model_based", "la_income_deprivation_pct", "n_areas", "release_ids"),
    ),
    "curvature_verdicts": Table(
        "Steeper in affluent authorities, or only bent? One row per data set, indicator, year and exposure.",
        key=OUTCOME,
        columns=(*OUTCOME, "verdict", "naive_interaction", "naive_interaction_se", "naive_interaction_p",
                 "spline_interaction", "spline_interaction_se", "spline_interaction_p", "remaining_share",
                 "fixed_effects_interaction", "fixed_effects_interaction_se", "fixed_effects_interaction_p",
                 "additive_contrast_per_10k", "additive_contrast_low", "additive_contrast_high", *BASIS, "note"),
    ),
    "curvature_scores": Table(
        "The geometric score of all children in authorities at three levels. One row per verdict and level.",
        key=(*OUTCOME, "la_offset_pp"),
        columns=(*OUTCOME, "la_offset_pp", "la_income_deprivation_pct", "score", "score_low", "score_high",
                 "is_outside_data", "release_ids"),
    ),
    "curvature_curves": Table(
        "The fitted rate over the exposure at three levels of L. One row per verdict, level and point of the exposure.",
        key=(*OUTCOME, "la_income_deprivation_pct", "income_deprivation_pct"),
        columns=(*OUTCOME, "la_income_deprivation_pct", "income_deprivation_pct", "rate_per_10k", "ci_low", "ci_high",
                 "is_within_data", "release_ids"),
    ),
    "not_fitted": Table(
        "What could not be fitted. One row per attempt; what it was about is NULL where the attempt was not so narrow.",
        key=(),
        columns=(*OF_INDEX, "stratum_type", "study", "reason"),
        may_lack=("level", "indicator_id", "financial_year_end", "exposure", "stratum_type"),
    ),
}  # fmt: skip
