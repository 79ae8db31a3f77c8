"""What the Evidence page reads of data sets whose children are counted by neighbourhood: none is public.

Scores are those in an authority of average deprivation: of the model in which they vary with that of the authority.
"""

from pathlib import Path

import pandas as pd

from analysis.reading import frame

STRATA_TESTS = """
select
    tests.dataset_id, tests.indicator_id, definitions.label, tests.financial_year_end, tests.exposure,
    tests.stratum_type, tests.model, tests.n_strata, tests.p_value, tests.p_adjusted, tests.lowest_stratum,
    tests.lowest_score, tests.highest_stratum, tests.highest_score, tests.score_ratio, tests.score_ratio_low,
    tests.score_ratio_high, tests.n_areas, tests.n_la, tests.events_count, tests.excluded_count
from results.strata_tests as tests
inner join marts.dim_indicators as definitions on tests.indicator_id = definitions.indicator_id
where tests.dataset_id = $dataset_id and tests.model = 'pooled_poisson_by_ln_la'
order by definitions.stage_order desc, tests.financial_year_end desc, tests.stratum_type
"""

STRATA = """
select
    gradients.dataset_id, gradients.indicator_id, definitions.label, gradients.financial_year_end, gradients.exposure,
    gradients.model, gradients.stratum_type, gradients.stratum, gradients.score, gradients.score_low,
    gradients.score_high, gradients.n_areas, gradients.n_la, gradients.events_count, gradients.excluded_count
from results.gradients as gradients
inner join marts.dim_indicators as definitions on gradients.indicator_id = definitions.indicator_id
where
    gradients.dataset_id = $dataset_id and gradients.indicator_id = $indicator_id
    and gradients.financial_year_end = $financial_year_end and gradients.exposure = $exposure
    and gradients.stratum_type = $stratum_type and gradients.model = $model and gradients.term = 'exposure'
    and gradients.converged
order by try_cast(gradients.stratum as integer), gradients.score desc
"""

STAGES = """
select
    comparisons.dataset_id, comparisons.financial_year_end, comparisons.exposure, comparisons.model,
    comparisons.comparison, comparisons.from_stage, comparisons.to_stage, comparisons.score_ratio,
    comparisons.score_ratio_low, comparisons.score_ratio_high, comparisons.p_value, comparisons.p_adjusted,
    comparisons.n_areas, comparisons.n_la, comparisons.excluded_count
from results.stage_comparisons as comparisons
inner join (
    values (1, 'referral', 'assessment'), (2, 'assessment', 'cin'), (3, 'cin', 's47'), (4, 's47', 'icpc'),
    (5, 'icpc', 'cpp'), (6, 'cpp', 'cla')
) as steps (step, from_stage, to_stage)
    on comparisons.from_stage = steps.from_stage and comparisons.to_stage = steps.to_stage
where
    comparisons.dataset_id = $dataset_id and comparisons.comparison = $comparison
    and comparisons.model = 'pooled_poisson_by_ln_la'
order by comparisons.financial_year_end desc, steps.step
"""

OUTCOMES = """
select
    dataset_id, outcome, exposure, model, term, ratio, ratio_low, ratio_high, ratio_kind, at_risk_count, events_count,
    n_areas, n_la, excluded_count
from results.outcomes
where
    dataset_id = $dataset_id and ratio_kind = $ratio_kind and model in ('binomial_multilevel', 'cox')
    and term in ('exposure', 'la_exposure', 'exposure_by_la') and ratio is not null and converged
order by outcome desc, list_position(['exposure', 'la_exposure', 'exposure_by_la'], term)
"""

CLASSES = """
select
    gradients.dataset_id, gradients.exposure, gradients.class_number, gradients.class_label, shares.class_share,
    gradients.share_ratio, gradients.share_ratio_low, gradients.share_ratio_high, gradients.assessments_count,
    gradients.n_areas, gradients.n_la, gradients.excluded_count,
    (select max(classes_count) from results.demand_classes where dataset_id = $dataset_id) as most_tried_count
from results.demand_class_gradients as gradients
inner join (
    select distinct dataset_id, class_number, class_share from results.demand_class_profiles
) as shares
    on gradients.dataset_id = shares.dataset_id and gradients.class_number = shares.class_number
where gradients.dataset_id = $dataset_id and gradients.converged
order by gradients.class_number
"""

PLANS = """
select
    dataset_id, plan_category, plans_count, without_factor_count, without_factor_share, without_factor_low,
    without_factor_high, excluded_count
from results.plans_by_assessed_need
where dataset_id = $dataset_id and without_factor_share is not null
order by without_factor_share desc
"""

