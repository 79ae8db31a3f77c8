"""What the Summary and Gradient pages read: authorities by deprivation, and what was fitted to them."""

from pathlib import Path

import pandas as pd

from analysis.choice import Choice
from analysis.reading import Row, frame, has_table, rows

MEASURES = """
select indicator_id, label, numerator, denominator, caveat from marts.dim_indicators
where
    is_headline
    and indicator_id in (
        select indicator_id from marts.fct_la_indicators where breakdown = 'total' and count is not null
    )
order by stage_order
"""

YEARS = """
select distinct financial_year_end from marts.fct_la_indicators
where indicator_id = $indicator_id and breakdown = 'total' and count is not null
order by financial_year_end desc
"""

EDITIONS = "select distinct imd_edition from marts.fct_la_deprivation order by imd_edition desc"

AUTHORITIES = """
with
fitted as (
    select
        max(estimate) filter (term = 'intercept') as intercept,
        max(estimate) filter (term = 'exposure') as slope,
        max(release_ids) as release_ids
    from results.gradients
    where
        dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
        and financial_year_end = $financial_year_end and exposure = $exposure
        and stratum_type = 'total' and model = 'poisson' and converged
)
select
    indicators.financial_year_end,
    indicators.indicator_id,
    coalesce(fitted.release_ids, indicators._release_id) as release_ids,
    indicators.is_synthetic,
    indicators.la_code,
    authorities.la_name,
    $imd_edition as imd_edition,
    deprivation.income_deprivation_pct,
    deprivation.rural_children_pct,
    indicators.count,
    indicators.count_status,
    indicators.denominator_count as children_count,
    indicators.value as rate_per_10k,
    indicators.ci_low as rate_ci_low,
    indicators.ci_high as rate_ci_high,
    10000 * exp(fitted.intercept + fitted.slope * deprivation.income_deprivation_pct) as fitted_rate_per_10k,
    case
        when indicators.count_status != 'observed' then indicators.count_status
        when indicators.value_status != 'observed' then 'no_children_count'
        when deprivation.income_deprivation_pct is null then 'no_deprivation'
    end as missing_because
from marts.fct_la_indicators as indicators
inner join marts.dim_local_authorities as authorities on indicators.la_code = authorities.la_code
left join marts.fct_la_deprivation as deprivation
    on indicators.la_code = deprivation.la_code and deprivation.imd_edition = $imd_edition
cross join fitted
where
    indicators.indicator_id = $indicator_id
    and indicators.financial_year_end = $financial_year_end
    and indicators.breakdown = 'total'
    and indicators.is_in_use
order by authorities.la_name
"""

GRADIENTS = """
select level, model, score, score_low, score_high, score_per_sd, n_areas, n_la
from results.gradients
where
    dataset_id = $dataset_id and indicator_id = $indicator_id and financial_year_end = $financial_year_end
    and exposure = $exposure and stratum_type = 'total' and term = 'exposure'
    and model in ('poisson', 'nb2', 'pooled_poisson') and converged
order by list_position(['poisson', 'nb2', 'pooled_poisson'], model)
"""

NOT_FITTED = """
select study as model, reason from results.not_fitted
where
    dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
    and financial_year_end = $financial_year_end and exposure = $exposure
"""

INDICES = """
select index_name, estimate, ci_low, ci_high from results.inequality_indices
where
    dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
    and financial_year_end = $financial_year_end and exposure = $exposure
"""

GAPS = """
indices as (
    select
        indicator_id, financial_year_end,
        max(estimate) filter (index_name = 'sii') as sii,
        max(ci_low) filter (index_name = 'sii') as sii_low,
        max(ci_high) filter (index_name = 'sii') as sii_high,
        max(estimate) filter (index_name = 'rii') as rii,
        max(ci_low) filter (index_name = 'rii') as rii_low,
        max(ci_high) filter (index_name = 'rii') as rii_high
    from results.inequality_indices
    where dataset_id = $dataset_id and level = 'between_la' and exposure = $exposure
    group by indicator_id, financial_year_end
)
"""

SLOPES = """
slopes as (
    select indicator_id, financial_year_end, score, score_low, score_high, n_areas, n_la
    from results.gradients
    where
        dataset_id = $dataset_id and level = 'between_la' and exposure = $exposure and stratum_type = 'total'
        and term = 'exposure' and model = 'poisson' and converged
)
"""

TREND = f"""
with {GAPS}, {SLOPES},
years as (
    select unnest(generate_series(
        min(indicators.financial_year_end) filter (indicators.indicator_id = $indicator_id),
        max(indicators.financial_year_end)
    ))::integer as financial_year_end
    from marts.fct_la_indicators as indicators
    inner join marts.dim_indicators as definitions on indicators.indicator_id = definitions.indicator_id
    where definitions.is_headline and indicators.breakdown = 'total' and indicators.count is not null
)
select
    years.financial_year_end, slopes.score, slopes.score_low, slopes.score_high, slopes.n_areas,
    indices.sii, indices.sii_low, indices.sii_high, indices.rii, indices.rii_low, indices.rii_high
from years
left join slopes
    on years.financial_year_end = slopes.financial_year_end and slopes.indicator_id = $indicator_id
left join indices
    on years.financial_year_end = indices.financial_year_end and indices.indicator_id = $indicator_id
order by years.financial_year_end
"""

CHANGE = """
select from_year, to_year, from_value, to_value, estimate, ci_low, ci_high
from results.deprivation_trends
where
    dataset_id = $dataset_id and level = 'between_la' and series = $indicator_id and unit = 'ln_score_per_year'
    and exposure = $exposure
"""

