"""What the build holds, and how complete it is, in words."""

import pandas as pd

from analysis.sentences import Row
from analysis.sentences.numbers import counted, number


def _checks(row: Row) -> str:
    """How many checks failed, and how many changes of figures a person accepted."""
    failed, accepted = row["failed_count"], row["accepted_count"]
    if not failed and not accepted:
        return f"All {row['checks_count']:,} checks passed."
    said = [f"{failed:,} failed"] if failed else []
    said += [f"{counted(accepted, 'unusual change')} of figures accepted by a person"] if accepted else []
    return f"{row['checks_count']:,} checks: {', '.join(said)}."


def overview(row: Row, *, is_synthetic: bool) -> str:
    kind = "invented files in the layouts" if is_synthetic else "files"
    on = row["newest_published_on"]
    newest = "" if on is None or pd.isna(on) else f", the newest of {on.day} {on:%B %Y}"
    return (
        f"**This build rests on {row['files_count']:,} {kind} of {counted(row['publications_count'], 'publication')} "
        f"by {counted(row['publishers_count'], 'publisher')}{newest}. {_checks(row)}** "
        f"Of {row['returns_count']:,} returns (one table, authority and year), {row['complete_count']:,} "
        f"({number(100 * row['complete_count'] / row['returns_count'], 0)}%) hold every figure. "
        f"{counted(row['stand_ins_count'], 'file')} can be had only as stand-ins, "
        f"with {counted(row['estimated_columns_count'], 'estimated column')}."
    )


def found(number_found: int, noun: str) -> str:
    return f"{counted(number_found, noun)} shown." if number_found else f"No {noun} fits."
