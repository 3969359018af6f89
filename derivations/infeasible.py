"""Linear systems that plainly have no solution with the signs asked for: found before any solver is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

Column = Mapping[Any, Any]
Row = list[tuple[int, bool]]


def infeasible(target: Column, columns: Sequence[Column], signed: int, positive: Sequence[bool]) -> bool:
    """Whether Σ weight·column = target is impossible since in some row all that is left has the wrong sign.

    The first `signed` weights are ≥ 0, and one of those marked `positive`, if any are, is > 0. Where a row is to be 0
    and all its entries have one sign, the weights in it are 0. False says nothing.

    >>> infeasible({"x": -1}, [{"x": 1, "y": 1}, {"y": -1}], 2, [])
    True
    >>> infeasible({"x": 1}, [{"x": 1, "y": 1}, {"y": -1}], 2, [])
    False
    >>> infeasible({"x": 1}, [{"x": 1, "y": 1}, {"y": 2}], 2, [])
    True
    """
    rows: defaultdict[Any, Row] = defaultdict(list, {key: [] for key, value in target.items() if value})
    for i, column in enumerate(columns):
        for key, value in column.items():
            if value:
                rows[key].append((i, value > 0))
    gone = set[int]()
    while True:
        more = set[int]()
        for key, row in rows.items():
            vanishing = _vanishing([entry for entry in row if entry[0] not in gone], target.get(key, 0), signed)
            if vanishing is None:
                return True
            more.update(vanishing)
        if not more:
            return bool(positive) and not any(m for i, m in enumerate(positive) if i not in gone)
        gone |= more


def _vanishing(row: Row, value: Any, signed: int) -> Collection[int] | None:
    """The columns of a row that can only have the weight 0; None where the row has no solution."""
    if not row:
        return None if value else ()
    signs = {up for _, up in row}
    if len(signs) == 2 or any(i >= signed for i, _ in row):
        return ()
    if value:
        return () if signs == {value > 0} else None
    return [i for i, _ in row]
