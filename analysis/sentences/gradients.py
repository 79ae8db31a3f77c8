"""Rows in, plain English out: every number in a sentence comes from a row."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.choice import Choice, lower_first, upper_first
from analysis.model_labels import label
from analysis.sentences import Row
from analysis.sentences.numbers import counted, interval, number, ratio_and_interval, ratios


def ratio_with_interval(row: Row) -> str:
    return ratio_and_interval(row["score"], row["score_low"], row["score_high"])


def higher_or_lower(ratio: float) -> str:
    change = round(100 * (ratio - 1))
    if ratio >= 2:
        return f"{number(ratio, 2)} times as high"
    if change == 0:
        return "about the same"
    return f"{abs(change)}% {'higher' if change > 0 else 'lower'}"


def _kind(choice: Choice) -> str:
    return "fictional" if choice.is_synthetic else "local"


def _includes(low: float, null: float, high: float) -> bool:
    return low <= null <= high


def _verdict(row: Row, places: str) -> str:
    if _includes(row["score_low"], 1, row["score_high"]):
        return "the data are also compatible with no difference"
    side, word = ("above", "higher") if row["score_low"] > 1 else ("below", "lower")
    return f"the whole interval lies {side} 1, so more deprived {places} had {word} rates"


def _slope(row: Row, places: str) -> str:
    low, high = ratios(row["score_low"], row["score_high"])
    return (
        f"{higher_or_lower(row['score'])} for each 10 percentage points more of the population in income deprivation "
        f"(rate ratio {ratios(row['score'])[0]}, 95% interval {low} to {high}): {_verdict(row, places)}."
    )


def heading(choice: Choice) -> str:
    return f"{'Synthetic: ' if choice.is_synthetic else ''}{choice.what}, {choice.period}"


def finding(poisson: Row | None, choice: Choice, *, reason: str | None = None) -> str:
    """The Poisson slope between local authorities, or the reason why there is none."""
    if poisson is None:
        why = reason or "the warehouse holds no result for this choice"
        return f"No gradient between local authorities for {choice.thing} {choice.when}: {why}."
    places = counted(poisson["n_la"], f"{_kind(choice)} authority", f"{_kind(choice)} authorities")
    return (
        f"**Comparing {places} {choice.when}, rates of {choice.thing} were {_slope(poisson, 'authorities')}** "
        "This is a difference between local authorities, not between neighbourhoods or children."
    )


def other_model(poisson: Row, nb2: Row | None) -> str:
    """Whether the negative binomial model leads to the same reading as the Poisson model."""
    if nb2 is None:
        return "The negative binomial model, fitted as a check, gave no usable result."
    readings = [_verdict(row, "authorities") for row in (poisson, nb2)]
    comparison = "leads to the same reading" if readings[0] == readings[1] else "leads to another reading"
    return (
        f"The negative binomial model, which gives small authorities more say, {comparison}: "
        f"rate ratio {ratio_with_interval(nb2)}; {readings[1]}."
    )


def gaps(indices: Mapping[str, Row]) -> str:
    """The absolute and the relative gap, always as a pair."""
    if not {"sii", "rii"} <= indices.keys():
        return "The gap between the ends of the ranking between local authorities could not be computed."
    sii, rii = indices["sii"], indices["rii"]
    low, high = ratios(rii["ci_low"], rii["ci_high"])
    direction = "higher" if sii["estimate"] >= 0 else "lower"
    return (
        "From the least to the most deprived end of the ranking between local authorities, the fitted rate is "
        f"{number(abs(sii['estimate']))} per 10,000 children {direction} "
        f"(absolute gap, 95% interval {interval(sii['ci_low'], sii['ci_high'])}) and "
        f"{ratios(rii['estimate'])[0]} times as high (relative gap, {low} to {high}). {_gap_verdict(sii, rii)}"
    )


def _gap_verdict(sii: Row, rii: Row) -> str:
    no_gap = {
        "absolute": _includes(sii["ci_low"], 0, sii["ci_high"]),
        "relative": _includes(rii["ci_low"], 1, rii["ci_high"]),
    }
    if all(no_gap.values()):
        return "Both intervals are also compatible with no gap."
    if not any(no_gap.values()):
        return "Neither interval is compatible with no gap."
    return (
        f"Only the interval of the {next(kind for kind in no_gap if no_gap[kind])} gap is also compatible with no gap."
    )


def neighbourhoods(row: Row, choice: Choice) -> str:
    """The neighbourhood slope of the sample: no public table has counts this fine."""
    places = counted(row["n_la"], "fictional authority", "fictional authorities")
    return (
        f"**Synthetic neighbourhoods.** Comparing {counted(row['n_areas'], 'neighbourhood')} of {places} "
        f"{choice.when}, rates of {choice.thing} were {_slope(row, 'neighbourhoods')} It says nothing about England. A "
        "neighbourhood gradient and the one between local authorities are different quantities, even where they agree."
    )


def chart_key(choice: Choice) -> str:
    return (
        f"Each mark is one {_kind(choice)} authority, a triangle where at least a third of its children live in rural "
        "neighbourhoods. The orange line is the rate that the Poisson model fits."
    )


def chart_alt(areas: pd.DataFrame, choice: Choice) -> str:
    """The takeaway of the scatter, for those who do not see it."""
    drawn = areas[areas["missing_because"].isna()].sort_values("income_deprivation_pct")
    places = counted(len(drawn), f"{_kind(choice)} authority", f"{_kind(choice)} authorities")
    start = f"Scatter of {places} {choice.when}: {choice.thing} per 10,000 children"
    if drawn.empty or drawn["fitted_rate_per_10k"].isna().any():
        return f"{start} against income deprivation."
    first, last = drawn.iloc[0], drawn.iloc[-1]
    verb = "rises" if last["fitted_rate_per_10k"] > first["fitted_rate_per_10k"] else "falls"
    return (
        f"{start}. The fitted line {verb} from {number(first['fitted_rate_per_10k'])} where "
        f"{number(first['income_deprivation_pct'])}% of people are in income deprivation to "
        f"{number(last['fitted_rate_per_10k'])} where {number(last['income_deprivation_pct'])}% are, with authorities "
        f"scattered from {number(drawn['rate_per_10k'].min())} to {number(drawn['rate_per_10k'].max())}."
    )


def country(row: Row | None, choice: Choice) -> str:
    if row is None:
        return "The publisher gives no figure for the whole country."
    place = "The invented country" if choice.is_synthetic else "England"
    return (
        f"{place} as published: {row['count']:,} {choice.thing}, {number(row['rate_per_10k'])} per 10,000 children. "
        "National counts are rounded, so the authorities need not add up to them."
    )


def measure(row: Row) -> str:
    caveat = f" {row['caveat']}" if row["caveat"] else ""
    return f"The rate is: {lower_first(row['numerator'])}, per 10,000 {lower_first(row['denominator'])}.{caveat}"


def ladder(rungs: pd.DataFrame, choice: Choice) -> str:
    """How the slopes of the stages lie side by side, without saying that one is steeper than another."""
    fitted = rungs.dropna(subset="score")
    if fitted.empty:
        return f"No stage has a gradient between local authorities in {choice.financial_year_end}."
    least, most = fitted.iloc[fitted["score"].argmin()], fitted.iloc[fitted["score"].argmax()]
    above = counted(int((fitted["score_low"] > 1).sum()), "interval")
    lies = "lies" if above.startswith("1 ") else "lie"
    return (
        f"**Across the stages in {choice.financial_year_end}, the rate ratio between local authorities goes from "
        f"{ratio_with_interval(least)} for {lower_first(least['label'])} to {ratio_with_interval(most)} for "
        f"{lower_first(most['label'])}; {above} of {len(fitted)} {lies} wholly above 1.** "
        "The same children are counted at several stages: intervals that overlap are no test of a difference."
    )


def sensitivity(fits: pd.DataFrame) -> str:
    """Whether the sign of the slope survives the other models and editions."""
    if fits.empty:
        return "No model has a result for this choice."
    above, below = int((fits["score_low"] > 1).sum()), int((fits["score_high"] < 1).sum())
    neither = len(fits) - above - below
    return (
        f"**Of {counted(len(fits), 'way')} to fit it (model, measure of deprivation, authorities), {above} have an "
        f"interval wholly above 1, {below} wholly below 1, and {neither} are compatible with no difference between "
        "local authorities.**"
    )


def methods_key(estimated: Sequence[Row]) -> str:
    said = (
        "Between local authorities: a dot and its 95% interval for each way to fit the slope, with all of them, "
        "without London and without missing returns (the table says which). Look at the side of 1 on which the "
        "intervals lie: the editions are not on one scale, so their ratios are not to be compared in size."
    )
    years = " and ".join(f"{row['vintage']:g}" for row in estimated)
    return f"{said} The IDACI of {years} was estimated, not as published (see Source)." if years else said


def rung(row: Row) -> str:
    """A stage and its rate ratio, or why there is none, to stand over its mark."""
    if pd.isna(row["score"]):
        return f"{row['label']}: no figure"
    return f"{row['label']}: {ratio_with_interval(row)}"


def fit(row: Row) -> str:
    """One slope among others: which model, measure of deprivation and authorities, and its interval."""
    return f"{model_name(row)}, {exposure(row)}{subset(row)}: {ratio_with_interval(row)}"


def model_name(row: Row) -> str:
    return upper_first(label(str(row["model"])))


def exposure_name(row: Row) -> str:
    """The measure of deprivation on its own."""
    return exposure(row) if str(row["exposure"]).startswith("idaci") else f"Income {exposure(row)}"


def exposure(row: Row) -> str:
    kind = "IDACI " if str(row["exposure"]).startswith("idaci") else ""
    return f"{kind}{row['imd_edition']}"


def subset(row: Row) -> str:
    return "" if row["subset"] == "all" else f", {str(row['subset']).replace('_', ' ')}"
