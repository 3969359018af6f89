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
    """Refuse weights of the past in running averages, one or several, that are not at least 0 and less than 1.

    Raises:
        ValueError: one of them is not; the message names it.
    """
    for name in names:
        value = getattr(recipe, name)
        if not all(0 <= weight < 1 for weight in (value if isinstance(value, tuple) else (value,))):
            raise ValueError(f"{name} is {value}, and has to be at least 0 and less than 1")


def layered(recipe: Any, *names: str) -> None:
    """Refuse layers that are none, or have no units.

    Raises:
        ValueError: one of them is or has; the message names the setting.
    """
    for name in names:
        widths = getattr(recipe, name)
        if not widths or min(widths) < 1:
            raise ValueError(f"{name} is {widths or 'empty'}: name at least one layer, and at least one unit for each")


def positive(recipe: Any, *names: str) -> None:
    """Refuse settings that are not greater than 0.

    Raises:
        ValueError: one of them is not; the message names it.
    """
    for name in names:
        if not getattr(recipe, name) > 0:
            raise ValueError(f"{name} is {getattr(recipe, name)}, and has to be greater than 0")
