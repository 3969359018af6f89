"""Threads of linear algebra: the matrices here are small, and threads that wait for each other only take time."""

from __future__ import annotations

import os
from typing import Final

LIBRARIES: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def one_each() -> None:
    """Let this process and those it starts compute with one thread, unless the user has said otherwise.

    It has to be called before NumPy is imported.
    """
    for name in LIBRARIES:
        os.environ.setdefault(name, "1")
