"""What charts of authorities are drawn with."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table
from analysis.result_tables.gradients import OF_INDEX

COLUMNS: Mapping[str, Column] = {}

TABLES: Mapping[str, Table] = {
    "fitted_lines": Table(
        "The Poisson line between local authorities with its band. One row per fit and point of the exposure.",
        key=(*OF_INDEX, "income_deprivation_pct"),
        columns=(*OF_INDEX, "income_deprivation_pct", "rate_per_10k", "ci_low", "ci_high", "release_ids"),
    ),
}
