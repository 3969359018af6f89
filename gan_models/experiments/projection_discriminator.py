"""Discriminators that are told the class: A and b of the projection form, and the logit of a network without it.

Class y has the same probability in the data and in the model, 1/classes, and normal points of unit variance around a
mean of its own. Each model has means of its own. A projection discriminator yᵀ(Ax + b) contains the optimum, so that A
and b themselves are compared; a network with one hidden layer and an output for each class knows nothing of that form.
"Where there is mass" is, for class y, within RADIUS of μ_y or of μ̂_y.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

from torch.func import vmap

from derivations.clauses import answered, fits
from derivations.kernel.terms import Term, num, replace
from derivations.projection_discriminator import HALF
from derivations.proof import Proof
from gan_models.backend import Tensor, torch
from gan_models.data import lattice
from gan_models.experiment import Experiment, altered, dear
from gan_models.experiments.frozen import against_still
from gan_models.fitting import fitted
from gan_models.networks import Network, Params, dense
from gan_models.optimisers import Adam
from gan_models.predictions import right_side
from gan_models.statistics import Numbers
from gan_models.streams import Streams
from gan_models.term_values import evaluate

SETTINGS: Final = {"betas": (0.9, 0.99), "batch": 64, "data's means": (0.5, 1.0), "model's means": (0.0, 0.3)}
PROJECTION: Final = {**SETTINGS, "hidden": (), "steps": 300, "rate": 0.05}
FREE: Final = {**SETTINGS, "hidden": (16,), "steps": 600, "rate": 0.03, "batch": 128}
RECIPES: Final[Mapping[str, Mapping[str, Any]]] = {  # "batch" counts the points of each class
    "3 classes, 2 features": {**PROJECTION, "classes": 3, "width": 2},
    "5 classes, 4 features": {**PROJECTION, "classes": 5, "width": 4},
    "2 classes, 1 feature": {**FREE, "classes": 2, "width": 1, "data's means": (1.0, 1.4)},
    "3 classes, 2 features, free": {**FREE, "classes": 3, "width": 2, "data's means": (0.7, 1.0)},
}
RADIUS: Final = 2.0
Function = Callable[..., Any]


class Learnt(NamedTuple):
    """What discriminators of several classes have learnt.

    Attributes:
        M: The data's class means as rows, shape (models, classes, width).
        M_hat: The model's.
        places: Where there is mass, for each class, shape (models, classes, points, width).
        logits: The learnt ones there, shape (models, classes, points).
        losses: Before each step, shape (models, steps).
        params: The discriminators; without a hidden layer, `0.weight` is A and `0.bias` is b.
    """

    M: Tensor
    M_hat: Tensor
    places: Tensor
    logits: Tensor
    losses: Tensor
    params: Params


def network(recipe: Mapping[str, Any]) -> Network:
    """From a point to one logit for each class."""
    return dense(recipe["width"], *recipe["hidden"], recipe["classes"])


def logits(discriminator: Network, params: Params, points: Tensor) -> Tensor:
    """The logit of class k at its own points, shape (classes, points), for points of shape (classes, points, width)."""
    return torch.einsum("knk->kn", discriminator(params, points))


@lru_cache(maxsize=2)
def trained(name: str, streams: Streams) -> Learnt:
    """Discriminators between class-conditional normal laws that differ from model to model."""
    recipe = RECIPES[name]
    discriminator, shape = network(recipe), (recipe["classes"], recipe["width"])
    drawn = streams.generators("means", torch.float64)
    M, M_hat = (sized(drawn.uniform(*shape), *recipe[f"{whose} means"]) for whose in ("data's", "model's"))
    draws = [streams.generators(part, torch.float64) for part in ("data", "model")]

    def source(steps: int) -> tuple[Tensor, ...]:
        return tuple(around(mean, g, steps, recipe["batch"]) for mean, g in zip((M, M_hat), draws, strict=True))

    loss = against_still(partial(logits, discriminator))
    start, rule = discriminator.start(streams.seeds("discriminator"), torch.float64), Adam(betas=recipe["betas"])
    params, losses = fitted(loss, start, source, recipe["steps"], recipe["rate"], optimiser=rule)
    places = with_mass(M, M_hat)
    found = vmap(partial(logits, discriminator))(params, places)
    return Learnt(M, M_hat, places, found, losses, params)


def sized(uniform: Tensor, low: float, high: float) -> Tensor:
    """Numbers of random sign between low and high in size, from uniform ones."""
    signed = 2 * uniform - 1
    return signed.sign() * low + signed * (high - low)


def around(means: Tensor, generators: Any, steps: int, points: int) -> Tensor:
    """Normal points of each class, shape (models, steps, classes, points, width)."""
    _, classes, width = means.shape
    noise = lattice.normal(generators, steps * classes, points, width)
    return means[:, None, :, None] + noise.unflatten(1, (steps, classes))


def with_mass(first: Tensor, second: Tensor) -> Tensor:
    """Points around both means, up to RADIUS away along the axes and the diagonals between them."""
    width = first.shape[-1]
    corners = torch.cartesian_prod(*[torch.linspace(-1, 1, 5, dtype=first.dtype)] * width).reshape(-1, width)
    inside = RADIUS * corners[corners.square().sum(-1) <= 1]
    return torch.cat([mean[..., None, :] + inside for mean in (first, second)], -2)


# What the proofs say
def rows(proof: Proof) -> Function:
    """The matrix A, row by row: what the entries of A·v are for the unit columns v, when y is each class in turn."""
    entry = right_side(proof, "(M - M_hat)*v")

    def matrix(M: Tensor, M_hat: Tensor) -> Tensor:
        classes, units = (torch.eye(size, dtype=M.dtype) for size in M.shape[-2:])
        means = {"M": M[..., None, None, :, :], "M_hat": M_hat[..., None, None, :, :]}
        return evaluate(entry, **means, y=classes[:, None], v=units)

    return matrix


def bias(proof: Proof) -> Function:
    """The column b: the entry b_k that the result's hypothesis prescribes, when y is each class in turn."""
    (given,) = [h for h in proof.hypotheses if h.op == "eq" and fits(h.args[0], "entry(b, k)")]

    def column(M: Tensor, M_hat: Tensor) -> Tensor:
        classes = torch.eye(M.shape[-2], dtype=M.dtype)
        return evaluate(given.args[1], M=M[..., None, :, :], M_hat=M_hat[..., None, :, :], y=classes)

    return column


