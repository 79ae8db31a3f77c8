"""A synthetic England in the publishers' layouts: places -> people -> counts -> tables -> files.

Names are invented, codes lie outside the ranges in use, and the neighbourhood gradient is a known truth.
"""

from ingestion.sample.counts import TRUE_RATE_RATIO_PER_10_POINTS
from ingestion.sample.places import Scale
from ingestion.sample.write import SEED, make_sample

__all__ = ["SEED", "TRUE_RATE_RATIO_PER_10_POINTS", "Scale", "make_sample"]
