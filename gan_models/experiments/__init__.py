"""The experiments, a module for each topic; `EXPERIMENTS` lists those of a module."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gan_models.experiment import Experiment

TOPICS: Final = (
    "diffusion",
    "divergences",
    "flows",
    "gan_duality",
    "generator_losses",
    "minimax",
    "optimal_discriminator",
    "projection_discriminator",
    "vae",
    "wasserstein",
)


def experiments(name: str | None = None) -> list[Experiment]:
    """The experiments of a result or a topic, or all of them, in the catalogue's order."""
    topics = TOPICS if name is None else [name.partition(".")[0]]
    modules = [f"{__name__}.{topic}" for topic in topics if topic in TOPICS]
    found = [e for module in modules if find_spec(module) for e in import_module(module).EXPERIMENTS]
    return [e for e in found if name in (None, e.result, e.result.partition(".")[0])]
