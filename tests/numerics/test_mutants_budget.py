"""A limit on processor time ends what is searched, but nothing in which an exception would be lost."""

from __future__ import annotations

import gc
from time import process_time

import pytest

from numerics.mutants_budget import OutOfTime, limited


def test_a_callback_of_the_garbage_collector_is_not_interrupted():
    ended = []

    def slow(phase: str, info: dict[str, int]) -> None:
        until = process_time() + 0.15
        while process_time() < until:
            pass
        ended.append(phase)

    def search() -> None:
        gc.collect()
        while True:
            pass

    gc.callbacks.append(slow)
    try:
        with pytest.raises(OutOfTime), limited(0.05):
            search()
    finally:
        gc.callbacks.remove(slow)
    assert ended[:2] == ["start", "stop"]
