"""What a denoiser trained on finitely many images does against diffusion.closest_point and diffusion.coverage.

The recipe is `toy-diffusion`. A GAN on the same images, `diffusion_game`, leaves some of them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import product
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

from derivations.clauses import answered, relation
from gan_models.backend import Tensor, torch
from gan_models.experiment import Experiment, comparisons, every_seed
from gan_models.experiments import diffusion_game
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.term_values import evaluate
from gan_models.toy_diffusion import Learnt, ToyDiffusion, drawn, train

if TYPE_CHECKING:
    from derivations.proof import Proof

RECIPE: Final = ToyDiffusion()
NOISY: Final = ToyDiffusion(alpha=0.85)  # so noisy that in a third of the models a point is closer to another image
CLOSE: Final = 0.15  # of a trained g to g*: about a tenth of a noise, whose length is √2
Claim = Callable[..., Tensor]


# What the theorems say
def answer(proof: Proof) -> Claim:
    """The denoiser g* of closest_point; the recovered image of coverage."""
    term = answered(proof)
    return lambda **values: evaluate(term, **values)


def recovers(proof: Proof) -> Claim:
    """When g* has loss 0: g^CP(x_{t,i,j}) = x_i, for one i and j."""
    formula = relation(proof.statement, "eq", "g_CP(", "x(i)")
    return lambda **values: evaluate(formula, **values)


def _points(learnt: Learnt) -> Iterator[dict[str, Any]]:
    """For each noisy point α_t, x, ε, i and j, by the statements' names."""
    images, noises = learnt.recipe.points, learnt.noises
    for i, j in product(range(learnt.recipe.images), range(learnt.recipe.noises)):
        yield {
            "alpha_t": learnt.recipe.alpha,
            "x": lambda image: images[image],
            "epsilon": lambda image: lambda noise: noises[:, image, noise],
            "i": i,
            "j": j,
        }


# The closest image
def best(learnt: Learnt, claim: Claim) -> Tensor:
    """g* at the noisy points, shape (models, N, J, 2)."""
    return claim(u=learnt.noisy, alpha_t=learnt.recipe.alpha, g_CP=learnt.recipe.closest)


def premise(learnt: Learnt, condition: Claim) -> Tensor:
    """Whether every noisy point of a model is closest to its own image, shape (models,)."""
    return torch.stack([condition(**at, g_CP=learnt.recipe.closest) for at in _points(learnt)]).all(0)


def denoisers_apart(learnt: Learnt, claim: tuple[Claim, Claim]) -> Numbers:
    """The root mean square of ‖g − g*‖ over a model's noisy points; 0 where the theorem says nothing of them."""
    denoiser, condition = claim
    off = (learnt.denoise(learnt.noisy) - best(learnt, denoiser)).square().sum(-1).mean((1, 2)).sqrt()
    return torch.where(premise(learnt, condition), off, 0.0).numpy()


def untrained(streams: Streams) -> Learnt:
    """Images and noises alone, for what holds of g* whatever was trained."""
    return Learnt(NOISY, drawn(NOISY, streams), {}, torch.zeros(len(streams), 0))


def loss_is_zero_where_it_should_be(learnt: Learnt, claim: tuple[Claim, Claim]) -> Numbers:
    """1 where g* has loss 0 and every image is recovered, or neither."""
    denoiser, condition = claim
    zero = (best(learnt, denoiser) - learnt.noises).square().sum((1, 2, 3)) < 1e-20
    return (zero == premise(learnt, condition)).double().numpy()


def _whatever(proof: Proof) -> tuple[Claim, Claim]:
    """Loss 0 whether or not the images are recovered."""
    condition = recovers(proof)
    return answer(proof), lambda **values: condition(**values) | True


def _without_root(proof: Proof) -> Claim:
    """(x − g^CP(x))/√(1 − α_t)."""
    right = answer(proof)
    return lambda u, alpha_t, g_CP: right(u=u, alpha_t=alpha_t, g_CP=lambda x: g_CP(x) / sqrt(alpha_t))


def _shares_exchanged(proof: Proof) -> Claim:
    """1 − α_t for α_t."""
    right = answer(proof)
    return lambda alpha_t, **values: right(alpha_t=1 - alpha_t, **values)


