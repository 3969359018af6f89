"""What a run of `gaussian-gan` leaves behind: curves as JSON Lines, and a picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gan_models.gaussian_gan import Curves, Recipe, run
from gan_models.plots import save
from gan_models.plots.gaussian_gan import curves
from gan_models.streams import Streams

__all__ = ["Recipe", "write"]


def write(recipe: Recipe, seed: int, models: int, folder: Path) -> None:
    """Train so many models and write `metrics.jsonl` (a line every so many steps) and `curves.png`."""
    seen = run(recipe, Streams.of(seed, models))
    lines = (json.dumps(row, allow_nan=False) for row in rows(seen))
    (folder / "metrics.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    save(lambda figure: curves(figure, seen), folder / "curves.png", (13.0, 4.0))


def rows(seen: Curves) -> list[dict[str, Any]]:
    """One row a point of the curves, a number for each model; null for what is no number any more."""
    names = ("generator", "discriminator", "means", "deviations")
    found = list[dict[str, Any]]()
    for i, step in enumerate(seen.steps.tolist()):
        found.append({"step": step} | {name: _numbers(getattr(seen, name)[i].tolist()) for name in names})
    return found


def _numbers(values: list[float]) -> list[float | None]:
    return [v if abs(v) < float("inf") else None for v in values]
