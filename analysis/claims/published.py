"""Published tables that claims are checked against: rates per 10,000 children by tenth of neighbourhoods.

From the least to the most deprived tenth of England, 2015 (Bywaters et al. 2020, Child Welfare Inequalities Project).
"""

from collections.abc import Mapping

RATES_BY_TENTH: Mapping[str, tuple[float, ...]] = {
    "plans": (9, 14, 21, 23, 32, 35, 47, 51, 71, 113),
    "looked_after": (12, 14, 23, 29, 29, 40, 55, 67, 88, 133),
}
