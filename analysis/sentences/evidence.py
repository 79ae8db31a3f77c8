"""Claims and verdicts in words, each with the kind of evidence that it rests on."""

import re
from collections.abc import Mapping

import pandas as pd

from analysis.choice import lower_first
from analysis.sentences import Row
from analysis.sentences.gradients import ratio_with_interval
from analysis.sentences.numbers import counted, interval, number, p_value

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
ON_BENCHMARK = "needs neighbourhood data — shown on the benchmark"
LEVELS = {
    "public_record": "public record: between local authorities, or of England",
    "published_table": "public record: a published table, not of this build",
    "benchmark": "synthetic benchmark: shows the method, nothing about England",
    "none": "none: a statement, with nothing to compute",
}
SHORT_LEVELS = {
    "public_record": "Public record",
    "published_table": "Published table",
    "benchmark": "Synthetic benchmark",
    "none": "No figure",
}
AND = " and "
PUBLISHED_WORDS = {"sign": "direction only", "order": "order only"}
NEAR_ZERO, NOTHING = 0.1, 0.001
WHOSE = re.compile(r"_(parent|child)\b")
NO_OWN = "No claim is judged on an authority's own records: they are shown, where named, in a section of their own."
NOT_PUBLIC = (
    "No public table goes below the local authority, so the public record has no such result. `make benchmark` adds "
    "synthetic populations whose truth is known; `make extract` takes an authority's own records."
)
NO_CLAIMS = (
    "This build holds no ledger of claims. `make refresh` (or `make run` for the sample) builds a warehouse that does."
)
SYNTHETIC = (
    "**{name}. These children do not exist.** What follows says whether a method finds what was put into invented "
    "data, and nothing about England, any place or any child."
)


def dataset_name(dataset_id: str) -> str:
    return KINDS.get(dataset_id, dataset_id)


def short_name(dataset_id: str) -> str:
    return dataset_name(dataset_id).split(":")[0]


def is_synthetic(dataset_id: str) -> bool:
    return dataset_id in KINDS


def warning(dataset_id: str) -> str:
    return SYNTHETIC.format(name=dataset_name(dataset_id))


def verdicts(found: pd.DataFrame, dataset_id: str) -> str:
    """How often each verdict was reached on a data set."""
    tally = found["verdict"].value_counts()
    said = ", ".join(f"{count} {verdict}" for verdict, count in tally.items())
    return (
        f"**{short_name(dataset_id)}: is the gradient steeper in less deprived authorities? Of "
        f"{counted(len(found), 'fit')} over neighbourhoods, {said}.**"
    )


def fit(row: Row) -> str:
    """One verdict with the two interactions that decide it."""
    reading = READINGS.get(row["verdict"], row["verdict"])
    return (
        f"{row['label']}, year to 31 March {row['financial_year_end']}: {reading}. "
        f"Interaction with the deprivation of the authority on the log scale: {interaction(row, 'naive')} as a "
        f"straight line, {interaction(row, 'spline')} beside a curve, over {row['n_areas']:,} neighbourhoods of "
        f"{counted(int(row['n_la']), 'authority', 'authorities')}."
    )


def interaction(row: Row, model: str) -> str:
    """Of the `naive` or the `spline` model."""
    return f"{number(row[f'{model}_interaction'], 4)} ({p_value(row[f'{model}_interaction_p'])})"


def score(row: Row) -> str:
    offset = row["la_offset_pp"]
    where = (
        "of mean deprivation" if offset == 0 else f"{abs(offset)} points {'more' if offset > 0 else 'less'} deprived"
    )
    beyond = " (no such data)" if row["is_outside_data"] else ""
    return f"Authority {where}{beyond}: {ratio_with_interval(row)}"


def curves_alt(found: pd.DataFrame, label: str) -> str:
    ends = [
        f"authorities with {number(float(str(level)))}%: from {number(rows['rate_per_10k'].iloc[0])} to "
        f"{number(rows['rate_per_10k'].iloc[-1])}"
        for level, rows in found.groupby("la_income_deprivation_pct")
    ]
    return f"Fitted rate of {lower_first(label)} per 10,000 children by neighbourhood deprivation. {'; '.join(ends)}."


def shown(words: str) -> str:
    """Names of the tables as words: "alcohol_parent, physical_abuse" -> "alcohol (parent), physical abuse"."""
    return WHOSE.sub(r" (\1)", words).replace("_", " ")


def kind(level: str, words: Mapping[str, str] = LEVELS) -> str:
    """What a figure rests on; where it rests on several kinds, all of them."""
    return "; ".join(words[part] for part in level.split(AND))


