"""What the Evidence page reads: the claims of the literature, and the curvature protocol on each data set."""

from pathlib import Path

import pandas as pd

from analysis.reading import frame, has_table

CLAIMS = """
select
    claim_id, claim, citation, published_figure, kind, verdict, evidence_level, estimate, ci_low, ci_high, rule, caveat
from results.claims
order by claim_id
"""

VERDICTS = """
select
    verdicts.dataset_id, verdicts.indicator_id, definitions.label, verdicts.financial_year_end, verdicts.exposure,
    verdicts.verdict, verdicts.naive_interaction, verdicts.naive_interaction_p, verdicts.spline_interaction,
    verdicts.spline_interaction_p, verdicts.remaining_share, verdicts.n_areas, verdicts.n_la, verdicts.note
from results.curvature_verdicts as verdicts
inner join marts.dim_indicators as definitions on verdicts.indicator_id = definitions.indicator_id
where verdicts.dataset_id = $dataset_id
order by definitions.stage_order, verdicts.financial_year_end desc
"""

CURVES = """
select
    dataset_id, indicator_id, financial_year_end, exposure, la_income_deprivation_pct, income_deprivation_pct,
    rate_per_10k, ci_low, ci_high
from results.curvature_curves
where
    dataset_id = $dataset_id and indicator_id = $indicator_id and financial_year_end = $financial_year_end
    and exposure = $exposure and is_within_data
order by la_income_deprivation_pct, income_deprivation_pct
"""

SCORES = """
select
    dataset_id, indicator_id, financial_year_end, exposure, la_offset_pp, la_income_deprivation_pct, score, score_low,
    score_high, is_outside_data
from results.curvature_scores
where
    dataset_id = $dataset_id and indicator_id = $indicator_id and financial_year_end = $financial_year_end
    and exposure = $exposure
order by la_offset_pp
"""


def claims(build: Path) -> pd.DataFrame:
    """The claims ledger; no rows in a build from before there was one."""
    return frame(build, CLAIMS) if has_table(build, "results", "claims") else pd.DataFrame()


def datasets(build: Path, table: str) -> list[str]:
    """Data sets that a table of results has rows of; none in a build from before there was the table."""
    if not has_table(build, "results", table):
        return []
    return frame(build, f"select distinct dataset_id from results.{table} order by dataset_id")["dataset_id"].tolist()


def verdicts(build: Path, dataset_id: str) -> pd.DataFrame:
    return frame(build, VERDICTS, dataset_id=dataset_id)


def _of_fit(build: Path, sql: str, fit: pd.Series) -> pd.DataFrame:
    key = ("dataset_id", "indicator_id", "exposure")
    return frame(build, sql, financial_year_end=int(fit["financial_year_end"]), **{name: fit[name] for name in key})


def curves(build: Path, fit: pd.Series) -> pd.DataFrame:
    """The fitted rate over neighbourhood deprivation in authorities at three levels of deprivation, within the data."""
    return _of_fit(build, CURVES, fit)


def scores(build: Path, fit: pd.Series) -> pd.DataFrame:
    """The social gradient score of the same children in authorities at three levels."""
    return _of_fit(build, SCORES, fit)
