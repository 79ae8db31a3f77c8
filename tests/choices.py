"""What a reader of real figures may look at."""

from analysis.choice import Choice

REFERRALS = Choice(
    dataset_id="public_record",
    is_synthetic=False,
    indicator_id="referrals",
    label="Referrals",
    financial_year_end=2025,
    imd_edition=2025,
)
LOOKED_AFTER = Choice(
    dataset_id="public_record",
    is_synthetic=False,
    indicator_id="cla_at_31_march",
    label="Children looked after at 31 March",
    financial_year_end=2025,
    imd_edition=2025,
)
