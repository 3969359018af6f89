"""What a run of `dual-gan` leaves behind: both ways to train as JSON Lines, and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gan_models.dual_gan import DualGan as Recipe
from gan_models.dual_gan import Learnt, train
from gan_models.plots import save
from gan_models.plots.recipes import dual_gan
from gan_models.streams import Streams

__all__ = ["Recipe", "write"]


def write(recipe: Recipe, seed: int, models: int, folder: Path) -> None:
    """Train so many models both ways and write `metrics.jsonl` and `curves.png`."""
    learnt = train(recipe, Streams.of(seed, models))
    lines = (json.dumps(row, allow_nan=False) for row in rows(learnt))
    (folder / "metrics.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    save(lambda figure: dual_gan(figure, learnt), folder / "curves.png", (10.0, 4.0))


def rows(learnt: Learnt) -> list[dict[str, Any]]:
    """One row a step, a number for each model: the game's value and θ, then the dual's value."""
    game, dual = learnt.game, learnt.dual
    played = [
        {"way": "game", "step": t, "value": game.values[:, t].tolist(), "theta": game.shifts[:, t].tolist()}
        for t in range(game.values.shape[1])
    ]
    return played + [
        {"way": "dual", "step": t, "value": dual.values[:, t].tolist()} for t in range(dual.values.shape[1])
    ]
