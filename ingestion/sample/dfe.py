"""The Department for Education's layouts: rounding, markers and percentages as in its own files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ingestion.sample.areas import UNRETURNED, area_rows, carried_forward, codes_of_the_day, existed
from ingestion.sample.counts import YEARS
from ingestion.sample.england import England
from ingestion.sample.episodes import ASSESSMENT_BANDS, CONFERENCE_BANDS, PLAN_BANDS, table_counts
from ingestion.sample.people import MID_YEARS, Counts
from ingestion.sample.places import LAST_YEAR_OF_FORMER
from ingestion.sample.streams import stream
from ingestion.sample.suppression import hidden_cells

Texts = NDArray[np.object_]

ROUNDED_TO = 10  # counts of regions and England
ASSESSMENT_DAYS = ((0, 0), (1, 10), (11, 20), (21, 30), (31, 40), (41, 45), (46, 50), (51, 60), (61, 90))
CONFERENCE_DAYS = ((0, 10), (11, 15), (16, 20), (21, 35))
QUARTILES = (0.25, 0.5, 0.75)
EPISODE_COUNTS = (
    "Anypoint_episodes", "Anypoint_child", "Started_episodes", "Started_child", "Ended_episodes", "Ended_child",
    "At31_episodes",
)  # fmt: skip
AWAITING = "awaiting_assessment"
POPULATION_TYPES = {
    "CLA_ceased": "Children ceasing to be looked after each year",
    "CLA_At31": "Children looked after on 31 March each year",
    "CLA_started": "Children starting to be looked after each year",
}
WINDOW_OF_LOOKED_AFTER = 5  # financial years in one release
REVISED_MID_YEARS, REVISION_MEAN, REVISION_SD = 2, 0.004, 0.003  # first estimates fall short by this share


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a table shows beyond its counts. `bands` and `quartiles` belong to the count named by `whole`."""

    category: str
    first_year: int = YEARS[0]
    whole: str = ""
    bands: Mapping[str, float] = field(default_factory=dict)
    days: tuple[tuple[int, int], ...] = ()
    quartiles: tuple[str, ...] = ()
    percents: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rates: Mapping[str, str] = field(default_factory=dict)


CHILDREN_IN_NEED = {
    "dfe__cin_b1_episodes": Figures(
        category="Children in Need",
        rates={f"{column}_rate": column for column in EPISODE_COUNTS} | {"Awaiting_assessment_rate": AWAITING},
    ),
    "dfe__cin_c1_referrals": Figures(
        category="Referrals and Re-referrals",
        percents={
            "rereferral_percent": ("rereferral_count", "referral_count"),
            "no_further_action_percent": ("no_further_action_count", "referral_count"),
            "not_in_need_percent": ("not_in_need_count", "referral_count"),
            "rereferral_child_percent": ("rereferral_child_count", "referral_child_count"),
        },
        rates={"Referrals_rate": "referral_count", "Referrals_child_rate": "referral_child_count"},
    ),
    "dfe__cin_c2_assessments": Figures(
        category="Duration of assessment",
        first_year=2014,
        whole="Assessments_completed",
        bands=ASSESSMENT_BANDS,
        days=ASSESSMENT_DAYS,
        quartiles=("25th_Percentile_days", "Median_days", "75th_Percentile_days"),
        rates={"Assessments_completed_rate": "Assessments_completed"},
    ),
    "dfe__cin_c4_section_47s": Figures(
        category="Section 47s and Initial Child Protection Conferences",
        whole="ICPC",
        bands=CONFERENCE_BANDS,
        days=CONFERENCE_DAYS,
        quartiles=("Duration_25th_Percentile", "Duration_median", "Duration_75th_Percentile"),
        rates={f"{column}_rate": column for column in ("Section47", "Section47_child", "ICPC", "ICPC_child")},
    ),
    "dfe__cin_d3_repeat_plans": Figures(
        category="Child Protection Plans which are a second or subsequent plan",
        percents={"CPP_subsequent_percent": ("CPP_subsequent", "CPP_start")},
    ),
    "dfe__cin_d5_plans_by_duration": Figures(
        category="Child Protection Plans by length of time",
        whole="CPP_At31",
        bands=PLAN_BANDS,
        percents={f"{band}_percent": (band, "CPP_At31") for band in PLAN_BANDS},
    ),
}


