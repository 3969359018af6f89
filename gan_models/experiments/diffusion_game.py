"""What GANs trained on the images of `toy-diffusion` leave out, against the zero-one game in diffusion.coverage.

A generated image counts as a copy of the closest genuine one. Most of these GANs miss some images, which the diffusion
model never does; the best discriminator then errs once for each image that is covered, and there is no saddle point.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from derivations.clauses import relation
from gan_models.backend import Tensor, torch
from gan_models.experiment import comparisons, every_seed
from gan_models.statistics import Numbers
from gan_models.term_values import evaluate
from gan_models.toy_gan import Learnt, ToyGan, train

if TYPE_CHECKING:
    from derivations.proof import Proof

RECIPE: Final = ToyGan()
Claim = Callable[..., Tensor]


# What the theorem says
def least_loss(proof: Proof) -> Claim:
    """(m − k)/(2m), from which images were generated."""
    side = relation(proof.statement, "eq", "sum(piecewise(D(z(j))", "(m - sum(").args[1]
    return lambda **values: evaluate(side, **values)


def no_saddle(proof: Proof) -> Claim:
    """k ≥ 1, where the statement denies a saddle point."""
    premise = relation(proof.statement, "le", "1", "sum(piecewise(sum(piecewise(")
    return lambda **values: evaluate(premise, **values)


def _images(learnt: Learnt) -> dict[str, Any]:
    """m, y and z by the statement's names; an image is its number."""
    return {
        "m": learnt.copied.shape[1],
        "y": lambda i: torch.full_like(learnt.copied[:, 0], i)[:, None, None],
        "z": lambda j: learnt.copied[:, j, None, None],
    }


# What was trained
def loss_off(learnt: Learnt, claim: Claim) -> Numbers:
    """|zero-one loss of the trained verdicts − claim|."""
    return (learnt.errors.double() / (2 * learnt.copied.shape[1]) - claim(**_images(learnt))).abs().numpy()


def can_gain(learnt: Learnt) -> Tensor:
    """Whether the generator could fool the trained verdicts more often, with other images of the data set."""
    fooled = (learnt.copies * learnt.genuine).sum(1)
    most = learnt.genuine.any(1) * learnt.copied.shape[1]
    return most > fooled


def gain_as_stated(learnt: Learnt, claim: Claim) -> Numbers:
    """1 where the generator could gain just where the claim denies a saddle point."""
    return (can_gain(learnt) == claim(**_images(learnt))).double().numpy()


# Wrong claims
def _none_missing(proof: Proof) -> Claim:
    """½, as if one copy of each had been generated."""
    right = least_loss(proof)
    return lambda **values: right(**{**values, "z": values["y"]})


def _not_averaged(proof: Proof) -> Claim:
    """(m − k)/m."""
    right = least_loss(proof)
    return lambda **values: 2 * right(**values)


def _always_a_saddle(proof: Proof) -> Claim:
    right = no_saddle(proof)
    return lambda **values: right(**values) & False


comparison: Final = comparisons("diffusion.coverage", RECIPE, train)
EXPERIMENTS: Final = [
    comparison(
        name="gan-missing",
        quantity="|zero-one loss of a discriminator trained on a GAN's copies − (m − k)/(2m)|",
        predict=least_loss,
        measure=loss_off,
        tolerance=1e-9,
        reason="errors are counted: whole numbers divided by 2m = 12",
        controls={"½, as if none were missing": _none_missing, "(m − k)/m": _not_averaged},
    ),
    comparison(
        name="gan-no-saddle",
        quantity="whether the generator could fool these verdicts more often just where an image is missing",
        predict=no_saddle,
        measure=gain_as_stated,
        controls={"a saddle whatever is missing": _always_a_saddle},
        **every_seed(),
    ),
]
