"""The entry point `derivations.evidence`: what training showed about a result, recorded or anew.

Reading the records needs no PyTorch.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gan_models.observation import summary

if TYPE_CHECKING:
    from derivations.proof import Proof

Json = dict[str, Any]


def covers(name: str) -> bool:
    """Whether there is a numerical check; there is none here, only training."""
    return False


def observes(name: str) -> bool:
    """Whether training has been observed for the result of this id."""
    return name in recorded()


def observe(proof: Proof, *, seed: int = 0, anew: bool = False) -> Json:
    """The observations of a result: as they were recorded, or from models trained now.

    Args:
        proof: The result.
        seed: Of the training, when it is done anew.
        anew: Train now.

    Raises:
        KeyError: nothing is recorded for the result.
        ImportError: anew, and PyTorch is not installed; the message says how to install it.
    """
    found = _trained(proof, seed) if anew else recorded()[proof.id]
    status = summary(found)
    return {"status": status, "experiments": found, "detail": "" if status == "observed" else _trouble(found)}


def _trained(proof: Proof, seed: int) -> list[Json]:
    from gan_models.experiment import observe as train
    from gan_models.experiments import experiments

    return [train(e, proof, seed=seed).to_json() for e in experiments(proof.id)]


def _trouble(found: list[Json]) -> str:
    """What keeps observations from supporting a result, in words."""
    told = [f"{o['experiment']} is {o['verdict']}" for o in found if o["verdict"] != "supported"]
    kept = [f"{o['experiment']} does not reject {c['claim']}" for o in found for c in _kept(o)]
    return "; ".join(told + kept)


def _kept(observation: Json) -> list[Json]:
    return [c for c in observation["controls"] if c["verdict"] != "refuted"]


@cache
def recorded() -> dict[str, list[Json]]:
    """The recorded observations by result, as `gan_models/results/*.json` have them."""
    found = dict[str, list[Json]]()
    for path in sorted(files("gan_models").joinpath("results").iterdir(), key=lambda p: p.name):
        if path.name.endswith(".json"):
            for entry in json.loads(path.read_text(encoding="utf-8")):
                found.setdefault(entry["result"], []).append(entry)
    return found
