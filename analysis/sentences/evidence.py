"""Claims and verdicts in words, each with the kind of evidence that it rests on."""

import pandas as pd

from analysis.choice import lower_first
from analysis.sentences import Row
from analysis.sentences.numbers import counted, interval, number, ratios

KINDS = {
    "sample": "Embedded sample (synthetic)",
    "benchmark_a": "Benchmark A (synthetic): affluent authorities made steeper",
    "benchmark_a0": "Benchmark A0 (synthetic): no difference made",
    "benchmark_b": "Benchmark B (synthetic): no difference made, a curve instead",
    "benchmark_n": "Benchmark N (synthetic): no gradient made",
}
READINGS = {
    "supported": "supported: steeper in less deprived authorities, and a curve does not explain it",
    "explained by curvature": "explained by curvature: what looks steeper is the bend of one curve",
    "not shown": "not shown: these data do not show that less deprived authorities are steeper",
}
NO_CLAIMS = (
    "This build holds no ledger of claims. `make refresh` (or `make run` for the sample) builds a warehouse that does."
)
NO_CURVES = (
    "This build holds no neighbourhood data to try the protocol on: no public table goes below the local authority. "
    "`make benchmark` adds synthetic populations whose truth is known; `make extract` takes an authority's own records."
)


def dataset_name(dataset_id: str) -> str:
    return KINDS.get(dataset_id, dataset_id)


def verdicts(found: pd.DataFrame, dataset_id: str) -> str:
    """How often each verdict was reached on a data set."""
    tally = found["verdict"].value_counts()
    said = ", ".join(f"{count} {verdict}" for verdict, count in tally.items())
    return (
        f"**{dataset_name(dataset_id)}: is the gradient steeper in less deprived authorities? Of "
        f"{counted(len(found), 'fit')} over neighbourhoods, {said}.**"
    )


def fit(row: Row) -> str:
    """One verdict with the two interactions that decide it."""
    reading = READINGS.get(row["verdict"], row["verdict"])
    return (
        f"{row['label']}, year to 31 March {row['financial_year_end']}: {reading}. "
        f"Interaction with the deprivation of the authority on the log scale: {number(row['naive_interaction'], 4)} "
        f"(p = {number(row['naive_interaction_p'], 3)}) as a straight line, {number(row['spline_interaction'], 4)} "
        f"(p = {number(row['spline_interaction_p'], 3)}) beside a curve, over {row['n_areas']:,} neighbourhoods of "
        f"{counted(int(row['n_la']), 'authority', 'authorities')}."
    )


def score(row: Row) -> str:
    offset = row["la_offset_pp"]
    where = (
        "of mean deprivation" if offset == 0 else f"{abs(offset)} points {'more' if offset > 0 else 'less'} deprived"
    )
    beyond = " (no such data)" if row["is_outside_data"] else ""
    low, high = ratios(row["score_low"], row["score_high"])
    return f"Authority {where}{beyond}: {ratios(row['score'])[0]} ({low} to {high})"


def curves_alt(found: pd.DataFrame, label: str) -> str:
    ends = [
        f"authorities with {number(float(str(level)))}%: from {number(rows['rate_per_10k'].iloc[0])} to "
        f"{number(rows['rate_per_10k'].iloc[-1])}"
        for level, rows in found.groupby("la_income_deprivation_pct")
    ]
    return f"Fitted rate of {lower_first(label)} per 10,000 children by neighbourhood deprivation. {'; '.join(ends)}."


def claims(found: pd.DataFrame) -> str:
    tally = found["verdict"].value_counts()
    said = ", ".join(f"{count} {verdict}" for verdict, count in tally.items())
    return f"**Of {counted(len(found), 'claim')} of the literature, judged on what this build holds: {said}.**"


def claim_estimate(row: Row) -> str:
    if pd.isna(row["estimate"]):
        return "no estimate"
    if pd.isna(row["ci_low"]):
        return number(row["estimate"], 2)
    return f"{number(row['estimate'], 2)} ({interval(row['ci_low'], row['ci_high'], 2)})"
