"""Which part of an improvement helps: a recipe with none of it, with each part alone and with all, over several seeds.

The parts are the settings of homework A.1c. An averaged generator draws no random numbers and changes nothing in the
training, so the run with the average alone also shows the recipe with none: its last generator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from gan_models.metrics.runs import Measured, Standard, measured, standard
from gan_models.metrics.seeds import Estimate, interval
from gan_models.recipes import ATTEMPT, IMPROVEMENT
from gan_models.recipes.gan import GanRecipe
from gan_models.trainer import files, runs
from gan_models.trainer.folder import RunFolder

NONE: Final = "none"
Train = Callable[[RunFolder], object]
Values = dict[str, dict[int, dict[str, float]]]  # by variant, seed and metric


def variants() -> dict[str, Mapping[str, Any]]:
    """The settings that each trained variant has differently: a part alone, all, and what was tried beside them.

    >>> list(variants())
    ['r1', 'dropout', 'discriminator_rate', 'average', 'all', 'spectral', 'all+spectral', 'attempt']
    """
    alone: dict[str, Mapping[str, Any]] = {name: {name: value} for name, value in IMPROVEMENT.items()}
    spectral = {"spectral": True}
    return alone | {
        "all": IMPROVEMENT,
        "spectral": spectral,
        "all+spectral": IMPROVEMENT | spectral,
        "attempt": ATTEMPT,
    }


def ablate(
    place: Path,
    name: str,
    recipe: GanRecipe,
    seeds: Sequence[int],
    chosen: Sequence[str] = (),
    train: Train = runs.train,
) -> Values:
    """Train what is not trained yet, measure what is not measured yet, and return all metrics.

    Args:
        place: the folder for a run folder of each variant and seed.
        name: of the recipe.
        recipe: its settings, without the improvement.
        seeds: one run each.
        chosen: the variants; all by default.
        train: takes a run folder to the end of its training.

    Raises:
        KeyError: there is no such variant.
        ValueError: the folder has a run with other settings.
        See also `runs.begin`, `runs.train` and `measured`.
    """
    found: Values = {}
    beside = cache(standard)  # the data are looked at once, for all runs
    for seed in seeds:
        for variant in chosen or variants():
            folder = _begun(place, name, replace(recipe, **variants()[variant]), variant, seed)
            if not folder.weights_file.exists():
                train(folder)
            found.setdefault(variant, {})[seed] = _metrics(folder, beside, averaged=True)
            if variant == "average":
                found.setdefault(NONE, {})[seed] = _metrics(folder, beside, averaged=False)
    return found


def _begun(place: Path, name: str, recipe: GanRecipe, variant: str, seed: int) -> RunFolder:
    folder = RunFolder(place / variant / f"seed-{seed}")
    with suppress(OSError):
        folder.path.rmdir()  # of a command that was killed before it could say what it trains
    if not folder.path.exists():
        folder.path.parent.mkdir(parents=True, exist_ok=True)
        runs.begin(folder, name, recipe, seed)
    elif folder.recipe != recipe:
        raise ValueError(f"{folder.path} was begun with other settings: name another folder for these")
    return folder


def _metrics(folder: RunFolder, beside: Callable[..., Standard], averaged: bool) -> dict[str, float]:
    """From the file where they are kept, or measured and kept there."""
    kept = folder.path / ("measured.json" if averaged else "measured-last.json")
    if not kept.exists():
        with runs.pinned(folder.config["threads"]):
            found: Measured = measured(folder, averaged=averaged, standard=beside)
        files.replace(kept, json.dumps(found.to_json(), indent=1).encode())
    return json.loads(kept.read_text(encoding="utf-8"))["run"]


def gains(values: Values, variant: str, metric: str, base: str = NONE) -> Estimate:
    """What a variant adds to a metric, by differences between runs with the same seeds, those that both have.

    Raises:
        ValueError: fewer than two such seeds.
    """
    own, other = values[variant], values[base]
    return interval([run[metric] - other[seed][metric] for seed, run in own.items() if seed in other])
