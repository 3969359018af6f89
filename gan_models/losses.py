"""The losses of discriminators, critics and generators, as functions of logits.

A logit h is what a discriminator puts out before the sigmoid, D = σ(h); a critic puts out any number. Each loss is to
be lowered by its player and is a mean over the batch, a tensor without dimensions, in nats where logarithms occur. The
logits may have any shape. Everything goes through log σ, which is exact to rounding, with its gradient, from −60 to 60
and far beyond, in float32 as in float64. (PyTorch's `softplus` is not: above 20 it is the identity, which is wrong by
2e-9.) `gan_models.audit` compares a loss with the theorem that it claims to implement.
"""

from __future__ import annotations

from collections.abc import Callable

from torch.nn.functional import logsigmoid, relu

from gan_models.backend import Tensor

Loss = Callable[[Tensor], Tensor]


def saturating(fake: Tensor) -> Tensor:
    """E log(1 − σ(h)), the generator's loss in the minimax game.

    Its gradient in a logit is −σ(h)/n (generator_losses.saturating_gradient), which vanishes like e^h as h → −∞
    (generator_losses.vanishing).

    >>> import torch
    >>> saturating(torch.zeros(4)).item() + torch.log(torch.tensor(2.0)).item()
    0.0
    """
    return logsigmoid(-fake).mean()


def nonsaturating(fake: Tensor) -> Tensor:
    """E[−log σ(h)], the generator's loss with flipped labels (generator_losses.label_flip).

    Its gradient in a logit is −(1 − σ(h))/n (generator_losses.nonsaturating_gradient), which goes to −1/n as h → −∞
    (generator_losses.vanishing).
    """
    return -logsigmoid(fake).mean()


def combined(fake: Tensor) -> Tensor:
    """E[log(1 − σ(h)) − log σ(h)] = −E h, whose gradient in a logit is −1/n everywhere (generator_losses.combined)."""
    return -fake.mean()


def wasserstein(fake: Tensor) -> Tensor:
    """−E D(x) over generated x, the generator's part of the Wasserstein game (wasserstein.lipschitz_critic)."""
    return -fake.mean()


def hinge_generator(fake: Tensor) -> Tensor:
    """−E D(x), the generator's part of the hinge game (Lim and Ye 2017); no result of the catalogue states it."""
    return -fake.mean()


def least_squares_generator(fake: Tensor) -> Tensor:
    """½ E(D(x) − 1)² over generated x (Mao et al. 2017, a = 0, b = c = 1); no result of the catalogue states it."""
    return (fake - 1).square().mean() / 2


def cross_entropy(real: Tensor, fake: Tensor) -> Tensor:
    """−E log σ(h) over data − E log(1 − σ(h)) over generated examples, the discriminator's loss.

    At data density p and model density q the integrand is least at σ(h) = p/(p + q) (optimal_discriminator.optimum),
    where the loss is log 4 − 2·JSD (optimal_discriminator.value).
    """
    return -logsigmoid(real).mean() - logsigmoid(-fake).mean()


def critic(real: Tensor, fake: Tensor) -> Tensor:
    """E D over generated examples − E D over data, the critic's loss; at least −W₁ for a 1-Lipschitz critic.

    That is wasserstein.lipschitz_critic; without the bound on the slope there is no least value
    (wasserstein.unbounded_critic).
    """
    return fake.mean() - real.mean()


def hinge_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """E max(0, 1 − D) over data + E max(0, 1 + D) over generated (Lim and Ye 2017); no result of the catalogue."""
    return relu(1 - real).mean() + relu(1 + fake).mean()


def least_squares_discriminator(real: Tensor, fake: Tensor) -> Tensor:
    """½ E(D − 1)² over data + ½ E D² over generated (Mao et al. 2017, a = 0, b = 1); no result of the catalogue."""
    return ((real - 1).square().mean() + fake.square().mean()) / 2