def is_benchmark(level: str) -> bool:
    """Whether anything of the figure is of invented children: then all of it is read as such."""
    return "benchmark" in level.split(AND)


def by_kind(found: pd.DataFrame) -> list[str]:
    """The evidence levels there are: public figures first, then invented ones, then none."""
    first = {level: place for place, level in enumerate(LEVELS)}
    levels = found["evidence_level"].unique()
    return sorted(levels, key=lambda level: (is_benchmark(level), first[level.split(AND)[-1]], level))


def fate(row: Row) -> str:
    """What became of a claim in this build."""
    if row["evidence_level"] == "none":
        return "statement only"
    if pd.isna(row["estimate"]):
        return "no figure in this build"
    return "shown on the benchmark" if row["verdict"] == ON_BENCHMARK else str(row["verdict"])


def _tally(found: pd.DataFrame) -> str:
    fates = pd.Series([fate(row) for row in found.to_dict("records")], dtype=object).value_counts(sort=True)
    return ", ".join(f"{count} {words}" for words, count in fates.items())


def claims(found: pd.DataFrame) -> str:
    """What became of the claims, those that public figures can answer apart from those that they cannot."""
    is_invented, is_statement = found["evidence_level"].map(is_benchmark), found["evidence_level"] == "none"
    on_public, on_benchmark = found[~is_invented & ~is_statement], found[is_invented]
    return (
        f"**Of {counted(len(found), 'claim')} of the literature, {len(on_public)} can be held against public figures "
        f"({_tally(on_public)}). {len(on_benchmark)} need neighbourhood data, which nobody publishes: on invented "
        f"children they can be tried, which proves none of them ({_tally(on_benchmark)}). "
        f"{int(is_statement.sum())} are statements.**"
    )


def tally(found: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of evidence and fate: `said`, `claims_count`, `evidence_level` and `fate`."""
    fates = found.assign(fate=[fate(row) for row in found.to_dict("records")])
    groups = fates.groupby(["evidence_level", "fate"], sort=False).size().rename("claims_count").reset_index()
    order = groups["evidence_level"].map(by_kind(found).index)
    ordered = groups.assign(order=order).sort_values(["order", "claims_count"], ascending=[True, False])
    said = [
        f"{kind(row['evidence_level'], SHORT_LEVELS)}: {row['fate']}, {row['claims_count']}"
        for row in ordered.to_dict("records")
    ]
    return ordered.assign(said=said).drop(columns="order").reset_index(drop=True)


def found_claims(found: pd.DataFrame, all_count: int) -> str:
    return f"{counted(len(found), 'claim')} of {all_count:,} shown."


def published_figure(row: Row) -> str:
    return PUBLISHED_WORDS.get(row["published_figure"], str(row["published_figure"] or ""))


def _figure(estimate: float, low: float, high: float) -> str:
    """With as many decimals as it takes to read it."""
    if pd.isna(low) and float(estimate).is_integer():
        return number(estimate, 0)
    if 0 < abs(estimate) < NOTHING:
        return f"less than {NOTHING}"
    decimals = 2 if abs(estimate) >= NEAR_ZERO else 3
    said = number(estimate, decimals)
    return said if pd.isna(low) else f"{said} ({interval(low, high, decimals)})"


def claim_estimate(row: Row) -> str:
    """The figure with its interval; one of a synthetic population says so before anything else."""
    if row["evidence_level"] == "none":
        return "nothing to compute"
    if pd.isna(row["estimate"]):
        return "no figure in this build"
    said = _figure(row["estimate"], row["ci_low"], row["ci_high"])
    return f"Synthetic: {said}" if is_benchmark(row["evidence_level"]) else said


def claim_verdict(row: Row) -> str:
    """The verdict; one on a synthetic population says that it is of no real place."""
    if row["verdict"] == ON_BENCHMARK or not is_benchmark(row["evidence_level"]):
        return str(row["verdict"])
    return f"{row['verdict']} on the benchmark"


def claim(row: Row) -> str:
    """All of one claim, as a list."""
    lines = {
        "Published figure": f"{published_figure(row) or 'none'} ({row['citation']})",
        "What this build shows": claim_estimate(row),
        "Kind of evidence": kind(row["evidence_level"]),
        "Verdict": claim_verdict(row),
        "Rule, fixed beforehand": row["rule"],
        "Caveat": row["caveat"] or "none",
    }
    listed = "\n".join(f"- {name}: {words}" for name, words in lines.items())
    return f"**{row['claim_id']}. {row['claim']}.**\n\n{listed}"
