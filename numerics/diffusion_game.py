"""The zero-one games of `numerics.zero_one_gan` once more: which images are covered, and what the missing ones cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import numpy as np
from numpy.random import Generator

from numerics.zero_one_gan import Game, differ, games, least_loss, missing, saddle, small_game

LARGEST: Final = 3  # genuine images
Claim = Callable[[Game], np.ndarray]


def played() -> list[Game]:
    """All games with at most three genuine images."""
    return [game for game in games() if game.m <= LARGEST]


def errors(game: Game) -> np.ndarray:
    """For every discriminator, list and genuine image, how many verdicts on the image and its copies are wrong."""
    genuine = game.verdicts[:, None, : game.m]
    return (1 - genuine) + genuine * game.copies[None, :, : game.m]


def best(game: Game) -> np.ndarray:
    """The pairs in which the discriminator is a best one."""
    return game.losses == game.least


def always(game: Game, where: np.ndarray, holds: np.ndarray, what: str) -> str | None:
    """A pair at which something does not hold although it should."""
    return differ(game, what, where & holds, where)


def once_per_covered(game: Game) -> np.ndarray:
    """Every image with a copy costs one wrong verdict, every other one none."""
    return (errors(game) == (game.copies > 0)[None, :, : game.m]).all(axis=2)


def once_each(game: Game) -> np.ndarray:
    """Every genuine image is generated once."""
    return np.broadcast_to((game.copies[:, : game.m] == 1).all(axis=1), game.losses.shape)


def none_missing(game: Game) -> np.ndarray:
    """No genuine image is missing."""
    return np.broadcast_to(missing(game) == 0, game.losses.shape)


def right() -> Iterator[str | None]:
    """What is claimed, in every game."""
    for game in played():
        yield least_loss(game, game.m - missing(game))
        yield always(game, best(game), once_per_covered(game), "whether every covered image costs one error")
        yield always(game, saddle(game), once_each(game), "whether every image is generated once")
        yield always(game, saddle(game), none_missing(game), "whether no image is missing")


def wrong() -> Mapping[str, Iterator[str | None]]:
    """What is not so, in some game."""
    said = "whether it is so"

    def everywhere(where: Claim, holds: Claim) -> Iterator[str | None]:
        return (always(game, where(game), holds(game), said) for game in played())

    return {
        "the best loss k/(2m)": (least_loss(game, missing(game)) for game in played()),
        "the best loss ½ whatever is missing": (least_loss(game, np.array(game.m)) for game in played()),
        "one error for each copy": everywhere(best, _one_per_copy),
        "one error per covered image for every discriminator": everywhere(_all, once_per_covered),
        "a saddle with every best discriminator": everywhere(best, saddle),
        "a saddle wherever nothing is missing": everywhere(none_missing, saddle),
        "no saddle at all": everywhere(saddle, lambda game: ~saddle(game)),
    }


def _all(game: Game) -> np.ndarray:
    return np.ones(game.losses.shape, dtype=bool)


def _one_per_copy(game: Game) -> np.ndarray:
    return (errors(game) == game.copies[None, :, : game.m]).all(axis=2)


def small(rng: Generator) -> Mapping[str, Any]:
    """A game for the statement, with the names that it has there."""
    names = {"x": "y", "g": "z"}
    return {names.get(name, name): value for name, value in small_game(rng).items()}
