"""An authority's own records as tables of words for the screen."""

import pandas as pd

from analysis.sentences import own_records as sentences
from analysis.sentences.neighbourhoods import STAGES, ratio
from analysis.sentences.numbers import or_blank

HIDDEN = "hidden"


def gradients(found: pd.DataFrame) -> pd.DataFrame:
    rows = found.to_dict("records")
    table = pd.DataFrame(
        {
            "Stage": [sentences.stage_name(row) for row in rows],
            "Rate ratio per 10 points (95% interval)": [
                ratio(row["score"], row["score_low"], row["score_high"]) for row in rows
            ],
            "Neighbourhoods": or_blank(found["n_areas"], 0),
            "Events, rounded": or_blank(found["events_count"], 0),
        }
    )
    return table.set_index("Stage")


def counts(found: pd.DataFrame) -> pd.DataFrame:
    """Stages and years by fifth; a hidden count is said to be hidden, never zero."""
    cells = found.assign(
        name=[f"{sentences.stage_name(row)}, {row['financial_year_end']}" for row in found.to_dict("records")],
        words=or_blank(found["count"], 0).replace("", HIDDEN),
        fifth="Fifth " + found["stratum"],
    )
    table = cells.pivot_table(index="name", columns="fifth", values="words", aggfunc="first")
    named = table.rename(columns={"Fifth 1": "Fifth 1 (most deprived)"}).rename_axis("Stage and year", axis=0)
    order = cells.assign(stage=cells["stage"].map({stage: place for place, stage in enumerate(STAGES)}))
    return named.loc[order.sort_values(["stage", "financial_year_end"])["name"].unique()]
