"""All studies of the public record, in the order of their results."""

from analysis.public_record.condition_studies import CONDITIONS
from analysis.public_record.group_studies import COMPOSITION, EXPECTED, SENSITIVITY, WITHIN_REGIONS
from analysis.public_record.strata_studies import STRATA
from analysis.public_record.trend_studies import DEPRIVATION_TRENDS, TRENDS

PUBLIC_RECORD = (
    WITHIN_REGIONS,
    EXPECTED,
    COMPOSITION,
    *STRATA,
    CONDITIONS,
    TRENDS,
    DEPRIVATION_TRENDS,
    SENSITIVITY,
)
