"""Strata and stages: tests of equal gradients, comparisons of stages, crossed strata."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table, optional
from analysis.result_tables.gradients import OF_INDEX

COLUMNS: Mapping[str, Column] = {
    "n_strata": Column("integer", "Strata that were compared."),
    "f_statistic": Column("double", "Score test of equal slopes, clustered by authority: Hotelling's T squared as F."),
    "df_num": Column("integer", "Its first degrees of freedom: strata less one."),
    "df_den": Column("integer", "Its second: authorities less strata plus one."),
    "p_value": Column("double", "Of no difference; of rises_throughout, that some step is no rise (one-sided)."),
    "p_adjusted": optional("double", "Benjamini and Hochberg's, over all tests of the data set, model and kind."),
    "lowest_stratum": Column("varchar", "The stratum of the lowest score."),
    "lowest_score": Column("double", "Its rate ratio per +10 percentage points."),
    "highest_stratum": Column("varchar", "The stratum of the highest score."),
    "highest_score": Column("double", "Its rate ratio per +10 percentage points."),
    "score_ratio": Column("double", "The second score over the first; conditional: later events per earlier one."),
    "score_ratio_low": Column("double", "Lower end of its 95 % interval; of strata, one that holds for all pairs."),
    "score_ratio_high": Column("double", "Upper end of its 95 % interval; of strata, one that holds for all pairs."),
    "trend_per_year": optional("double", "Change of the log score per year of age, ages 5 to 17; NULL without ages."),
    "trend_se": optional("double", "Standard error of trend_per_year."),
    "trend_low": optional("double", "Lower end of its 95 % interval."),
    "trend_high": optional("double", "Upper end of its 95 % interval."),
    "trend_p": optional("double", "Its p-value, of t with authorities - 1 degrees."),
    "comparison": Column("varchar", "marginal (per child), conditional (later per earlier event) or rises_throughout."),
    "from_stage": Column("varchar", "The earlier stage; of rises_throughout the first."),
    "to_stage": Column("varchar", "The later stage; of rises_throughout the last."),
    "log_score_ratio_se": Column("double", "Standard error of ln(score_ratio), clustered by authority."),
    "unpreceded_events_count": optional("bigint", "Later events in areas without an earlier one; conditional only."),
    "dimensions": Column("varchar", "What was crossed, separated by commas."),
    "crossing": Column("varchar", "One value of each dimension, separated by commas; quintile 1 is most deprived."),
    "n_crossings": Column("integer", "Groups that the dimensions make."),
    "null_variance": Column("double", "Variance of the log rate between crossings."),
    "null_vpc": Column("double", "Share of the variance of one child's count that lies between crossings."),
    "null_median_rate_ratio": Column("double", "Median ratio of the higher to the lower of two crossings' rates."),
    "additive_variance": Column("double", "The same as null_variance beside the main effects of the dimensions."),
    "additive_vpc": Column("double", "The same as null_vpc beside the main effects."),
    "additive_median_rate_ratio": Column("double", "The same as null_median_rate_ratio beside the main effects."),
    "pcv": Column("double", "Share of null_variance that the main effects account for."),
    "pcv_adjusted": Column("double", "The same less what so many main effects account for by chance."),
    "crossing_rate_per_10k": Column("double", "Events per 10,000 children of the crossing, by empirical Bayes."),
    "additive_rate_per_10k": Column("double", "The rate that the main effects alone give it."),
    "interaction_ratio": Column("double", "crossing_rate_per_10k over additive_rate_per_10k."),
    "interaction_low": Column("double", "Lower end of the 95 % interval of interaction_ratio."),
    "interaction_high": Column("double", "Upper end of the 95 % interval of interaction_ratio."),
    "children_count": Column("bigint", "Children in those areas; repeated where strata are not of children."),
}  # fmt: skip

OF_STRATA = (*OF_INDEX, "stratum_type", "model")
OF_STAGES = ("dataset_id", "level", "financial_year_end", "exposure")
OF_CROSSING = (*OF_INDEX, "dimensions")
RATIO = ("score_ratio", "score_ratio_low", "score_ratio_high")

TABLES: Mapping[str, Table] = {
    "strata_tests": Table(
        "Do groups of children share one gradient? One row per data set, level, indicator, year, exposure, "
        "stratum type and model.",
        key=OF_STRATA,
        columns=(*OF_STRATA, "stage", "n_strata", "f_statistic", "df_num", "df_den", "p_value", "p_adjusted",
                 "lowest_stratum", "lowest_score", "highest_stratum", "highest_score", *RATIO, "trend_per_year",
                 "trend_se", "trend_low", "trend_high", "trend_p", "n_areas", "n_la", "events_count",
                 "excluded_count", "release_ids", "note"),
    ),
    "stage_comparisons": Table(
        "Scores of stages over the same areas. One row per data set, level, year, exposure, model, kind, two stages.",
        key=(*OF_STAGES, "model", "comparison", "from_stage", "to_stage"),
        columns=(*OF_STAGES, "model", "comparison", "from_stage", "to_stage", *RATIO, "log_score_ratio_se", "p_value",
                 "p_adjusted", "unpreceded_events_count", "n_areas", "n_la", "excluded_count", "release_ids", "note"),
    ),
    "maihda": Table(
        "How far crossed groups of children differ. One row per data set, level, indicator, year, exposure, crossing.",
        key=OF_CROSSING,
        columns=(*OF_CROSSING, "stage", "n_crossings", "null_variance", "null_vpc", "null_median_rate_ratio",
                 "additive_variance", "additive_vpc", "additive_median_rate_ratio", "pcv", "pcv_adjusted", "n_la",
                 "events_count", "excluded_count", "converged", "release_ids", "note"),
    ),
    "maihda_strata": Table(
        "Rates of crossed groups and what is left beside main effects. One row per row of maihda and crossing.",
        key=(*OF_CROSSING, "crossing"),
        columns=(*OF_CROSSING, "stage", "crossing", "crossing_rate_per_10k", "ci_low", "ci_high",
                 "additive_rate_per_10k", "interaction_ratio", "interaction_low", "interaction_high", "events_count",
                 "children_count", "release_ids"),
    ),
}  # fmt: skip
