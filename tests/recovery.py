"""How often the curvature protocol is right, on populations whose truth is known: python -m tests.recovery.

Each replicate is a line of data/recovery/replicates.csv as soon as it is done, so a run can be stopped and
taken up again; docs/recovery.md is written from the lines there are.
"""

import time
from pathlib import Path
from typing import Annotated

import duckdb
import numpy as np
import pandas as pd
import typer
from rich.console import Console
from rich.progress import track

from analysis.areas import Areas, complete
from analysis.curvature import Curvature, judge_curvature
from analysis.curves import authority_scores
from analysis.gradient import Z_95, fit_poisson, log_linear
from ingestion.paths import REPOSITORY, published_warehouse, real_tree
from tests.benchmark_draws import INTERACTION, Draw, Population, Truth, draw
from tests.recovery_report import report

REPLICATES = real_tree().root / "recovery" / "replicates.csv"
REPORT = REPOSITORY / "docs" / "recovery.md"
POPULATIONS: tuple[Population, ...] = ("A", "A0", "B")
IMD_EDITION = 2019

FRAME = """
select
    neighbourhoods.lsoa_code as area_code, neighbourhoods.la_code,
    neighbourhoods.income_deprivation_pct as exposure_pct, neighbourhoods.children_0_15_count as children_count,
    authorities.income_deprivation_pct as la_exposure_pct, neighbourhoods.is_synthetic
from marts.fct_lsoa_deprivation as neighbourhoods
inner join marts.fct_la_deprivation as authorities
    on neighbourhoods.la_code = authorities.la_code and neighbourhoods.imd_edition = authorities.imd_edition
where neighbourhoods.imd_edition = $edition and authorities.lsoas_count > 6
order by neighbourhoods.lsoa_code
"""


def frame_of(warehouse: Path) -> pd.DataFrame:
    """Neighbourhoods with their children and exposure; authorities of more than six of them."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.execute(FRAME, {"edition": IMD_EDITION}).df()


def covers(low: float, high: float, truth: float) -> bool:
    return bool(low <= np.exp(truth) <= high)


def pooled(areas: Areas, truth: float) -> dict[str, object]:
    """The plain answer: one slope for all, with the errors that Poisson claims and with clustered ones."""
    row = fit_poisson(areas, errors="la_clustered", name="pooled_poisson").tidy().set_index("term").loc["exposure"]
    plain = log_linear(areas, areas.rows["exposure_pct"], None).bse["exposure"]
    beta, half = row["estimate"], Z_95 * plain
    return {
        "pooled_score": row["score"],
        "pooled_plain_covers": covers(*np.exp(10 * np.array([beta - half, beta + half])), truth),
        "pooled_clustered_covers": covers(row["score_low"], row["score_high"], truth),
    }


def of_authorities(found: Curvature, drawn: Draw, truth: Truth) -> dict[str, object]:
    scores = authority_scores(found.spline)
    true = truth.log_score(scores["la_income_deprivation_pct"]) + drawn.slopes.loc[scores["la_code"]].to_numpy()
    error = np.log(scores["score_shrunk"]) - true
    inside = scores["score_low"].le(np.exp(true)) & scores["score_high"].ge(np.exp(true))
    return {
        "la_coverage": inside.mean(),
        "la_rmse": (error**2).mean() ** 0.5,
        "la_raw_rmse": ((np.log(scores["score_raw"]) - true) ** 2).mean() ** 0.5,
    }


def of_protocol(found: Curvature, truth: Truth) -> dict[str, object]:
    true_interaction = INTERACTION[truth.population]
    columns: dict[str, object] = {"verdict": found.verdict, "remaining_share": found.remaining_share}
    interactions = {
        "naive": (found.naive_interaction, found.naive.critical_value),
        "spline": (found.spline_interaction, found.spline.critical_value),
        "within": (found.fixed_effects_interaction, found.spline.critical_value),
    }
    for name, (interaction, quantile) in interactions.items():
        columns[f"{name}_interaction"] = interaction.estimate
        columns[f"{name}_interaction_se"] = interaction.se
        columns[f"{name}_interaction_p"] = interaction.p_value
        columns[f"{name}_interaction_covers"] = abs(interaction.estimate - true_interaction) < quantile * interaction.se
    for score in found.scores:
        name = {-10: "score_minus_10", 0: "score", 10: "score_plus_10"}[score.la_offset_pp]
        true = truth.log_score(score.la_income_deprivation_pct)
        columns[name] = score.score
        columns[f"{name}_true"] = np.exp(true)
        columns[f"{name}_covers"] = covers(score.score_low, score.score_high, true)
    log_score, se = found.naive.log_score(found.naive.scales.la_mean)
    columns["naive_score"] = np.exp(log_score)
    half = found.naive.critical_value * se
    columns["naive_score_covers"] = covers(
        *np.exp([log_score - half, log_score + half]), truth.log_score(found.naive.scales.la_mean)
    )
    return columns


def replicate(frame: pd.DataFrame, population: Population, seed: int) -> dict[str, object]:
    """Draw, judge, and compare with what the population was drawn from."""
    drawn, truth = draw(frame, population, seed), Truth(frame, population)
    areas = complete(frame.assign(events_count=drawn.counts))
    begun = time.process_time()
    found = judge_curvature(areas)
    seconds = time.process_time() - begun
    return {
        "population": population,
        "seed": seed,
        **of_protocol(found, truth),
        **of_authorities(found, drawn, truth),
        **pooled(areas, truth.log_score(found.spline.scales.la_mean)),
        "converged": found.naive.fit.converged and found.spline.fit.converged,
        "cpu_seconds": seconds,
    }


def wanted(replicates: int) -> list[tuple[Population, int]]:
    """Population and seed of the replicates that are not there yet, the populations in turn."""
    done = pd.read_csv(REPLICATES) if REPLICATES.exists() else pd.DataFrame(columns=["population", "seed"])
    there = set(zip(done["population"], done["seed"], strict=True))
    every = [(population, seed) for seed in range(1, replicates + 1) for population in POPULATIONS]
    return [pair for pair in every if pair not in there]


def record(row: dict[str, object]) -> None:
    REPLICATES.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame([row]).to_csv(REPLICATES, mode="a", header=not REPLICATES.exists(), index=False)


Warehouse = Annotated[Path | None, typer.Option(help="One with the Indices of 2019; the published one if left out.")]


def described(frame: pd.DataFrame) -> str:
    kind = "the embedded sample's invented" if frame["is_synthetic"].all() else "the real"
    return f"{kind} {len(frame):,} neighbourhoods and {frame['la_code'].nunique()} authorities of IoD {IMD_EDITION}"


def main(replicates: int = 200, warehouse: Warehouse = None) -> None:
    """Draw and judge what is not there yet, up to so many of each population; then write docs/recovery.md."""
    found = warehouse or published_warehouse()
    if found is None or not found.exists():
        typer.echo("There is no warehouse to take neighbourhoods from: run `make refresh`, or `make run`.", err=True)
        raise typer.Exit(1)
    frame = frame_of(found)
    for population, seed in track(wanted(replicates), description="replicates", console=Console(stderr=True)):
        record(replicate(frame, population, seed))
    REPORT.write_text(report(pd.read_csv(REPLICATES), described(frame)), encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
