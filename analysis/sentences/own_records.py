"""An authority's own records in words."""

import pandas as pd

from analysis.choice import upper_first
from analysis.sentences import Row
from analysis.sentences.neighbourhoods import STAGES, ratio
from analysis.sentences.numbers import counted

BANNER = (
    "**Own records: for this machine only.** These are an authority's own records, aggregated, small counts hidden and "
    "others rounded. They are no public figures. Nothing may be copied from here: what may leave is what "
    "`python -m ingestion release-tables` writes, once your information governance lead has agreed. Downloads are off."
)
NOTHING_ENOUGH = "No gradient of these records has enough neighbourhoods and events behind it to be shown."


def not_released(dataset_id: str) -> str:
    return (
        f"This app was started with CSC_EXTRACT={dataset_id}, and there are no tables of that name that have passed "
        "disclosure control. A name is like extract_e06000001; `make extract` writes its tables."
    )


def stage_name(row: Row) -> str:
    words = STAGES[row["stage"]]
    return upper_first(words)


def gradient(row: Row) -> str:
    return f"{stage_name(row)}: {ratio(row['score'], row['score_low'], row['score_high'])}"


def finding(found: pd.DataFrame, dataset_id: str) -> str:
    """How many stages rise with deprivation within the authority."""
    rising = int((found["score_low"] > 1).sum())
    years = f"{found['first_year'].min()} to {found['financial_year_end'].max()}"
    return (
        f"**{dataset_id}, own records: over {counted(int(found['n_areas'].max()), 'neighbourhood')} of one authority, "
        f"years to 31 March {years}, rates rise with deprivation at {rising} of {counted(len(found), 'stage')} "
        f"(95% interval above 1).**"
    )
