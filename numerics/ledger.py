"""The error budget: every check by random samples, what it supposes, and how often it may be wrong.

If every result holds, then some check calls one wrong with probability at most the sum of all `alpha` (the union
bound), and that sum stays under `BUDGET`. Seeds are fixed unless others are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from math import fsum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from numpy.random import Generator

    from derivations.proof import Proof
    from numerics.outcome import Outcome
    from numerics.stochastic import Sampled

BUDGET: Final = 1e-6  # of the whole suite
TOPICS: Final = (
    "change_of_variables",
    "diffusion",
    "divergences",
    "flows",
    "generator_losses",
    "optimal_discriminator",
    "projection_discriminator",
    "ridge",
    "vae",
    "wasserstein",
    "zero_one_gan",
)
Check = Callable[["Proof", "Generator", float], "list[Outcome]"]


@dataclass(frozen=True)
class Declaration:
    """What a check by random samples declares.

    Attributes:
        result: The id of the result that it checks.
        null: The null hypothesis.
        n: The number of samples at the default budget.
        alpha: The probability of a false alarm at most.
        bound: The inequality by which that is so.
        effect: An error that is detected with probability 0.99 at least.
        wrong: The wrong variant of that size that the check rejects.
    """

    result: str
    null: str
    n: int
    alpha: float
    bound: str
    effect: float
    wrong: str


@cache
def checks(topic: str) -> tuple[Sampled, ...]:
    """The checks by random samples of a topic."""
    return tuple(import_module(f"numerics.{topic}_sampled").SAMPLED)


def every() -> list[Sampled]:
    """The checks of all topics."""
    return [check for topic in TOPICS for check in checks(topic)]


def declared() -> list[Declaration]:
    """What all of them declare."""
    return [_declaration(check) for check in every()]


def _declaration(check: Sampled) -> Declaration:
    effect = check.effect(check.n)
    return Declaration(check.result, check.null, check.n, check.alpha, check.bound, effect, check.variant(effect))


def allotted(result: str) -> float:
    """The probability of a false alarm that a result may have; 0 where nothing is sampled."""
    return fsum(check.alpha for check in every() if check.result == result)


def with_samples(topic: str, exact: Mapping[str, Check]) -> dict[str, Any]:
    """The checks of a topic, each followed by those by random samples of the same result."""
    return {name: _followed(f"{topic}.{name}", check) for name, check in exact.items()}


def _followed(result: str, check: Check) -> Check:
    @wraps(check)
    def both(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
        found = list(check(proof, rng, scale))
        drawn = (c for c in checks(result.partition(".")[0]) if c.result == result)
        return [*found, *(c.outcome(rng, scale) for c in drawn)]

    return both
