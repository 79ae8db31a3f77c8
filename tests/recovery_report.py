"""docs/recovery.md, from the replicates that there are."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from tests.benchmark_draws import (
    CONTEXT_LN_LA,
    CONTEXT_PER_10PP,
    ELASTICITY,
    INTERACTION,
    INTERCEPT_SD,
    LA_MEAN,
    RATE_PER_10K,
    SCORE,
    SHAPE,
    SLOPE_SD,
)

COMMAND = "make recovery"
Line = Callable[[pd.DataFrame], str]

HEAD = f"""# How often the curvature protocol is right

Written by `{COMMAND}` from {{replicates}} replicates: no number here is typed by hand. Everything is **synthetic**:
referrals are drawn on {{frame}}, from populations whose gradient
is known, and the protocol of `analysis/curvature.py` is run on each draw.

| population | over neighbourhoods, per +10 points | over authorities, per +10 of L |
|---|---|---|
| A | ln {SCORE} {INTERACTION["A"]:+} ln(L / {LA_MEAN}): steeper if affluent | ln rate {CONTEXT_PER_10PP} |
| A0 | ln {SCORE} in every authority | as in A |
| B | no interaction; the rate is the power {ELASTICITY} of deprivation | power {CONTEXT_LN_LA} of L |

Each authority has a level (SD {INTERCEPT_SD}) and a slope (SD {SLOPE_SD} per +10 points) of its own, its neighbourhoods
vary as NB2 of shape {SHAPE}, and the expected national rate is {RATE_PER_10K} per 10,000 children. The truth of a score
is the population's own geometric ratio over the same children. Shares and means come with their Monte-Carlo standard
error; a run may have stopped before the number asked for, so each says out of how many. Draws of one number share
their random effects between the populations."""

TAIL = f"""
"Naive" is the log-linear multilevel NB2 model, "spline" the same beside restricted cubic splines of deprivation and of
L; "plain errors" are those that Poisson counts alone would have.

`{COMMAND}` takes up where it stopped: each replicate is a line of `data/recovery/replicates.csv` (one process, about
{{seconds:.1f}} CPU seconds each). `python -m tests.recovery --help` shows how to ask for fewer or to name a warehouse.
"""


def share(column: str) -> Line:
    def line(rows: pd.DataFrame) -> str:
        held = rows[column].astype(float)
        error = np.sqrt(held.mean() * (1 - held.mean()) / len(held))
        return f"{int(held.sum())} / {len(held)} ({100 * held.mean():.1f} ± {100 * error:.1f} %)"

    return line


def mean(column: str, digits: int = 3) -> Line:
    def line(rows: pd.DataFrame) -> str:
        error = rows[column].std() / np.sqrt(len(rows))
        return f"{rows[column].mean():.{digits}f} ± {error:.{digits}f}"

    return line


def percentage(column: str) -> Line:
    def line(rows: pd.DataFrame) -> str:
        error = rows[column].std() / np.sqrt(len(rows))
        return f"{100 * rows[column].mean():.1f} ± {100 * error:.1f} %"

    return line


def error_over_spread(name: str) -> Line:
    def line(rows: pd.DataFrame) -> str:
        return f"{rows[f'{name}_se'].mean() / rows[name].std():.2f}"

    return line


SECTIONS: dict[str, dict[str, tuple[str, Line]]] = {
    "The verdict": {
        "supported": ("A ≥ 95 %, A0 ≤ 8 %, B ≤ 12 %", share("supported")),
        "explained by curvature": ("", share("explained")),
        "not shown": ("", share("not_shown")),
        "naive model alone would say steeper": ("B: nearly always", share("naive_steeper")),
        "share of the naive interaction that remains": ("", mean("remaining_share", 2)),
    },
    "95 % intervals that hold the truth": {
        "score at the mean of the authorities": ("≥ 88 %", share("score_covers")),
        "interaction, spline model": ("≥ 88 %", share("spline_interaction_covers")),
        "score at the mean - 10 (outside the data)": ("", share("score_minus_10_covers")),
        "score at the mean + 10": ("", share("score_plus_10_covers")),
        "scores of authorities, share per replicate": ("91 to 98 %", percentage("la_coverage")),
        "*beside them:* interaction, naive multilevel": ("", share("naive_interaction_covers")),
        "*beside them:* interaction, LA fixed effects, CR3": ("", share("within_interaction_covers")),
        "*beside them:* score, naive multilevel": ("", share("naive_score_covers")),
        "*beside them:* score, pooled Poisson, clustered errors": ("", share("pooled_clustered_covers")),
        "*beside them:* score, pooled Poisson, plain errors": ("", share("pooled_plain_covers")),
    },
    "Estimates": {
        "true score at the mean": ("", mean("score_true")),
        "score, spline model": ("", mean("score")),
        "score, naive multilevel": ("", mean("naive_score")),
        "score, pooled Poisson": ("", mean("pooled_score")),
        "interaction, spline model": ("A -0.28, else 0", mean("spline_interaction")),
        "interaction, naive multilevel": ("", mean("naive_interaction")),
        "mean error over spread of the interaction, spline model": ("near 1", error_over_spread("spline_interaction")),
        "RMSE of ln(authority's score), shrunk": ("", mean("la_rmse")),
        "RMSE of ln(authority's score), raw": ("", mean("la_raw_rmse")),
        "fits that converged": ("", share("converged")),
    },
}


def _with_verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        supported=rows["verdict"] == "supported",
        explained=rows["verdict"] == "explained by curvature",
        not_shown=rows["verdict"] == "not shown",
        naive_steeper=(rows["naive_interaction"] < 0) & (rows["naive_interaction_p"] < 0.05),
    )


def report(replicates: pd.DataFrame, frame: str) -> str:
    """The whole document, one column per population."""
    rows = _with_verdicts(replicates)
    populations = dict(list(rows.groupby("population")))
    text = [HEAD.format(replicates=len(rows), frame=frame)]
    for title, lines in SECTIONS.items():
        text += [f"\n## {title}\n", f"| | asked | {' | '.join(populations)} |", "|---" * (len(populations) + 2) + "|"]
        for name, (asked, line) in lines.items():
            text.append(f"| {name} | {asked} | {' | '.join(line(of_one) for of_one in populations.values())} |")
    return "\n".join(text) + "\n" + TAIL.format(seconds=rows["cpu_seconds"].median())