def form(proof: Proof) -> Function:
    """A and b in one matrix, b as its last column, shape (models, classes, width + 1), from M and M̂."""
    of_a, of_b = rows(proof), bias(proof)
    return lambda **means: torch.cat([of_a(**means), of_b(**means)[..., None]], -1)


def form_off(learnt: Learnt, claim: Function) -> Numbers:
    """The greatest error of an entry of A and b, for each model."""
    found = torch.cat([learnt.params["0.weight"], learnt.params["0.bias"][..., None]], -1)
    return (found - claim(M=learnt.M, M_hat=learnt.M_hat)).abs().amax((1, 2)).numpy()


def logit_off(learnt: Learnt, claim: Function) -> Numbers:
    """The greatest error of the logit of any class where there is mass, for each model."""
    stated = claim(phi=learnt.places, mu_y=learnt.M[:, :, None], mu_hat_y=learnt.M_hat[:, :, None])
    return (learnt.logits - stated).abs().amax((1, 2)).numpy()


def exchanged(claim: Function) -> Function:
    """The claim for the means of data and model exchanged."""
    return lambda M, M_hat: claim(M=M_hat, M_hat=M)


def next_class(claim: Function) -> Function:
    """The claim with every row moved to the next class."""
    return lambda **means: claim(**means).roll(1, -2)


def doubled_bias(claim: Function) -> Function:
    """The claim with 2b for b: b_k without its factor ½."""
    return lambda **means: claim(**means) + torch.nn.functional.pad(claim(**means)[..., -1:], (means["M"].shape[-1], 0))


def projection(name: str) -> Experiment:
    """A and b of projection discriminators."""
    return Experiment(
        result="projection_discriminator.linear_form",
        name=name,
        quantity="the greatest error of an entry of the learnt A and b",
        recipe=RECIPES[name],
        train=partial(trained, name),
        predict=form,
        measure=form_off,
        tolerance=0.1,
        reason="Adam with a rate that falls to 0, and batches of 64 a class; the optimum lies in the family",
        **dear(64),
        controls={
            "A = M̂ − M and −b": altered(form, exchanged),
            "row k for the next class": altered(form, next_class),
            "b_k = ‖μ̂_k‖² − ‖μ_k‖², without ½": altered(form, doubled_bias),
        },
    )


def answer(proof: Proof, change: Callable[[Term], Term] = lambda term: term) -> Function:
    """The result's formula, for many columns at once, or a wrong one."""
    return partial(evaluate, change(answered(proof)))


def free(name: str) -> Experiment:
    """The logit of networks that are not told its form."""
    return Experiment(
        result="projection_discriminator.logit",
        name=name,
        quantity="max |h − h*| over the classes and where each has mass",
        recipe=RECIPES[name],
        train=partial(trained, name),
        predict=answer,
        measure=logit_off,
        tolerance=0.3,
        reason="16 hidden units; an error in D counts 1/(D(1 − D)) times in the logit, at the edges up to 200 times",
        **dear(64, exceptions=5, of_all=20),
        controls={
            "the means exchanged": lambda proof: (
                lambda mu_y, mu_hat_y, phi: answer(proof)(phi=phi, mu_y=mu_hat_y, mu_hat_y=mu_y)
            ),
            "‖μ̂‖² − ‖μ‖² without ½": partial(answer, change=lambda term: replace(term, HALF, num(1))),
            "½(‖μ‖² − ‖μ̂‖²)": lambda proof: (
                lambda mu_y, mu_hat_y, phi: answer(proof)(phi=-phi, mu_y=mu_hat_y, mu_hat_y=mu_y)
            ),
        },
    )


EXPERIMENTS: Final[list[Experiment]] = [
    *(projection(name) for name, recipe in RECIPES.items() if not recipe["hidden"]),
    *(free(name) for name, recipe in RECIPES.items() if recipe["hidden"]),
]