RECOVERED = """
with
asked as (
    select cast(parameters as json) as parameters, parameters ->> 'population' as population
    from meta.datasets
    where dataset_id = $dataset_id
),
compared as (
    select
        1 as part, 'score' as what, scores.stage as of_what, scores.score as estimate, scores.score_low as ci_low,
        scores.score_high as ci_high,
        case
            when asked.population is null then asked.parameters ->> 'rate_ratio_per_10_points'
            else json_extract_string(
                asked.parameters,
                if(asked.population = 'A', '$.published_score.', '$.geometric_score.') || scores.stage
            )
        end as truth
    from results.curvature_scores as scores
    cross join asked
    where scores.dataset_id = $dataset_id and scores.la_offset_pp = 0
    union all
    select
        2 as part, gradients.stratum_type as what, gradients.stratum as of_what, gradients.score, gradients.score_low,
        gradients.score_high,
        json_extract_string(
            asked.parameters,
            '$.calibration.' || case gradients.stratum_type
                when 'factor' then 'factors' when 'plan_category' then 'plan_categories' else 'ethnicity'
            end || '.' || gradients.stratum || '.score.value'
        ) as truth
    from results.gradients as gradients
    inner join asked on asked.population = 'A'
    where
        gradients.dataset_id = $dataset_id and gradients.model = 'pooled_poisson_by_ln_la'
        and gradients.term = 'exposure' and gradients.stratum_type in ('factor', 'plan_category', 'ethnicity')
    union all
    select
        3 as part, outcomes.outcome as what, outcomes.term as of_what, outcomes.ratio, outcomes.ratio_low,
        outcomes.ratio_high,
        json_extract_string(
            asked.parameters,
            '$.calibration.recurrence.' || outcomes.outcome || case outcomes.term
                when 'exposure' then '.odds_ratio_per_10_points'
                when 'la_exposure' then '.odds_ratio_per_10_points_of_la'
                else '.odds_ratio_interaction'
            end || '.value'
        ) as truth
    from results.outcomes as outcomes
    inner join asked on asked.population = 'A'
    where
        outcomes.dataset_id = $dataset_id and outcomes.ratio_kind = 'odds_ratio' and outcomes.ratio is not null
    union all
    select
        4 as part, 'interaction' as what, gradients.stage as of_what, 10 * gradients.estimate, 10 * gradients.ci_low,
        10 * gradients.ci_high,
        case
            when asked.population = 'A'
                then json_extract_string(asked.parameters, '$.calibration.curves.interaction_per_log_la.value')
            else '0'
        end as truth
    from results.gradients as gradients
    cross join asked
    where
        gradients.dataset_id = $dataset_id
        and gradients.model = if(asked.population = 'A', 'multilevel_nb2_rural', 'multilevel_nb2_spline')
        and gradients.term = 'exposure_by_ln_la' and gradients.stratum_type = 'total'
        and gradients.financial_year_end in (
            select financial_year_end from results.curvature_verdicts where dataset_id = $dataset_id
        )
    union all
    select
        5 as part, 'rural' as what, gradients.stage as of_what, exp(10 * gradients.estimate),
        exp(10 * gradients.ci_low), exp(10 * gradients.ci_high),
        json_extract_string(asked.parameters, '$.calibration.curves.rural_slope_ratio.value') as truth
    from results.gradients as gradients
    inner join asked on asked.population = 'A'
    where
        gradients.dataset_id = $dataset_id and gradients.model = 'multilevel_nb2_rural'
        and gradients.term = 'exposure_by_rural' and gradients.stratum_type = 'total'
        and gradients.financial_year_end in (
            select financial_year_end from results.curvature_verdicts where dataset_id = $dataset_id
        )
)
select
    $dataset_id as dataset_id, part, what, of_what, cast(truth as double) as truth, estimate, ci_low, ci_high,
    cast(truth as double) between ci_low and ci_high as is_held
from compared
where truth is not null
order by part, what, list_position(['referral', 'assessment', 'cin', 's47', 'icpc', 'cpp', 'cla'], of_what), of_what
"""


def strata_tests(build: Path, dataset_id: str) -> pd.DataFrame:
    """One row per indicator, year and kind of group: do the groups share one gradient?"""
    return frame(build, STRATA_TESTS, dataset_id=dataset_id)


def strata(build: Path, test: pd.Series) -> pd.DataFrame:
    """The score of each group of one test; ages in order, other groups from the steepest."""
    key = ("dataset_id", "indicator_id", "exposure", "stratum_type", "model")
    year = int(test["financial_year_end"])
    return frame(build, STRATA, financial_year_end=year, **{name: test[name] for name in key})


def stages(build: Path, dataset_id: str, comparison: str) -> pd.DataFrame:
    """The score of each stage over that of the stage before it: `marginal`, or `conditional` on the earlier one."""
    return frame(build, STAGES, dataset_id=dataset_id, comparison=comparison)


def outcomes(build: Path, dataset_id: str, ratio_kind: str) -> pd.DataFrame:
    """`odds_ratio` of recurring or `hazard_ratio` of ending, by deprivation of neighbourhood and authority."""
    return frame(build, OUTCOMES, dataset_id=dataset_id, ratio_kind=ratio_kind)


def classes(build: Path, dataset_id: str) -> pd.DataFrame:
    """Classes of what assessments find, the most common first, with what deprivation does to their share."""
    return frame(build, CLASSES, dataset_id=dataset_id)


def plans(build: Path, dataset_id: str) -> pd.DataFrame:
    """Share of plans whose assessment did not find what they are for, by category."""
    return frame(build, PLANS, dataset_id=dataset_id)


def recovered(build: Path, dataset_id: str) -> pd.DataFrame:
    """Figures of a population beside what it was made with, as far as its parameters state it for the same figure.

    An interaction is per 10 points of the neighbourhood and unit of ln(deprivation of the authority). That of A is
    taken from the model with a rural term: A is steeper in rural neighbourhoods, most of which affluent authorities
    have, and a model without the term gives their part to the authority.
    """
    return frame(build, RECOVERED, dataset_id=dataset_id)
