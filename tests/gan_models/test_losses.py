"""Losses are theorems: value and gradient against the proofs from −60 to 60, in float32 and float64.

Hinge and least squares are stated by no result of the catalogue: they are compared with their definitions in NumPy.
"""

from fractions import Fraction
from math import exp, log, log1p

import numpy as np
import pytest
import torch
from torch.func import grad, vmap
from torch.nn import functional

from derivations import generator_losses, optimal_discriminator, wasserstein
from gan_models import audit, losses
from gan_models.loss_claims import COMBINED, NONSATURATING, SATURATING

TINY = 1e-30  # below e^(−60): all errors are relative
DTYPES = [torch.float32, torch.float64]
LOGITS = np.arange(-60, 60.5, 0.5)
PAIRS = [
    (losses.saturating, SATURATING),
    (losses.nonsaturating, NONSATURATING),
    (losses.combined, COMBINED),
    (losses.wasserstein, COMBINED),
    (losses.hinge_generator, COMBINED),
]


def _slopes(loss, dtype):
    """The gradient of the loss of one example, at every logit."""
    return vmap(grad(loss))(torch.tensor(LOGITS, dtype=dtype)[:, None])[:, 0].double().numpy()


def _near(found, expected, dtype):
    """To a relative 32 units in the last place."""
    return np.all(np.abs(found - expected) <= 32 * torch.finfo(dtype).eps * np.abs(expected))


@pytest.mark.parametrize(("loss", "result"), PAIRS)
def test_value_and_gradient_are_those_of_the_proof_to_a_relative_rounding_error(loss, result):
    found = audit.loss(loss, result, floor=TINY)
    assert found.agrees, str(found)


def test_the_discriminators_loss_is_that_of_the_proof_to_a_relative_rounding_error():
    found = audit.discriminator(losses.cross_entropy, floor=TINY)
    assert found.agrees, str(found)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("loss", [losses.saturating, losses.nonsaturating, losses.combined])