def rounded_ratio(part: Counts, whole: Counts, times: int) -> Counts:
    """Times part / whole, to the nearest whole number with halves up, in whole-number arithmetic; 0 of nothing."""
    return np.where(whole > 0, (2 * times * part + whole) // np.maximum(2 * whole, 1), 0)


def tenths_text(tenths: Counts) -> Texts:
    """Tenths as the publisher prints them: 22.6, and 21 without a decimal."""
    return np.array([f"{t // 10}" if t % 10 == 0 else f"{t // 10}.{t % 10}" for t in tenths.tolist()], dtype=object)


def whole_text(values: Counts) -> Texts:
    return np.array([str(value) for value in values.tolist()], dtype=object)


def band_quantile(parts: Counts, days: tuple[tuple[int, int], ...], quantile: float) -> Counts:
    """The day at a quantile, evenly spread inside each band. Rows are areas, columns bands."""
    reached = np.cumsum(parts, axis=1)
    target = quantile * reached[:, -1]
    band = np.argmax(reached >= target[:, None], axis=1)
    row = np.arange(len(parts))
    inside = (target - reached[row, band] + parts[row, band]) / np.maximum(parts[row, band], 1)
    low, high = np.array(days, dtype=np.float64)[band].T
    day: Counts = np.floor(low + (high - low) * inside + 0.5).astype(np.int64)
    return day


def _reasons(rows: pd.DataFrame, whole_row: Texts, columns: list[str], figures: Figures | None = None) -> pd.DataFrame:
    """Why each count is not shown: the marker of its whole row, else c, else an empty text."""
    shown = (rows["geographic_level"] == "Local authority").to_numpy() & (whole_row == "")
    counts = rows.loc[shown, columns]
    region_year = rows.loc[shown].groupby(["time_period", "region_code"], sort=True).ngroup().to_numpy()
    sums = [[figures.whole, *figures.bands]] if figures and figures.bands else []
    reasons = np.repeat(whole_row[:, None], len(columns), axis=1)
    reasons[shown] = np.where(hidden_cells(counts, region_year, sums), "c", "")
    return pd.DataFrame(reasons, columns=pd.Index(columns), index=rows.index)


def _count_text(rows: pd.DataFrame, column: str, reasons: pd.DataFrame) -> Texts:
    values = rows[column].to_numpy(np.int64)
    is_authority = (rows["geographic_level"] == "Local authority").to_numpy()
    rounded = (values + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
    reason = reasons[column].to_numpy()
    return np.where(reason == "", whole_text(np.where(is_authority, values, rounded)), reason)


def _ratio_text(rows: pd.DataFrame, part: str, whole: str, reasons: pd.DataFrame, times: int) -> Texts:
    """Tenths of part per whole; the marker of either where one is hidden, z of nothing."""
    divisor = rows[whole].to_numpy(np.int64)
    text = tenths_text(rounded_ratio(rows[part].to_numpy(np.int64), divisor, 10 * times))
    text = np.where(divisor == 0, "z", text)
    for column in (whole, part):
        if column in reasons:
            text = np.where(reasons[column] != "", reasons[column], text)
    return text


def _quartile_text(rows: pd.DataFrame, figures: Figures, quantile: float, whole_row: Texts) -> Texts:
    parts = rows[list(figures.bands)].to_numpy(np.int64)
    text = np.where(parts.sum(axis=1) == 0, "z", whole_text(band_quantile(parts, figures.days, quantile)))
    return np.where(whole_row == "", text, whole_row)


def populations(england: England, vintage: int) -> pd.DataFrame:
    """`population_estimate` by current authority and mid-year, as a vintage had them: the newest are revised later."""
    years = [year for year in MID_YEARS if year < vintage]
    counts = england.children[years].to_numpy(np.int64)
    if vintage <= MID_YEARS[-1]:
        random = stream(england.seed, f"population revision {vintage}")
        shortfall = random.normal(REVISION_MEAN, REVISION_SD, (len(counts), REVISED_MID_YEARS))
        first_estimates = np.rint(counts[:, -REVISED_MID_YEARS:] * (1 - shortfall)).astype(np.int64)
        counts = np.hstack([counts[:, :-REVISED_MID_YEARS], first_estimates])
    index = pd.MultiIndex.from_product([england.children.index, years], names=["la_code", "year"])
    return pd.DataFrame({"population_estimate": counts.ravel()}, index=index)


def population_table(england: England, vintage: int) -> pd.DataFrame:
    counts = populations(england, vintage)
    returned = codes_of_the_day(counts, LAST_YEAR_OF_FORMER - 1)
    rows = area_rows(returned, counts, england.places.authorities)
    return rows.assign(age_group="Children aged 0 to 17 years")


def _with_children(counts: pd.DataFrame, england: England, vintage: int) -> pd.DataFrame:
    """Adds `children`, the vintage's population at the mid-year before each financial year."""
    before = populations(england, vintage)["population_estimate"].rename("children").reset_index()
    before["year"] += 1
    return counts.join(before.set_index(["la_code", "year"]))


def children_in_need_table(name: str, england: England, vintage: int) -> pd.DataFrame:
    figures = CHILDREN_IN_NEED[name]
    years = range(figures.first_year, vintage + 1)
    counts = table_counts(name, england.stages, years, england.seed)
    returned = codes_of_the_day(_with_children(counts, england, vintage))
    totalled = _with_children(carried_forward(counts), england, vintage)
    rows = area_rows(returned, totalled, england.places.authorities)
    keys = zip(rows["new_la_code"], rows["time_period"], strict=True)
    whole_row = np.array([UNRETURNED.get(key, "") for key in keys], dtype=object)
    reasons = _reasons(rows, whole_row, list(counts.columns), figures)
    text = {column: _count_text(rows, column, reasons) for column in counts.columns}
    text |= {column: _ratio_text(rows, *pair, reasons, 100) for column, pair in figures.percents.items()}
    text |= {column: _ratio_text(rows, count, "children", reasons, 10_000) for column, count in figures.rates.items()}
    for column, quantile in zip(figures.quartiles, QUARTILES, strict=False):
        text[column] = _quartile_text(rows, figures, quantile, whole_row)
    return rows.assign(**text, category=figures.category)


def looked_after_table(name: str, england: England, vintage: int) -> pd.DataFrame:
    """Long by population type, with the same authorities in each of its five years."""
    years = range(vintage - WINDOW_OF_LOOKED_AFTER + 1, vintage + 1)
    counts = table_counts(name, england.stages, years, england.seed)
    totalled = _with_children(counts, england, vintage)
    places = pd.MultiIndex.from_product([england.places.authorities["la_code"], years], names=["la_code", "year"])
    returned = codes_of_the_day(totalled).reindex(places, fill_value=0)
    rows = area_rows(returned, totalled, england.places.authorities)
    keys = zip(rows["new_la_code"], rows["time_period"], strict=True)
    whole_row = np.array(["" if existed(*key) else "z" for key in keys], dtype=object)
    reasons = _reasons(rows, whole_row, list(counts.columns))
    population = rows["children"].to_numpy(np.int64)
    shown = rows.assign(population_estimate=np.where(whole_row == "", whole_text(population), "x"))
    parts = []
    for column, label in POPULATION_TYPES.items():
        rate = whole_text(rounded_ratio(rows[column].to_numpy(np.int64), population, 10_000))
        count, reason = _count_text(rows, column, reasons), reasons[column].to_numpy()
        shown_rate = np.where(reason == "", rate, reason)
        parts.append(shown.assign(population_type=label, children_count=count, rate_per_10000=shown_rate))
    return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)
