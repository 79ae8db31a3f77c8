"""One authority, or some of them, beside the country: in words."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.choice import Choice
from analysis.sentences import Row
from analysis.sentences.absences import why
from analysis.sentences.numbers import counted, interval, number, ratio_and_interval, year_spans

VERDICTS = {
    "higher": "higher than expected",
    "lower": "lower than expected",
    "cannot_distinguish": "cannot be told apart from what is expected",
}
NO_EXPECTED = (
    "This build does not say what would be expected of an authority of this deprivation. "
    "`make refresh` (or `make run` for the sample) builds a warehouse that does."
)

NO_FUNNEL = (
    "This build holds no funnel for this choice: they are worked out for the newest year of a measure and the newest "
    "Indices, by `make refresh` (or `make run` for the sample)."
)
NOT_EXPECTED = (
    "No stage has an expected number for this authority, year and edition: they are worked out for the newest year of "
    "a measure and the newest Indices."
)


def country_name(choice: Choice) -> str:
    return "the invented country" if choice.is_synthetic else "England"


def finding(own: Row | None, england: Row | None, name: str, choice: Choice) -> str:
    """The rate of an authority with its interval beside the country's, or the reason why there is none."""
    if own is None or own["rate_per_10k"] is None:
        reason = why(own["missing_because"]) if own else why("no_row")
        return f"**No rate of {choice.thing} in {name} {choice.when}: {reason}.** A missing figure is not a zero."
    rate = (
        f"**In {name} there were {number(own['rate_per_10k'])} {choice.thing} per 10,000 children {choice.when} "
        f"({own['count']:,.0f} in all{_with_interval(own)})"
    )
    if england is None or england["rate_per_10k"] is None:
        return f"{rate}.**"
    verdict = against(own, england["rate_per_10k"])
    return f"{rate}. The rate of {country_name(choice)} was {number(england['rate_per_10k'])}: {verdict}.**"


def _with_interval(own: Row) -> str:
    if own["rate_ci_low"] is None:
        return ""
    return f"; 95% interval of the rate {interval(own['rate_ci_low'], own['rate_ci_high'])}"


def against(own: Row, rate: float) -> str:
    """Where the interval lies from a rate; never whether that is good."""
    if pd.isna(own["rate_ci_low"]):
        return "no interval is published on today's boundaries"
    if own["rate_ci_low"] > rate:
        return "the interval lies above it"
    if own["rate_ci_high"] < rate:
        return "the interval lies below it"
    return "the interval includes it, so the two cannot be told apart"


LINES = ("Solid blue", "dashed orange", "dotted green", "dash-dotted purple")


def line_key(names: Mapping[str, str]) -> str:
    """Which line is whose, in the order in which they are drawn."""
    return f"{'; '.join(f'{line}: {name}' for line, name in zip(LINES, names.values(), strict=False))}."


def series_key(model_version: int | None, covid: Sequence[int], missing: Sequence[int]) -> str:
    """What is shaded, what is missing, and who the neighbours are."""
    parts = [f"Light grey: years of the pandemic ({', '.join(map(str, covid))})."] if covid else []
    if missing:
        parts.append(f"No figure of the authority for {year_spans(missing)} (shaded purple).")
    if model_version:
        parts.append(f"Neighbours: its statistical neighbours in the model of {model_version}, taken together.")
    return " ".join([*parts, "Upright lines are 95% intervals."])


def series_alt(series: pd.DataFrame, name: str, choice: Choice) -> str:
    known = series[(series["series"] == "area")].dropna(subset="rate_per_10k")
    if known.empty:
        return f"{name} has no rate of {choice.thing} in any year."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{choice.what} per 10,000 children in {name} by year: from {number(first['rate_per_10k'])} in "
        f"{first['financial_year_end']} to {number(last['rate_per_10k'])} in {last['financial_year_end']}, beside the "
        "country, the region and the statistical neighbours."
    )


def profile_alt(profile: pd.DataFrame) -> str:
    known = profile.dropna(subset="children_pct")
    said = [f"tenth {int(row['imd_decile'])}: {number(row['children_pct'])}%" for _, row in known.iterrows()]
    return f"Share of children by national tenth, 1 = most deprived. {'; '.join(said)}."


