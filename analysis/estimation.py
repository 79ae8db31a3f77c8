"""What every estimator shares: arrays of numbers, and the refusal of data that carry no estimate."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

MOST_LOG = 100.0  # a rate ratio, or a mean count, beyond e^100 is no finding
UNBOUNDED = "the counts do not bound the slope: rate ratios beyond any that a rate can have fit them as well"
NOT_MAXIMISED = "the likelihood was not maximised"


class CannotFit(ValueError):
    """The data cannot carry the model; the text says why."""
