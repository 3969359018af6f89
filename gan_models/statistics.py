"""An interval over many models for a share, without any assumption on the law but independence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from numerics.concentration import Interval, clopper_pearson

Numbers = Sequence[float] | np.ndarray[Any, Any]


def share_interval(events: Sequence[bool] | np.ndarray[Any, Any], alpha: float) -> Interval:
    """The probability of an event that happened or did not in each model (Clopper and Pearson 1934).

    >>> share_interval([True] * 420, 1e-9).low > 0.95
    True
    """
    given = np.asarray(events)
    if given.dtype != bool:
        raise TypeError(f"a share counts events: true or false for each model, not {given.dtype}")
    return clopper_pearson(int(given.sum()), len(given), alpha)
