"""How much of its gradient a generator loses while the discriminator wins, beside what the theorems say.

In homework A.1b the discriminator wins. By generator_losses.saturating_gradient an image with logit h pulls at the
generator's parameters with weight σ(h) under the minimax loss, and by generator_losses.nonsaturating_gradient with
1 − σ(h) under the other one. Both weights are read from the proofs.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import hypot, inf

from gan_models import losses
from gan_models.backend import Tensor, torch
from gan_models.image_games import ImageGame
from gan_models.loss_claims import NONSATURATING, SATURATING, generator
from gan_models.networks import Params
from gan_models.play import Players


def watched(game: ImageGame, players: Players, noise: Tensor, labels: Tensor | None = None) -> dict[str, float]:
    """The generator's gradients under both losses, as they are and as the theorems have them.

    Networks are taken as in evaluation, without dropout; nothing is changed and no random numbers are drawn.

    Args:
        game: whose generator and discriminator are looked at.
        players: their parameters.
        noise: shape (images, numbers).
        labels: for conditional players.

    Returns:
        `slope_saturating` and `slope_nonsaturating`, the norms of the gradients in all parameters of the generator;
        `slope_ratio`, the first divided by the second;
        `slope_predicted`, that ratio with the weights that the theorems give to each image;
        `weight_ratio`, the mean of the first weights divided by that of the second: σ/(1 − σ) if all logits are equal.
    """
    own = {name: players.generator[name].detach().clone().requires_grad_() for name in game.generator.trained}
    images = game.generator({**players.generator, **own}, noise, labels, training=False)
    logits = game.discriminator(players.discriminator, images, labels, training=False).flatten()
    norm = partial(_norm, own)
    saturating, nonsaturating = norm(losses.saturating(logits)), norm(losses.nonsaturating(logits))
    each = [weights(name, logits.tolist()) for name in (SATURATING, NONSATURATING)]
    expected = [norm(logits, pulls) for pulls in each]
    return {
        "slope_saturating": saturating,
        "slope_nonsaturating": nonsaturating,
        "slope_ratio": _ratio(saturating, nonsaturating),
        "slope_predicted": _ratio(*expected),
        "weight_ratio": _ratio(*(sum(map(abs, pulls)) for pulls in each)),
    }


def weights(result: str, logits: Sequence[float]) -> list[float]:
    """The derivative of a loss in each logit, by the result.

    >>> weights("generator_losses.saturating_gradient", [0.0])
    [-0.5]
    """
    claim = generator(result)
    return [claim.gradient_at(h) for h in logits]


def _norm(own: Params, outputs: Tensor, pulls: Sequence[float] | None = None) -> float:
    """The length of the gradient of the outputs, each with its weight, in all parameters.

    The weights are divided by the greatest before they meet numbers of 32 bits, where e^−100 would be 0.
    """
    greatest = max(map(abs, pulls)) if pulls else 1.0
    if greatest == 0:
        return 0.0
    total = outputs if pulls is None else (outputs * outputs.new_tensor([p / greatest for p in pulls])).sum()
    found = torch.autograd.grad(total, list(own.values()), retain_graph=True)
    return hypot(*(g.double().norm().item() for g in found)) * greatest


def _ratio(above: float, below: float) -> float:
    return above / below if below else inf
