"""The entry point `derivations.evidence`: which results have numerical evidence, and the evidence for a proof.

A check tries the proved statement at points of its own domain (`numerics.statement`), then whatever independent oracle
its topic has (`numerics.ridge`, `numerics.minimax`), and shows wrong variants of the claim to the same checks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from numerics.outcome import Control

if TYPE_CHECKING:
    from derivations.proof import Proof
    from numerics.outcome import Outcome

TOPICS: Final = (
    "change_of_variables",
    "diffusion",
    "divergences",
    "flows",
    "gan_duality",
    "generator_losses",
    "minimax",
    "optimal_discriminator",
    "projection_discriminator",
    "ridge",
    "vae",
    "wasserstein",
    "zero_one_gan",
)
BUDGETS: Final = {"quick": 0.25, "default": 1.0, "thorough": 8.0}


@dataclass(frozen=True)
class Evidence:
    """What numerical checks found about one result.

    Attributes:
        status: "checked" (nothing contradicts it and every named wrong variant was rejected), "refuted" or "undecided".
        cases: How many instances supported it.
        alpha: The probability that a true result would be called refuted; 0.0 when every check is exact or rigorous.
        seconds: Wall-clock time.
        detail: What was tried, in short sentences; for "undecided", what is missing.
        witness: The counterexample of a refuted result.
        controls: The wrong variants and what rejected each.
    """

    status: str
    cases: int
    alpha: float
    seconds: float
    detail: str
    witness: str | None = None
    controls: tuple[Control, ...] = ()


class NoCheck(LookupError):
    """No check is written for this result."""


def scale_of(budget: str | float) -> float:
    """The factor by which a budget scales the number of instances.

    Raises:
        ValueError: the budget is neither "quick", "default", "thorough" nor a positive number.
    """
    scale = BUDGETS.get(budget) if isinstance(budget, str) else float(budget)
    if scale is None or not 0 < scale < float("inf"):
        raise ValueError(f"budget = {budget!r}: write 'quick', 'default', 'thorough' or a positive number")
    return scale


def _checker(name: str) -> Any:
    topic, _, claim = name.rpartition(".")
    if topic not in TOPICS:
        return None
    return import_module(f"numerics.{topic}").CHECKS.get(claim)


def covers(name: str) -> bool:
    """Whether there is a check for the result of this id."""
    return _checker(name) is not None


def check(proof: Proof, *, seed: int = 0, budget: str | float = "default") -> Evidence:
    """Try to break a proved result; the same seed and budget give the same instances.

    Args:
        proof: A concluded proof with an id.
        seed: The root of every random choice.
        budget: "quick", "default", "thorough", or a factor for the number of instances.

    Raises:
        NoCheck: there is no check for this result.
        ValueError: the budget is none.
    """
    checker, scale = _checker(proof.id), scale_of(budget)
    if checker is None:
        raise NoCheck(f"numerics has no check for {proof.id!r}; it has checks for the topics {', '.join(TOPICS)}")
    from numerics.randomness import generators
    from numerics.statement import examine_proof

    start = perf_counter()
    general, special = generators(seed, proof.id, 2)
    outcomes = examine_proof(proof, general, scale)
    if not any(o.witness for o in outcomes):
        outcomes += _by_topic(checker, proof, special, scale)
    return gathered(outcomes, perf_counter() - start)


def _by_topic(checker: Any, proof: Proof, rng: Any, scale: float) -> list[Outcome]:
    """What the topic's own check finds; a statement of a form that it does not know leaves the result undecided."""
    from derivations.kernel.errors import IllFormed
    from numerics.errors import UnexpectedForm
    from numerics.outcome import Outcome

    try:
        return list(checker(proof, rng, scale))
    except (UnexpectedForm, IllFormed) as error:
        return [Outcome("", missing=f"the check of {proof.id} was written for a statement of another form: {error}")]


def gathered(outcomes: Sequence[Outcome], seconds: float) -> Evidence:
    """The evidence that several checks of one result amount to."""
    witness = next((o.witness for o in outcomes if o.witness is not None), None)
    controls = tuple(c for o in outcomes for c in o.controls)
    missing = [o.missing for o in outcomes if o.missing is not None]
    missing += [f"the wrong variant {c.claim} was not rejected" for c in controls if not c.rejected]
    if not controls:
        missing.append("no wrong variant was tried")
    status = "refuted" if witness is not None else "undecided" if missing else "checked"
    detail = " ".join([*(o.detail for o in outcomes), *(f"Missing: {m}." for m in missing)])
    alpha = min(1.0, sum(o.alpha for o in outcomes))
    return Evidence(status, sum(o.cases for o in outcomes), alpha, seconds, detail, witness, controls)
