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


def forgetting(recipe: Any, *names: str) -> None:
    """Refuse weights of the past in a running average that are not at least 0 and less than 1.

    Raises:
        ValueError: one of them is not; the message names it.
    """
    for name in names:
        if not 0 <= getattr(recipe, name) < 1:
            raise ValueError(f"{name} is {getattr(recipe, name)}, and has to be at least 0 and less than 1")


def positive(recipe: Any, *names: str) -> None:
    """Refuse settings that are not greater than 0.

    Raises:
        ValueError: one of them is not; the message names it.
    """
    for name in names:
        if not getattr(recipe, name) > 0:
            raise ValueError(f"{name} is {getattr(recipe, name)}, and has to be greater than 0")
