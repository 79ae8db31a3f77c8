"""What an extract shows, in words for the terminal: rows, gradients beside the benchmark, the safe tables."""

from dataclasses import asdict
from typing import Any

from ingestion.benchmark.calibration import Stage
from ingestion.benchmark.frame import Frame
from ingestion.benchmark.truth import Population, geometric_score
from ingestion.extract.run import Outcome
from ingestion.release import Released

SHOWN_REASONS = 12
EXPOSURE_OF_BENCHMARK = "income_deprivation_2019"
POPULATIONS: tuple[Population, ...] = ("A", "B")
Benchmarks = dict[str, dict[str, float]]


def beside(frame: Frame, la_code: str, gradients: list[dict[str, Any]]) -> Benchmarks:
    """The true score of each stage in benchmarks A and B for an authority as deprived as this one.

    Empty where the authority is too small to be in the benchmarks' frame.
    """
    if la_code not in frame.las:
        return {}
    mean = float(frame.la_income_pct[list(frame.las).index(la_code)])
    stages: list[Stage] = list(dict.fromkeys(row["stage"] for row in gradients))
    return {
        stage: {population: geometric_score(frame, population, stage, la_income_pct=mean) for population in POPULATIONS}
        for stage in stages
    }


def _counts(done: Outcome) -> list[str]:
    lines = [
        f"{done.la_name}: {done.read_count:,} rows read, {done.accepted_count:,} accepted, "
        f"{len(done.rejected):,} in quarantine (raw.csc__quarantine has each line and reason)",
    ]
    reasons: dict[str, int] = {}
    for one in done.rejected:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    ordered = sorted(reasons.items(), key=lambda item: -item[1])
    lines += [f"  {count:>7,}  {reason}" for reason, count in ordered[:SHOWN_REASONS]]
    lines += [f"  {count:>7,}  accepted without a neighbourhood: {why}" for why, count in done.unplaced.items()]
    lines += [f"  columns not read: {', '.join(done.unread_columns)}"] if done.unread_columns else []
    return [*lines, *(f"  note: {fault}" for fault in done.header_faults)]


def _gradients(done: Outcome, released: Released, benchmarks: Benchmarks) -> list[str]:
    years = f"{min(done.years)}-{max(done.years)}" if len(done.years) > 1 else str(done.years[0])
    lines = [f"Rate ratio per +10 points of income deprivation over {done.la_name}'s neighbourhoods, years to {years}:"]
    for row in released.gradients:
        if row["model"] != "poisson":
            continue
        own = f"{row['score']:g} ({row['score_low']:g}-{row['score_high']:g})"
        known = benchmarks.get(row["stage"], {})
        truth = "   ".join(f"benchmark {name} {score:.2f}" for name, score in known.items())
        lines.append(f"  {row['stage']:<12}{own:<20}{truth}")
    exposures = {row["exposure"] for row in released.gradients}
    if exposures - {EXPOSURE_OF_BENCHMARK}:
        lines.append(
            "  The benchmarks are on the income score of 2019; the newer score's points are about half as wide."
        )
    lines += [f"  {row['stage']}, {row['model']}: {row['note']}" for row in released.gradients if row["note"]]
    lines += [f"  kept back: {line}" for line in released.kept_back]
    return [
        *lines,
        "  Benchmarks are synthetic: the score that is true in them for an authority as deprived as this one.",
    ]


def as_text(done: Outcome, released: Released, benchmarks: Benchmarks) -> str:
    return "\n".join([
        *_counts(done),
        "",
        *_gradients(done, released, benchmarks),
        "",
        f"Private    {done.warehouse} (only you can read it; never share it)",
        f"To share   {released.folder} ({released.shown_count} counts shown, {released.hidden_count} hidden)",
    ])  # fmt: skip


def as_data(done: Outcome, released: Released, benchmarks: Benchmarks) -> dict[str, object]:
    """The same for --json; rows in quarantine by reason."""
    reasons: dict[str, int] = {}
    for one in done.rejected:
        reasons[one.reason] = reasons.get(one.reason, 0) + 1
    kept = {name: value for name, value in asdict(done).items() if name not in {"rejected", "warehouse"}}
    return kept | {
        "warehouse": str(done.warehouse),
        "rejected_count": len(done.rejected),
        "reasons": reasons,
        "gradients": released.gradients,
        "kept_back": released.kept_back,
        "benchmarks": benchmarks,
        "share": str(released.folder),
        "shown_count": released.shown_count,
        "hidden_count": released.hidden_count,
    }
