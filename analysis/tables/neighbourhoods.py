"""Results over neighbourhoods as tables of words for the screen."""

import pandas as pd

from analysis.sentences import neighbourhoods as sentences
from analysis.sentences.numbers import interval_or_blank, number, or_blank, p_value


def _ratios(found: pd.DataFrame, estimate: str, low: str, high: str, head: str) -> dict[str, list[str]]:
    said = [sentences.ratio(*row) for row in found[[estimate, low, high]].itertuples(index=False)]
    return {
        head: [words.split(" (")[0] for words in said],
        "95% interval": [words[:-1].split(" (")[1] for words in said],
    }


def _whole(values: pd.Series) -> pd.Series:
    return or_blank(values, 0)


def strata(found: pd.DataFrame) -> pd.DataFrame:
    names = [sentences.group_name(row["stratum_type"], row["stratum"]) for row in found.to_dict("records")]
    ratios = _ratios(found, "score", "score_low", "score_high", "Rate ratio per 10 points")
    table = pd.DataFrame({"Group": names, **ratios, "Events": _whole(found["events_count"]).tolist()})
    return table.set_index("Group")


def stages(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    ratios = _ratios(found, "score_ratio", "score_ratio_low", "score_ratio_high", "Ratio of the rate ratios")
    p_values = [p_value(row["p_adjusted"]) for row in rows]
    table = pd.DataFrame({"Step": [sentences.step_name(row) for row in rows], **ratios, "Adjusted p": p_values})
    return table.set_index("Step")


def outcomes(found: pd.DataFrame, head: str) -> pd.DataFrame:
    names = [sentences.outcome_name(row) for row in found.to_dict("records")]
    ratios = _ratios(found, "ratio", "ratio_low", "ratio_high", head)
    at_risk = {
        "At risk": _whole(found["at_risk_count"]).tolist(),
        "Events": _whole(found["events_count"]).tolist(),
    }
    return pd.DataFrame({"Outcome": names, **ratios, **at_risk}).set_index("Outcome")


def classes(found: pd.DataFrame) -> pd.DataFrame:
    names = [sentences.class_name(row) for row in found.to_dict("records")]
    ratios = _ratios(found, "share_ratio", "share_ratio_low", "share_ratio_high", "Share multiplied per 10 points by")
    shares = [f"{number(100 * share)}%" for share in found["class_share"]]
    return pd.DataFrame({"Class": names, "Share of assessments": shares, **ratios}).set_index("Class")


def plans(found: pd.DataFrame) -> pd.DataFrame:
    percent = [100 * found[f"without_factor_{end}"] for end in ("share", "low", "high")]
    table = pd.DataFrame(
        {
            "Plan for": [sentences.group_name("plan_category", name) for name in found["plan_category"]],
            "Plans": _whole(found["plans_count"]),
            "Of them without the factor": _whole(found["without_factor_count"]),
            "Share (%)": or_blank(percent[0], 1),
            "95% interval": interval_or_blank(percent[1], percent[2]),
        }
    )
    return table.set_index("Plan for")


def recovered(found: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "Figure": [sentences.recovered_name(row) for row in found.to_dict("records")],
            "Truth": or_blank(found["truth"], 2),
            "Estimate": or_blank(found["estimate"], 2),
            "95% interval": interval_or_blank(found["ci_low"], found["ci_high"], 2),
            "Holds the truth": found["is_held"].map({True: "yes", False: "no"}),
        }
    )
    return table.set_index("Figure")
