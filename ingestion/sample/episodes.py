"""Each table's additive columns, drawn so that parts add up to wholes and children never exceed episodes.

Frames have one row per current authority and financial year (la_code, year), and whole numbers only.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ingestion.sample.people import Counts
from ingestion.sample.streams import stream

ASSESSMENT_BANDS = {
    "Same_day": 0.015, "1-10_days": 0.115, "11-20_days": 0.175, "21-30_days": 0.16, "31-40_days": 0.20,
    "41-45_days": 0.18, "46-50_days": 0.06, "51-60_days": 0.045, "61+_days": 0.05,
}  # fmt: skip
CONFERENCE_BANDS = {
    "Duration_0-10_days": 0.09, "Duration_11-15_days": 0.73, "Duration_16-20_days": 0.09, "Duration_21+_days": 0.09,
}  # fmt: skip
PLAN_BANDS = {
    "3_months_or_less": 0.315, "more_than_3_months_6_months": 0.255, "more_than_6_months_less_than_1_year": 0.265,
    "1_year_less_than_2_years": 0.142, "2_years_or_more": 0.023,
}  # fmt: skip
BAND_LOG_SD = 0.25  # between authorities


def some_of(random: np.random.Generator, whole: Counts, share: float) -> Counts:
    return np.asarray(random.binomial(whole, share))


def children_of(random: np.random.Generator, episodes: Counts, per_episode: float) -> Counts:
    """Distinct children behind a number of episodes: at least one where there is an episode."""
    return np.maximum(some_of(random, episodes, per_episode), np.minimum(episodes, 1))


def in_bands(random: np.random.Generator, whole: pd.Series, shares: dict[str, float]) -> dict[str, Counts]:
    """Parts that add up to the whole, each authority with its own mix around England's."""
    authority, codes = pd.factorize(whole.index.get_level_values("la_code"))
    mix = np.array(list(shares.values())) * np.exp(random.normal(0, BAND_LOG_SD, (len(codes), len(shares))))
    parts = random.multinomial(whole.to_numpy(), (mix / mix.sum(axis=1, keepdims=True))[authority])
    return dict(zip(shares, parts.T, strict=True))


def _b1(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    at_31 = totals["At31_episodes"].to_numpy()
    ended = random.poisson(at_31 * 0.88)
    anypoint = at_31 + ended
    started = some_of(random, anypoint, 0.525)
    return {
        "Anypoint_episodes": anypoint,
        "Anypoint_child": children_of(random, anypoint, 0.93),
        "Started_episodes": started,
        "Started_child": children_of(random, started, 0.94),
        "Ended_episodes": ended,
        "Ended_child": children_of(random, ended, 0.945),
        "At31_episodes": at_31,
        "awaiting_assessment": some_of(random, at_31, 0.04),
    }


def _c1(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    referrals = totals["referral_count"].to_numpy()
    no_further_action = some_of(random, referrals, 0.065)
    children = children_of(random, referrals, 0.88)
    repeated = some_of(random, referrals, 0.225)
    return {
        "referral_count": referrals,
        "rereferral_count": repeated,
        "no_further_action_count": no_further_action,
        "not_in_need_count": some_of(random, referrals - no_further_action, 0.33),
        "referral_child_count": children,
        "rereferral_child_count": np.minimum(children_of(random, repeated, 0.82), children),
    }


def _c2(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    assessed = totals["Assessments_completed"]
    return {"Assessments_completed": assessed.to_numpy()} | in_bands(random, assessed, ASSESSMENT_BANDS)


def _c4(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    enquiries, conferences = totals["Section47"].to_numpy(), totals["ICPC"]
    return {
        "Section47": enquiries,
        "Section47_child": children_of(random, enquiries, 0.85),
        "ICPC": conferences.to_numpy(),
        "ICPC_child": children_of(random, conferences.to_numpy(), 0.985),
    } | in_bands(random, conferences, CONFERENCE_BANDS)


def _d3(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    started = totals["CPP_start"].to_numpy()
    return {"CPP_start": started, "CPP_subsequent": some_of(random, started, 0.23)}


def _d5(totals: pd.DataFrame, random: np.random.Generator) -> dict[str, Counts]:
    plans = totals["CPP_At31"]
    return {"CPP_At31": plans.to_numpy()} | in_bands(random, plans, PLAN_BANDS)


def _looked_after(totals: pd.DataFrame, _: np.random.Generator) -> dict[str, Counts]:
    return {name: totals[name].to_numpy() for name in ("CLA_ceased", "CLA_At31", "CLA_started")}


_TABLES = {
    "dfe__cin_b1_episodes": _b1,
    "dfe__cin_c1_referrals": _c1,
    "dfe__cin_c2_assessments": _c2,
    "dfe__cin_c4_section_47s": _c4,
    "dfe__cin_d3_repeat_plans": _d3,
    "dfe__cin_d5_plans_by_duration": _d5,
    "dfe__cla_numbers_and_rates": _looked_after,
}


def table_counts(table: str, totals: pd.DataFrame, years: Sequence[int], seed: int) -> pd.DataFrame:
    """The additive columns of one table for some years."""
    frame = pd.DataFrame(_TABLES[table](totals, stream(seed, table)), index=totals.index)
    return frame[frame.index.get_level_values("year").isin(years)]
