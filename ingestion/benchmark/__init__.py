"""Benchmark populations whose truth is known: frame -> truth -> counts, strata, records.

No child in them exists. They are what the methods are proved on, and what an authority's own
gradient is shown beside.
"""

from ingestion.benchmark.counts import draw
from ingestion.benchmark.frame import Frame, read_frame
from ingestion.benchmark.truth import DATASETS, POPULATIONS, Population, geometric_score

__all__ = ["DATASETS", "POPULATIONS", "Frame", "Population", "draw", "geometric_score", "read_frame"]
