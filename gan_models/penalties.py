"""What keeps a critic's slope in bounds: R1, R2, the gradient penalty, and spectral normalisation.

All are pure functions: of a critic, which maps a batch of shape (batch, …) to one number for each example, shape
(batch,) or (batch, 1), or of parameters. The number for one example must not depend on the others in its batch (so no
batch normalisation): otherwise an example has no slope of its own. Weights such as λ are the caller's to multiply by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from torch.func import grad
from torch.nn.functional import normalize

from gan_models.backend import Tensor, torch
from gan_models.networks import Params

Critic = Callable[[Tensor], Tensor]


def slopes(critic: Critic, points: Tensor) -> Tensor:
    """∇D at each point; the shape of the points.

    >>> slopes(lambda x: 3 * x.square(), torch.tensor([[1.0], [2.0]])).tolist()
    [[6.0], [12.0]]
    """
    return grad(lambda x: critic(x).sum())(points)


def steepness(critic: Critic, points: Tensor) -> Tensor:
    """‖∇D‖ at each point, over all that belongs to one example; shape (batch,)."""
    return torch.linalg.vector_norm(slopes(critic, points).flatten(1), dim=1)


def r1(critic: Critic, real: Tensor) -> Tensor:
    """½ E‖∇D‖² over data (Mescheder, Geiger and Nowozin 2018); multiply by γ."""
    return slopes(critic, real).flatten(1).square().sum(1).mean() / 2


def r2(critic: Critic, fake: Tensor) -> Tensor:
    """½ E‖∇D‖² over generated examples (Mescheder, Geiger and Nowozin 2018); multiply by γ."""
    return r1(critic, fake)


def between(real: Tensor, fake: Tensor, share: Tensor) -> Tensor:
    """Points between pairs, share · real + (1 − share) · fake; one share an example, shape (batch,)."""
    weight = share.reshape(-1, *[1] * (real.ndim - 1))
    return weight * real + (1 - weight) * fake


def gradient_penalty(critic: Critic, points: Tensor) -> Tensor:
    """E(‖∇D(x)‖ − 1)² with the norm taken example by example (Gulrajani et al. 2017); multiply by λ.

    For the linear critic a·x it is (|a| − 1)², the penalty of wasserstein.gradient_penalty: 0 for a critic of slope 1,
    whatever the batch is.

    Args:
        critic: maps (batch, …) to (batch,) or (batch, 1).
        points: where the slope is taken; `between` makes them as Gulrajani et al. do.
    """
    return (steepness(critic, points) - 1).square().mean()


def one_sided_penalty(critic: Critic, points: Tensor) -> Tensor:
    """E max(0, ‖∇D(x)‖ − 1)², which fines only what is steeper than 1; multiply by λ."""
    return (steepness(critic, points) - 1).relu().square().mean()


def spectral_norm(weight: Tensor) -> Tensor:
    """The largest singular value of a weight, seen as a matrix of shape (outputs, all else); exact, for small ones."""
    return torch.linalg.svdvals(weight.flatten(1))[0]


def power_iteration(weight: Tensor, vector: Tensor, steps: int = 1) -> tuple[Tensor, Tensor]:
    """An estimate of the spectral norm from below, and the vector to go on with (Miyato et al. 2018).

    Args:
        weight: shape (outputs, …).
        vector: shape (outputs,), not orthogonal to the first singular vector: random at first, then what was returned.
        steps: each multiplies by the matrix and its transpose once; the error falls by about (σ₂/σ₁)⁴ in each.
    """
    matrix, left = weight.flatten(1), vector.detach()
    fixed = matrix.detach()  # the gradient of uᵀWv goes through W alone
    right = normalize(fixed.T @ left, dim=0)
    for _ in range(steps):
        left = normalize(fixed @ right, dim=0)
        right = normalize(fixed.T @ left, dim=0)
    return left @ matrix @ right, left


def spectrally_normalised(params: Params) -> Params:
    """The same parameters with each weight divided by its spectral norm, so that an affine layer is 1-Lipschitz.

    Weights are what has two or more dimensions; all else is kept. The parameters are those of one model.
    """
    return {name: _divided(value, spectral_norm) for name, value in params.items()}


def _divided(value: Tensor, norm: Callable[[Tensor], Tensor]) -> Tensor:
    return value / norm(value) if value.ndim > 1 else value


def normalised_by_iteration(
    params: Params, vectors: Mapping[str, Tensor], steps: int = 1
) -> tuple[Params, dict[str, Tensor]]:
    """The same by power iteration, and the vectors for the next time.

    Args:
        params: the parameters of one model.
        vectors: for each weight that is to be normalised, by its name, as `power_iteration` takes them.
        steps: of the iteration.
    """
    found = {name: power_iteration(params[name], vector, steps) for name, vector in vectors.items()}
    scaled = {name: params[name] / norm for name, (norm, _) in found.items()}
    return {**params, **scaled}, {name: vector for name, (_, vector) in found.items()}
