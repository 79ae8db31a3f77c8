"""Independent random streams, one per purpose: a new table never shifts the numbers of another."""

import zlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])
