"""What charts of authorities are drawn with."""

from collections.abc import Mapping

from analysis.result_tables.declare import Column, Table
from analysis.result_tables.gradients import OF_INDEX, OUTCOME

COLUMNS: Mapping[str, Column] = {
    "children_count": Column("double", "Children of the authority."),
    "target_per_10k": Column("double", "Events of all authorities over all their children, per 10,000."),
    "dispersion": Column(
        "double", "How many times the variance between authorities exceeds that of chance; at least 1."
    ),
    "low_95": Column("double", "Rate per 10,000 below which 2.5 % of authorities of that size would lie."),
    "high_95": Column("double", "Rate per 10,000 above which 2.5 % of authorities of that size would lie."),
    "low_998": Column("double", "Rate per 10,000 below which 0.1 % of authorities of that size would lie."),
    "high_998": Column("double", "Rate per 10,000 above which 0.1 % of authorities of that size would lie."),
}

TABLES: Mapping[str, Table] = {
    "fitted_lines": Table(
        "The Poisson line between local authorities with its band. One row per fit and point of the exposure.",
        key=(*OF_INDEX, "income_deprivation_pct"),
        columns=(*OF_INDEX, "income_deprivation_pct", "rate_per_10k", "ci_low", "ci_high", "release_ids"),
    ),
    "funnel_limits": Table(
        "Limits of a funnel around the rate of all authorities. One row per data set, indicator, year and authority.",
        key=(*OUTCOME, "la_code"),
        columns=(
            *OUTCOME, "la_code", "children_count", "target_per_10k", "dispersion", "low_95", "high_95", "low_998",
            "high_998", "release_ids",
        ),
    ),
}  # fmt: skip
