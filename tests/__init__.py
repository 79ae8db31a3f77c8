"""The suite, and every process that it starts, computes with one thread: with more, two workers wait for each other.

`python -m tests.machines` tries more threads.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