LADDER = f"""
with {GAPS}, {SLOPES}
select
    definitions.indicator_id, definitions.label, $financial_year_end as financial_year_end, slopes.score,
    slopes.score_low, slopes.score_high, slopes.n_la, indices.sii, indices.sii_low, indices.sii_high,
    indices.rii, indices.rii_low, indices.rii_high,
    case when slopes.score is null then coalesce(not_fitted.reason, 'no figures for this year') end as reason
from marts.dim_indicators as definitions
left join slopes
    on definitions.indicator_id = slopes.indicator_id and slopes.financial_year_end = $financial_year_end
left join results.not_fitted as not_fitted
    on
        definitions.indicator_id = not_fitted.indicator_id
        and not_fitted.dataset_id = $dataset_id and not_fitted.level = 'between_la'
        and not_fitted.financial_year_end = $financial_year_end and not_fitted.exposure = $exposure
        and not_fitted.study = 'poisson'
left join indices
    on definitions.indicator_id = indices.indicator_id and indices.financial_year_end = $financial_year_end
where definitions.is_headline
order by definitions.stage_order
"""

SENSITIVITY = """
select
    indicator_id, financial_year_end, exposure, right(exposure, 4)::integer as imd_edition, 'all' as subset, model,
    score, score_low, score_high, score_per_sd, n_la
from results.gradients
where
    dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
    and financial_year_end = $financial_year_end and stratum_type = 'total' and term = 'exposure' and converged
    and score is not null
order by imd_edition desc, list_position(['poisson', 'nb2'], model)
"""

SPECIFICATIONS = """
select
    indicator_id, financial_year_end, exposure, right(exposure, 4)::integer as imd_edition, subset, model, score,
    score_low, score_high, score_per_sd, n_la
from results.sensitivity
where
    dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
    and financial_year_end = $financial_year_end and converged and score is not null
order by imd_edition desc, exposure desc, subset, model
"""

FITTED_LINE = """
select income_deprivation_pct, rate_per_10k, ci_low, ci_high from results.fitted_lines
where
    dataset_id = $dataset_id and level = 'between_la' and indicator_id = $indicator_id
    and financial_year_end = $financial_year_end and exposure = $exposure
order by income_deprivation_pct
"""

NATIONAL = """
select count, value as rate_per_10k from marts.fct_england_indicators
where
    geographic_level = 'national' and breakdown = 'total' and count is not null and value is not null
    and indicator_id = $indicator_id and financial_year_end = $financial_year_end
"""


def measures(build: Path) -> dict[str, Row]:
    """The headline indicators that have figures, by indicator_id, in the order of the stages."""
    return {row["indicator_id"]: row for row in rows(build, MEASURES)}


def years(build: Path, indicator_id: str) -> list[int]:
    """Financial years with at least one figure, newest first."""
    return frame(build, YEARS, indicator_id=indicator_id)["financial_year_end"].tolist()


def editions(build: Path) -> list[int]:
    return frame(build, EDITIONS)["imd_edition"].tolist()


def authorities(build: Path, choice: Choice) -> pd.DataFrame:
    """One row per authority that existed, with the rate that the Poisson model gives its deprivation."""
    return frame(build, AUTHORITIES, choice)


def gradients(build: Path, choice: Choice) -> dict[str, Row]:
    """The slope by model that converged: poisson and nb2 between authorities, pooled_poisson over neighbourhoods."""
    return {row["model"]: row for row in rows(build, GRADIENTS, choice)}


def not_fitted(build: Path, choice: Choice) -> dict[str, str]:
    """Why a model has no result, by model."""
    return {row["model"]: row["reason"] for row in rows(build, NOT_FITTED, choice)}


def indices(build: Path, choice: Choice) -> dict[str, Row]:
    """The absolute (sii) and relative (rii) gap between local authorities, by name."""
    return {row["index_name"]: row for row in rows(build, INDICES, choice)}


def trend(build: Path, choice: Choice) -> pd.DataFrame:
    """One row per year from the measure's first to the newest of any measure; null where no figure."""
    return frame(build, TREND, choice)


def change(build: Path, choice: Choice) -> Row | None:
    """How the slope changed over all years, on the logarithmic scale and per year; None where it was not fitted."""
    return next(iter(rows(build, CHANGE, choice)), None) if has_table(build, "results", "deprivation_trends") else None


def national(build: Path, choice: Choice) -> Row | None:
    """The count and rate that the publisher gives for the whole country."""
    return next(iter(rows(build, NATIONAL, choice)), None)


def ladder(build: Path, choice: Choice) -> pd.DataFrame:
    """The Poisson slope and the two gaps of each stage, in order, or the reason why there is none."""
    return frame(build, LADDER, choice)


def sensitivity(build: Path, choice: Choice) -> pd.DataFrame:
    """The slope under every choice that was tried in the year; by edition and model alone where no others were."""
    is_tried = has_table(build, "results", "sensitivity")
    tried = frame(build, SPECIFICATIONS, choice) if is_tried else pd.DataFrame()
    return frame(build, SENSITIVITY, choice) if tried.empty else tried


def fitted_line(build: Path, choice: Choice) -> pd.DataFrame:
    """The Poisson line with its 95 % band over the deprivation seen; no rows in a build from before there were any."""
    return frame(build, FITTED_LINE, choice) if has_table(build, "results", "fitted_lines") else pd.DataFrame()
