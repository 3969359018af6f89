"""Losses that contradict their name are caught, by what they do and where.

The first three defects were found in public libraries; each is written here as it was there.
"""

from math import exp

import pytest
import torch
from torch.func import grad

from gan_models import audit, losses, penalties
from gan_models.audit_report import Comparison
from gan_models.loss_claims import (
    COMBINED,
    DISCRIMINATOR,
    NONSATURATING,
    SATURATING,
    NoSuchClaim,
    discriminator,
    generator,
    penalty,
)


def whole_batch_penalty(critic, points):
    """The norm is taken over all examples at once."""
    points = points.clone().requires_grad_()
    values = critic(points)
    slope = torch.autograd.grad(values, points, torch.ones_like(values), create_graph=True)[0]
    return (slope.norm(2) - 1) ** 2


def per_example_penalty(critic, points):
    """The same with the norm taken example by example."""
    points = points.clone().requires_grad_()
    values = critic(points)
    slope = torch.autograd.grad(values, points, torch.ones_like(values), create_graph=True)[0]
    return ((slope.flatten(1).norm(2, dim=1) - 1) ** 2).mean()


def nonsaturating_with_epsilon(fake):
    """−log(D + ε), as if the logarithm of 0 were the danger."""
    return -torch.log(torch.sigmoid(fake) + 1e-8).mean()


def minimax_in_name(fake):
    """Cross-entropy with flipped labels, called minimax."""
    return torch.nn.functional.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))


def test_a_penalty_over_the_whole_batch_fines_a_critic_of_slope_one_forty_nine_at_batch_64():
    found = audit.penalty(whole_batch_penalty, slopes=[1.0], batches=[64])
    (fine, *_) = [d for d in found.differences if d.quantity == "value" and d.place.startswith("slope 1")]
    assert (fine.found, fine.expected) == (pytest.approx(49, rel=1e-6), 0)
    assert "batch of 64" in str(fine)


@pytest.mark.parametrize("count", [2, 7, 64])
def test_it_is_caught_at_every_batch_size_but_one(count):
    assert not audit.penalty(whole_batch_penalty, batches=[count]).agrees
    assert audit.penalty(whole_batch_penalty, batches=[1]).agrees


def test_the_same_penalty_example_by_example_agrees_at_every_batch_size():
    found = audit.penalty(per_example_penalty, batches=[1, 2, 3, 64, 257])
    assert found.agrees, str(found)


def test_an_epsilon_inside_the_logarithm_makes_the_gradient_vanish():
    found = audit.loss(nonsaturating_with_epsilon, NONSATURATING)
    worst = found.worst("gradient")
    assert not found.agrees
    assert worst.expected == pytest.approx(-1)
    assert abs(worst.found) < 1e-15
    assert worst.place.startswith("logit -60")


@pytest.mark.parametrize("epsilon", [1e-6, 1e-12, 1e-20, 1e-28])
def test_an_epsilon_of_any_size_is_caught_by_logits_that_reach_it(epsilon):
    assert not audit.loss(lambda h: -torch.log(torch.sigmoid(h) + epsilon).mean(), NONSATURATING).agrees


def test_a_minimax_loss_that_is_the_nonsaturating_one_is_called_by_its_name():
    found = audit.loss(minimax_in_name, SATURATING)
    assert not found.agrees
    assert found.instead == (NONSATURATING,)
    assert NONSATURATING in str(found)
    assert audit.loss(minimax_in_name, NONSATURATING).agrees


DEFECTS = {
    "log(1 − σ), −∞ above 17 in float32": (lambda h: torch.log(1 - torch.sigmoid(h)).mean(), SATURATING),
    "clamped": (lambda h: torch.log(torch.clamp(1 - torch.sigmoid(h), 1e-7, 1)).mean(), SATURATING),
    "the discriminator's sign": (lambda h: -losses.saturating(h), SATURATING),
    "a sum": (lambda h: losses.saturating(h) * len(h), SATURATING),
    "a constant more": (lambda h: losses.saturating(h) + 1, SATURATING),
    "detached": (lambda h: losses.saturating(h).detach(), SATURATING),
    "softplus, 2e-9 off above 20": (lambda h: -torch.nn.functional.softplus(h).mean(), SATURATING),
    "clipped logits": (lambda h: losses.nonsaturating(h.clamp(-50, 50)), NONSATURATING),
    "half": (lambda h: losses.nonsaturating(h) / 2, NONSATURATING),
    "saturating": (losses.saturating, NONSATURATING),
    "nonsaturating": (losses.nonsaturating, COMBINED),
}