def test_no_gradient_by_torch_func_is_infinite_or_no_number(loss, dtype):
    assert np.isfinite(_slopes(loss, dtype)).all()
    assert torch.isfinite(vmap(loss)(torch.tensor(LOGITS, dtype=dtype)[:, None])).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_ratio_of_both_gradients_is_that_of_the_proof(dtype):
    ratio = generator_losses.vanishing().to_function()(h=LOGITS)
    found, other = _slopes(losses.saturating, dtype), _slopes(losses.nonsaturating, dtype)
    assert _near(found, ratio * other, dtype)
    assert not _near(found, other, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_nonsaturating_gradient_is_minus_one_far_out_and_not_zero(dtype):
    assert _slopes(losses.nonsaturating, dtype)[0] == -1


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_second_derivative_is_minus_that_of_the_sigmoid(dtype):
    expected = generator_losses.sigmoid_derivative().to_function()(h=LOGITS)
    second = vmap(grad(lambda h: grad(losses.saturating)(h[None])[0]))(torch.tensor(LOGITS, dtype=dtype))
    assert np.allclose(second.double().numpy(), -expected, rtol=0, atol=4 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", DTYPES)
def test_pytorchs_own_cross_entropy_agrees_within_its_rounding(dtype):
    h = torch.tensor(LOGITS, dtype=dtype)
    ones = torch.ones_like(h)
    flipped = functional.binary_cross_entropy_with_logits(h, ones)
    assert torch.isclose(losses.nonsaturating(h), flipped, rtol=16 * torch.finfo(dtype).eps)
    both = flipped + functional.binary_cross_entropy_with_logits(h, 0 * ones)
    assert torch.isclose(losses.cross_entropy(h, h), both, rtol=16 * torch.finfo(dtype).eps)


@pytest.mark.parametrize("h", [20.5, 25.0, 40.0])
def test_softplus_of_pytorch_is_not_exact_above_twenty_and_ours_is(h):
    at = torch.tensor([-h], dtype=torch.float64)
    exact, theirs = exp(-h), functional.softplus(torch.tensor(h, dtype=torch.float64)).item() - h
    assert grad(losses.nonsaturating)(-at).item() == pytest.approx(-exact / (1 + exact), rel=1e-14)
    assert losses.saturating(at).item() == pytest.approx(-log1p(exact), rel=1e-14)
    assert theirs == 0


@pytest.mark.parametrize(("p", "q"), [(0.25, 0.75), (0.5, 0.5), (0.9, 0.1), (1e-4, 1.0)])
def test_the_discriminators_loss_is_stationary_at_the_logit_of_the_proof(p, q):
    best = float(optimal_discriminator.logit().to_function()(p=p, q=q))

    far = torch.tensor(1000.0, dtype=torch.float64)  # logits that cost nothing: what is left is one part alone

    def at(h):
        return p * losses.cross_entropy(h, -far) + q * losses.cross_entropy(far, h)

    slope = grad(at)
    assert slope(torch.tensor(best, dtype=torch.float64)).item() == pytest.approx(0, abs=1e-15)
    assert abs(slope(torch.tensor(best + 1.0, dtype=torch.float64)).item()) > 1e-5


def test_the_discriminators_loss_at_the_optimum_is_the_value_of_the_proof():
    p, q = np.array([1, 2, 5]) / 8, np.array([4, 3, 1]) / 8
    optimum = optimal_discriminator.optimum().to_function()(p=p, q=q)
    counts = [torch.repeat_interleave(torch.logit(torch.tensor(optimum)), torch.tensor(8 * w).long()) for w in (p, q)]
    m = (p + q) / 2
    jsd = (p @ np.log(p / m) + q @ np.log(q / m)) / 2
    assert losses.cross_entropy(*counts).item() == pytest.approx(log(4) - 2 * jsd, rel=1e-14)
    assert losses.cross_entropy(counts[1], counts[0]).item() > log(4)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("slope", [-60.0, -1.0, 0.5, 60.0])
def test_a_linear_critics_loss_is_that_of_the_proof(slope, dtype):
    theta, theta_0, spread = 3.0, -1.25, torch.tensor([-0.5, 0.5, -2.0, 2.0], dtype=dtype)
    real, fake = slope * (theta_0 + spread), slope * (theta + spread)
    claim = wasserstein.unbounded_critic().to_function()
    assert losses.critic(real, fake).item() == claim(c=slope, theta=theta, theta_0=theta_0)
    assert losses.critic(fake, real).item() == -claim(c=slope, theta=theta, theta_0=theta_0)


def test_the_best_linear_critic_of_slope_one_has_the_value_of_the_proof():
    theta, theta_0 = 3.0, -1.25
    least = wasserstein.lipschitz_critic().to_function()(theta=theta, theta_0=theta_0)
    found = [losses.critic(torch.tensor([s * theta_0]), torch.tensor([s * theta])).item() for s in (-1.0, 0.5, 1.0)]
    assert min(found) == least
    assert found[0] == least


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_generator_of_the_critic_has_the_other_sign(dtype):
    fake = torch.tensor(LOGITS, dtype=dtype)
    assert grad(losses.wasserstein)(fake).tolist() == (-grad(losses.critic, argnums=1)(fake, fake)).tolist()


def _hinge(real, fake):
    return np.mean([max(0.0, 1 - h) for h in real]) + np.mean([max(0.0, 1 + h) for h in fake])


def _squares(real, fake):
    return np.mean([(h - 1) ** 2 / 2 for h in real]) + np.mean([h**2 / 2 for h in fake])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("loss", "definition"),
    [(losses.hinge_discriminator, _hinge), (losses.least_squares_discriminator, _squares)],
)
def test_discriminators_without_a_theorem_follow_their_definitions(loss, definition, dtype):
    real, fake = LOGITS[::3], LOGITS[80::2]
    found = loss(torch.tensor(real, dtype=dtype), torch.tensor(fake, dtype=dtype)).item()
    assert found == pytest.approx(definition(real, fake), rel=8 * torch.finfo(dtype).eps)
    assert found != pytest.approx(definition(fake, real), rel=1e-3)


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_hinge_has_the_slopes_of_its_definition(dtype):
    h = torch.tensor([[-60.0], [0.0], [0.5], [1.5], [60.0]], dtype=dtype)
    data = vmap(grad(losses.hinge_discriminator))(h, h)
    generated = vmap(grad(losses.hinge_discriminator, argnums=1))(h, h)
    assert data.flatten().tolist() == [-1, -1, -1, 0, 0]
    assert generated.flatten().tolist() == [0, 1, 1, 1, 1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_least_squares_have_the_slopes_of_their_definition(dtype):
    h = torch.tensor(LOGITS, dtype=dtype)[:, None]
    assert torch.equal(vmap(grad(losses.least_squares_generator))(h), h - 1)
    assert torch.equal(vmap(grad(losses.least_squares_discriminator))(h, h), h - 1)
    assert torch.equal(vmap(grad(losses.least_squares_discriminator, argnums=1))(h, h), h)
    value = losses.least_squares_generator(h).item()
    assert value == pytest.approx(float(sum((Fraction(x) - 1) ** 2 / 2 for x in LOGITS) / len(LOGITS)), rel=1e-6)


def test_losses_are_means_whatever_the_shape():
    flat = torch.linspace(-3, 3, 12, dtype=torch.float64)
    for loss in (losses.saturating, losses.nonsaturating, losses.combined, losses.least_squares_generator):
        assert loss(flat).shape == ()
        assert loss(flat.reshape(3, 4, 1)).item() == pytest.approx(loss(flat).item(), rel=1e-15)
        assert loss(flat.repeat(2)).item() == pytest.approx(loss(flat).item(), rel=1e-15)
