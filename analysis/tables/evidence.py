"""Verdicts, scores and claims as tables of words for the screen."""

import pandas as pd

from analysis.sentences import evidence as sentences
from analysis.sentences.numbers import interval_or_blank, or_blank


def verdicts(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    table = pd.DataFrame(
        {
            "Measure": found["label"],
            "Year": found["financial_year_end"].map(str),
            "Verdict": found["verdict"],
            "As a straight line": [sentences.interaction(row, "naive") for row in rows],
            "Beside a curve": [sentences.interaction(row, "spline") for row in rows],
        }
    )
    return table.set_index("Measure")


def curves(found: pd.DataFrame) -> pd.DataFrame:
    """Every tenth percentage point is enough to read."""
    shown = found[found["income_deprivation_pct"] % 10 == 0]
    table = pd.DataFrame(
        {
            "Neighbourhood: people in income deprivation (%)": or_blank(shown["income_deprivation_pct"], 0),
            "Authority (%)": or_blank(shown["la_income_deprivation_pct"], 1),
            "Fitted rate per 10,000": or_blank(shown["rate_per_10k"], 1),
            "95% interval": interval_or_blank(shown["ci_low"], shown["ci_high"]),
        }
    )
    return table.set_index("Neighbourhood: people in income deprivation (%)")


def scores(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Authority: people in income deprivation (%)": or_blank(found["la_income_deprivation_pct"], 1),
            "Rate ratio per 10 points": or_blank(found["score"], 2),
            "95% interval": interval_or_blank(found["score_low"], found["score_high"], 2),
            "Within the data": found["is_outside_data"].map({True: "no", False: "yes"}),
        }
    )
    return table.set_index("Authority: people in income deprivation (%)")


def claims(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    table = pd.DataFrame(
        {
            "Claim": found["claim_id"] + ". " + found["claim"],
            "Published figure": [sentences.published_figure(row) for row in rows],
            "This build (95% interval)": [sentences.claim_estimate(row) for row in rows],
            "Verdict": [sentences.claim_verdict(row) for row in rows],
            "Kind of evidence": found["evidence_level"].map(sentences.kind),
        }
    )
    return table.set_index("Claim")


def tally(counted: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Kind of evidence": counted["evidence_level"].map(sentences.kind),
            "What became of them": counted["fate"],
            "Claims": or_blank(counted["claims_count"], 0),
        }
    )
    return table.set_index("Kind of evidence")