@pytest.mark.parametrize("name", DEFECTS)
def test_other_defects_are_caught(name):
    assert not audit.loss(*DEFECTS[name]).agrees


def test_what_is_right_but_slightly_less_exact_passes_unless_every_error_is_relative():
    def through_softplus(h):
        return (torch.clamp(h, min=0) - h + torch.log1p(torch.exp(-h.abs()))).mean()

    assert audit.loss(lambda h: torch.log1p(torch.exp(-h)).mean(), NONSATURATING, logits=[-20.0, 0.0, 20.0]).agrees
    assert audit.loss(through_softplus, NONSATURATING, logits=[-60.0, -1.0, 1.0, 60.0]).agrees
    assert not audit.loss(through_softplus, NONSATURATING, logits=[60.0], floor=1e-30).agrees


DISCRIMINATORS = {
    "hinge": losses.hinge_discriminator,
    "least squares": losses.least_squares_discriminator,
    "critic": losses.critic,
    "data and model swapped": lambda real, fake: losses.cross_entropy(fake, real),
    "half": lambda real, fake: losses.cross_entropy(real, fake) / 2,
    "the generator's part with its sign": lambda real, fake: losses.nonsaturating(real) + losses.saturating(fake),
    "a sum": lambda real, fake: losses.cross_entropy(real, fake) * len(real),
}


@pytest.mark.parametrize("name", DISCRIMINATORS)
def test_what_is_not_the_discriminators_loss_is_caught(name):
    assert not audit.discriminator(DISCRIMINATORS[name]).agrees


PENALTIES = {
    "the mean before the square": lambda c, x: (penalties.steepness(c, x).mean() - 1).square(),
    "with λ": lambda c, x: penalties.gradient_penalty(c, x) * 10,
    "squared norm": lambda c, x: (penalties.slopes(c, x).flatten(1).square().sum(1) - 1).square().mean(),
    "not squared": lambda c, x: (penalties.steepness(c, x) - 1).abs().mean(),
    "detached": lambda c, x: penalties.gradient_penalty(c, x).detach(),
    "one coordinate": lambda c, x: (penalties.slopes(c, x).flatten(1)[:, 0].abs() - 1).square().mean(),
    "one side": penalties.one_sided_penalty,
}


@pytest.mark.parametrize("name", PENALTIES)
def test_other_penalties_are_caught(name):
    assert not audit.penalty(PENALTIES[name]).agrees


def test_a_one_sided_penalty_agrees_where_it_should():
    def steep(critic, points):
        return penalties.one_sided_penalty(critic, points)

    assert audit.penalty(steep, slopes=[6.0, -8.0], batches=[1, 9]).agrees  # curved ones have at least a quarter: 1.5


def test_a_report_says_in_a_sentence_what_agrees():
    found = audit.loss(losses.combined, COMBINED, logits=[0.0])
    assert str(found) == f"combined agrees with {COMBINED} in 8 comparisons."
    assert found.worst() is None


def test_no_number_counts_as_an_infinite_error():
    nothing = Comparison("value", "logit 0", torch.float32, float("nan"), 1.0, 1.0)
    assert nothing.error == float("inf")
    assert nothing.differs(1.0)


def test_the_numbers_of_the_theorem_are_exact_where_numpy_has_none():
    value, gradient = generator(SATURATING).at(60.0)
    assert (value, gradient) == (-60.0, -1.0)
    assert discriminator().at(60.0, p=0.25, q=0.75) == (45.0, 0.75)
    assert penalty().at(-3.0) == (4.0, -4.0)
    assert generator(SATURATING).at(-700.0).gradient == pytest.approx(-exp(-700), rel=1e-12)
    assert generator(SATURATING).at(5000.0) == (-5000.0, -1.0)


def test_a_result_that_says_nothing_of_losses_is_refused():
    with pytest.raises(NoSuchClaim, match="saturating_gradient does"):
        audit.loss(losses.saturating, DISCRIMINATOR)
    with pytest.raises(NoSuchClaim, match=DISCRIMINATOR):
        audit.discriminator(losses.cross_entropy, SATURATING)
    with pytest.raises(NoSuchClaim, match="gradient_penalty does"):
        audit.penalty(penalties.gradient_penalty, SATURATING)


def test_a_loss_for_each_example_is_refused_with_its_shape():
    with pytest.raises(ValueError, match=r"\(241,\)"):
        audit.loss(lambda h: -h, COMBINED)


def test_measuring_is_what_torch_func_does():
    at = torch.tensor([-2.0, 0.5])
    value, slope = audit.measured(losses.saturating, at)
    assert value == losses.saturating(at).item()
    assert slope == grad(losses.saturating)(at).tolist()
