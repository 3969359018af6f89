"""The answers of proofs as functions of arrays."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from derivations.results import find


@cache
def answer(name: str) -> Callable[..., Any]:
    """The answer of a proved result, as a NumPy function of its symbols."""
    return find(name).prove().to_function()
