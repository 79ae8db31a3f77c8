"""The numeric limits of the plausibility checks, each with the figures of the public record that it rests on.

"In the record" means: over all indicators and all pairs of releases of 2009 to 2026 that the registry declares.
A limit that follows from the history of an indicator is `WIDENING` times the largest earlier value, never below its
floor (there may be little history) and never above its cap (an accepted change must not switch the check off).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """Floor and cap of a limit between which the history of an indicator decides."""

    floor: float
    cap: float


WIDENING = 2.5  # the record's largest change of a level beyond its earlier years is 2.4 times what they had seen
AREAS_AT_LEAST = (
    1 / 3
)  # of all authorities: fewer with a figure say little; the record's false alarms had 32 to 37 of 153
CELLS_AT_LEAST = 1 / 5  # of all authorities, in a shared year: releases share a dozen cells of reorganised authorities

MATERIAL_SHARE = 0.1  # a cell is materially revised beyond 10% of its figure ...
MATERIAL_COUNT = 10  # ... and ten children or cases ...
MATERIAL_VALUE = 2.0  # ... or two units of a published rate, percentage or number of days: they are rounded to one
SMALLEST_COUNT = 10  # steps from year to year are taken of counts of ten and more: below, chance decides
NATIONAL_AT_LEAST = 100  # figures of England below this are revised by more than 10% in the record

# One indicator in two releases: share of a year's cells, except the median.
MATERIALLY_REVISED = Limit(0.25, 0.5)  # record: 0.18 at most (turnover of social workers, 2022 to 2024)
REVISED = Limit(0.33, 0.7)  # counts only, all years together; record: 0.20 at most, but for those below
MEDIAN_REVISION = Limit(0.08, 0.2)  # over all cells; record: 0.053 at most (leavers, 2022 to 2024)
LOST = Limit(0.35, 0.5)  # record: 0.28 at most (duration of assessments in 2014, a partial year)
# An authority in two releases: share of all its cells that is materially revised. Record: below 0.2 everywhere.
AUTHORITY_REVISED = 0.4
AUTHORITY_CELLS = 8
FEW_AUTHORITIES = 0.2  # beyond, it is the columns that were revised, not single authorities
# The same release in two builds: a silent correction touches few cells; the record has none.
CORRECTED = 0.02  # of the cells, materially or lost
CORRECTED_AT_ALL = 0.05  # of the cells, however little: one year of twelve under another column of its size

# The newest year and the years before it: medians over authorities of ln(figure / figure of the year before).
LEVEL = Limit(0.2, 1.0)
LEVEL_WITHOUT_HISTORY = 0.7  # a factor of two; fewer than `YEARS_AT_LEAST` earlier steps
SPREAD = Limit(0.15, 1.0)  # median absolute deviation over authorities; record: twice the earlier at most
YEARS_AT_LEAST = 2
GAP_ALLOWANCE = 0.3  # added to the limit of the level for each year without figures in between
ENGLAND_APART = Limit(0.25, 1.0)  # England's step less that of its authorities' median; record: 0.02 in half of all
ENGLAND_COUNT_APART = Limit(0.6, 1.0)  # the same of counts: their sum is reconciled with England's figure anyway
UNLIKELY_TWICE = 20  # smaller figures, and percentages and days in whole numbers, often are what they were
REPEATED = 0.6  # share of authorities with the very figure of the year before; record: 0.34 at most
HIDDEN = 0.5  # share of authorities with a figure, as part of the lowest share of any earlier year
ZERO = Limit(0.5, 0.9)  # share of zeros among the figures
ROUNDED = 0.5  # share of counts of 100 and more that end in 0; one in ten does by chance

# Columns of one file compared with each other.
ORDERED = 0.99  # share of authorities and years in which one column never exceeds another
DISORDERED = 0.5  # share of authorities in the newest year in which it does
SAME_COLUMN = 0.9  # share of authorities whose two columns are equal in the newest year, though not before
NOT_SAME_BEFORE = 0.5
SAME_AUTHORITY = 4  # columns in which two authorities must agree, or be like each other, to be taken for exchanged
EXCHANGED_DISTANCE = (
    0.9  # median |ln| step of an authority over its columns, from which its like is looked for; record: 0.84
)

# Indicators whose releases revise nearly every cell, so that only the size of a revision says anything.
REVISED_THROUGHOUT = {
    "children_0_17": "mid-year estimates are rebased on each census and revised yearly",
    "sw_leavers": "leavers of past years are counted again as late returns arrive: 64% of cells in 2024, by 7%",
}


def limit_between(limit: Limit, history: str) -> str:
    """SQL: so many times the largest earlier value, between the floor and the cap."""
    return f"least(greatest(coalesce({WIDENING} * {history}, 0), {limit.floor}), {limit.cap})"
