"""Settings that make no sense are refused where a recipe is made, by name."""

from __future__ import annotations

from typing import Any


def at_least(recipe: Any, least: float, *names: str) -> None:
    """Refuse settings that are too small.

    Raises:
        ValueError: one of them is; the message names it.
    """
    for name in names:
        if not getattr(recipe, name) >= least:
            raise ValueError(f"{name} is {getattr(recipe, name)}, and has to be at least {least:g}")


def positive(recipe: Any, *names: str) -> None:
    """Refuse settings that are not greater than 0.

    Raises:
        ValueError: one of them is not; the message names it.
    """
    for name in names:
        if not getattr(recipe, name) > 0:
            raise ValueError(f"{name} is {getattr(recipe, name)}, and has to be greater than 0")