def problems(breaks: Sequence[Row], coverage: pd.DataFrame) -> list[str]:
    """What is known to be wrong with the figures of an authority, one thing each; the pandemic was everyone's."""
    notes = [
        f"{row['financial_year_end']}: {row['note']}." for row in breaks if row["la_code"] or row["kind"] != "covid"
    ]
    by_table = coverage.groupby(["table_name", "reason"])["financial_year_end"].agg(year_spans).reset_index()
    reasons = [
        f"{years}: {why(reason)} ({', '.join(f'`{name}`' for name in found['table_name'])})."
        for (reason, years), found in by_table.groupby(["reason", "financial_year_end"], sort=False)
    ]
    return notes + reasons


def no_problems(name: str) -> str:
    return f"None is known for {name}, but for the years of the pandemic."


def expected(rows: pd.DataFrame, choice: Choice, name: str) -> str:
    """How many stages differ from what the deprivation of the authority suggests."""
    of_choice = rows[rows["indicator_id"] == choice.indicator_id]
    said = "" if of_choice.empty else f"{expected_row(of_choice.iloc[0])}. "
    return (
        f"**{said}Of {counted(len(rows), 'stage')} in {choice.financial_year_end}, {tally(rows)}.** Expected is "
        f"what authorities with the deprivation of {name} have on average, between local authorities: "
        "it is no target, and a difference says nothing about quality."
    )


def tally(expected: pd.DataFrame) -> str:
    """How many stages have each verdict."""
    verdicts = expected["verdict"].tolist()
    return ", ".join(f"{verdicts.count(code)} {words}" for code, words in VERDICTS.items() if code in verdicts)


def expected_row(row: Row) -> str:
    return (
        f"{row['label']}: {number(row['observed'], 0)} observed, {number(row['expected'], 0)} expected, "
        f"ratio {_ratio(row)}, {VERDICTS.get(row['verdict'], row['verdict'])}"
    )


def expected_mark(row: Row) -> str:
    return f"{row['label']}: {_ratio(row)}"


def _ratio(row: Row) -> str:
    return ratio_and_interval(row["ratio"], row["ratio_low"], row["ratio_high"])


def compared(shown: pd.DataFrame, england: Row | None, choice: Choice) -> str:
    """How many of the authorities shown can be told apart from the country."""
    known = shown.dropna(subset="rate_per_10k")
    absent = len(shown) - len(known)
    missing = f" {counted(absent, 'authority has', 'authorities have')} no figure." if absent else ""
    if england is None or england["rate_per_10k"] is None:
        return f"There is no rate of the country to compare with.{missing}"
    rate = england["rate_per_10k"]
    above, below = int((known["rate_ci_low"] > rate).sum()), int((known["rate_ci_high"] < rate).sum())
    return (
        f"**Of {counted(len(known), 'authority', 'authorities')} with a rate of {choice.thing} {choice.when}, {above} "
        f"have an interval above the rate of {country_name(choice)} ({number(rate)} per 10,000 children), {below} "
        f"below it, and {len(known) - above - below} cannot be told apart from it.**{missing} "
        "Intervals show chance variation alone, and no rate is good or bad in itself."
    )


def compared_row(row: Row) -> str:
    if pd.isna(row["rate_per_10k"]):
        return f"{row['la_name']}: no figure ({str(row['missing_because']).replace('_', ' ')})"
    if pd.isna(row["rate_ci_low"]):
        return f"{row['la_name']}: {number(row['rate_per_10k'])}"
    return f"{row['la_name']}: {number(row['rate_per_10k'])} ({interval(row['rate_ci_low'], row['rate_ci_high'])})"


def funnel(shown: pd.DataFrame, choice: Choice) -> str:
    """How many of those compared lie beyond the outer limits."""
    beyond = int((~shown["ratio"].between(shown["limit_low_998"], shown["limit_high_998"])).sum())
    return (
        f"**Of {counted(len(shown), 'authority', 'authorities')} compared, {beyond} {'lies' if beyond == 1 else 'lie'} "
        f"beyond the 99.8% limits of {choice.thing} {choice.when}, given their deprivation, between local "
        "authorities.** The limits allow for authorities of the same deprivation to differ by more than chance."
    )


def funnel_row(row: Row) -> str:
    return f"{row['la_name']}: {number(row['ratio'], 2)} times what is expected"
