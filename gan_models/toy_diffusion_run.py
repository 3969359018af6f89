"""What a run of `toy-diffusion` leaves behind: the losses as JSON Lines, and a picture of what is recovered."""

from __future__ import annotations

import json
from pathlib import Path

from gan_models.plots import save
from gan_models.plots.recipes import toy_diffusion
from gan_models.streams import Streams
from gan_models.toy_diffusion import ToyDiffusion as Recipe
from gan_models.toy_diffusion import train

__all__ = ["Recipe", "write"]


def write(recipe: Recipe, seed: int, models: int, folder: Path) -> None:
    """Train so many denoisers and write `metrics.jsonl` (a line a step) and `curves.png`."""
    learnt = train(recipe, Streams.of(seed, models))
    columns = learnt.losses.T.tolist()
    lines = (json.dumps({"step": t, "loss": row}, allow_nan=False) for t, row in enumerate(columns))
    (folder / "metrics.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    save(lambda figure: toy_diffusion(figure, learnt), folder / "curves.png", (10.0, 4.0))