# Coverage
def recovered(learnt: Learnt, claim: Claim) -> Tensor:
    """What is recovered from each image's own noisy points, shape (models, N, J, 2)."""
    shown = [claim(**at, g=lambda place: learnt.denoise(place[:, None])[:, 0]) for at in _points(learnt)]
    return torch.stack(shown, 1).reshape(learnt.noises.shape)


def recovery_off(learnt: Learnt, claim: Claim) -> Numbers:
    """The distance of what is recovered from its image, the root mean square of a model's noisy points."""
    off = recovered(learnt, claim) - learnt.recipe.points[:, None]
    return off.square().sum(-1).mean((1, 2)).sqrt().numpy()


def every_image(learnt: Learnt, claim: Claim) -> Numbers:
    """1 where what is recovered from any noisy point is closer to its own image than a tenth of the next one."""
    points = learnt.recipe.points
    next_one = torch.linalg.vector_norm(points[1] - points[0])
    off = torch.linalg.vector_norm(recovered(learnt, claim) - points[:, None], dim=-1)
    return (off < next_one / 10).all(2).all(1).double().numpy()


def _undivided(proof: Proof) -> Claim:
    """x_t − √(1 − α_t)·g(x_t), without the division by √α_t."""
    right = answer(proof)
    return lambda alpha_t, **values: sqrt(alpha_t) * right(alpha_t=alpha_t, **values)


def _fresh(proof: Proof) -> Claim:
    """The same at noise that no denoiser was trained on: the theorem says nothing of it."""
    right, other = answer(proof), torch.Generator().manual_seed(0)

    def shown(**values: Any) -> Tensor:
        seen = values.pop("epsilon")(values["i"])(values["j"])
        noise = torch.randn(seen.shape, generator=other, dtype=torch.float64)  # once: ε stands twice in the answer
        return right(epsilon=lambda image: lambda place: noise, **values)

    return shown


closest_point, coverage = (comparisons(f"diffusion.{name}", RECIPE, train) for name in ("closest_point", "coverage"))
EXPERIMENTS: Final = [
    Experiment(
        result="diffusion.closest_point",
        name="zero-loss",
        quantity="whether g* has loss 0 just where each of the 24 noisy points is closest to its own image",
        recipe=asdict(NOISY) | {"steps": 0},
        train=untrained,
        predict=lambda proof: (answer(proof), recovers(proof)),
        measure=loss_is_zero_where_it_should_be,
        controls={
            "loss 0 wherever the points are": _whatever,
            "(x − g^CP(x))/√(1 − α_t)": lambda proof: (_without_root(proof), recovers(proof)),
        },
        **every_seed(),
    ),
    closest_point(
        name="learnt",
        quantity="the root mean square of ‖g − g*‖ over the noisy points, g trained on them, if each is closest to its "
        "own image",
        predict=lambda proof: (answer(proof), recovers(proof)),
        measure=denoisers_apart,
        tolerance=CLOSE,
        reason="a trained denoiser has a small loss, not 0: it may be off by a tenth of a noise, whose length is √2",
        controls={
            "(x − g^CP(x))/√(1 − α_t)": lambda proof: (_without_root(proof), recovers(proof)),
            "α_t and 1 − α_t exchanged": lambda proof: (_shares_exchanged(proof), recovers(proof)),
        },
    ),
    coverage(
        name="recovered",
        quantity="the root mean square distance of (x_t − √(1−α_t)·g(x_t))/√α_t from x_i over the noisy points",
        predict=answer,
        measure=recovery_off,
        tolerance=CLOSE * sqrt((1 - RECIPE.alpha) / RECIPE.alpha),
        reason="√((1 − α_t)/α_t) times the error in the noise that `learnt` allows",
        controls={"not divided by √α_t": _undivided, "from fresh noise, too": _fresh},
    ),
    coverage(
        name="every-image",
        quantity="whether each noisy point gives its own image, to a tenth of the distance to the next one",
        predict=answer,
        measure=every_image,
        controls={"α_t and 1 − α_t exchanged": _shares_exchanged},
        **every_seed(),
    ),
    *diffusion_game.EXPERIMENTS,
]
