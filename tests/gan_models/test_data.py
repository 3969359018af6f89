"""Laws to train on: what is drawn has the density that is stated."""

import numpy as np
import pytest
import torch
from scipy import stats
from sklearn.datasets import make_moons
from sklearn.mixture import GaussianMixture

from gan_models.data.atoms import Atoms
from gan_models.data.conditional import Classes
from gan_models.data.densities import Mixture, Normal
from gan_models.data.two_moons import TwoMoons, half_circle
from gan_models.streams import Streams

DRAWS = 4000
RARE = 1e-9  # a test of a law fails by chance with this probability
ATOMS = Atoms(((0.0, 1.0), (2.0, -1.0), (0.5, 0.5)), (0.5, 0.125, 0.375))
CLASSES = Classes((Normal((0.0, 1.0), (1.0, 0.5)), Normal((3.0, -1.0), (0.25, 2.0))), (0.3, 0.7))
BUMPS = Mixture((Normal((-2.0,), (0.5,)), Normal((1.0,), (1.5,))), (0.25, 0.75))
LAWS = {"normal": Normal((1.0, -2.0), (0.5, 3.0)), "mixture": BUMPS, "atoms": ATOMS, "two moons": TwoMoons(0.15)}


def _generators(name="data", models=2, seed=0):
    return Streams.of(seed, models).generators(name, torch.float64)


def _drawn(law, **more):
    return law.draw(_generators(**more), DRAWS)[0].numpy()


@pytest.mark.parametrize("name", LAWS)
def test_shapes_are_models_first_and_coordinates_last(name):
    law = LAWS[name]
    x = law.draw(_generators(models=3), 5, 4)
    assert x.shape == (3, 5, 4, law.width)
    assert x.dtype == torch.float64
    assert law.log_density(x).shape == (3, 5, 4)


@pytest.mark.parametrize("name", LAWS)
def test_a_model_draws_the_same_whoever_else_is_there(name):
    few, many = (LAWS[name].draw(_generators(models=n), 6) for n in (2, 5))
    assert torch.equal(few, many[:2])
    assert not torch.equal(many[0], many[1])


# Densities
def test_normal_and_mixture_have_the_densities_of_scipy():
    x = torch.linspace(-4, 4, 33, dtype=torch.float64)[:, None]
    pair = torch.cat([x, x.flip(0)], 1)
    expected = stats.norm.logpdf(pair[:, 0], 1, 0.5) + stats.norm.logpdf(pair[:, 1], -2, 3)
    assert LAWS["normal"].log_density(pair).numpy() == pytest.approx(expected, rel=1e-12)
    expected = 0.25 * stats.norm.pdf(x, -2, 0.5) + 0.75 * stats.norm.pdf(x, 1, 1.5)
    assert BUMPS.log_density(x).exp().numpy() == pytest.approx(expected[:, 0], rel=1e-12)


@pytest.mark.parametrize("part", [0, 1])
def test_coordinates_of_a_normal_law_pass_the_test_of_kolmogorov_and_smirnov(part):
    mean, deviation = LAWS["normal"].mean[part], LAWS["normal"].deviation[part]
    x = _drawn(LAWS["normal"])[:, part]
    assert stats.kstest(x, stats.norm(mean, deviation).cdf).pvalue > RARE
    assert stats.kstest(x, stats.norm(mean + 0.3 * deviation, deviation).cdf).pvalue < RARE


def test_a_mixture_passes_the_same_test():
    def cdf(x, weight=0.25):
        return weight * stats.norm.cdf(x, -2, 0.5) + (1 - weight) * stats.norm.cdf(x, 1, 1.5)

    x = _drawn(BUMPS)[:, 0]
    assert stats.kstest(x, cdf).pvalue > RARE
    assert stats.kstest(x, lambda x: cdf(x, 0.5)).pvalue < RARE


# Points
def test_atoms_are_drawn_as_often_as_their_weights_say():
    states = ATOMS.states(_generators(), DRAWS)[0].numpy()
    counts = np.bincount(states, minlength=3)
    assert stats.chisquare(counts, DRAWS * np.array(ATOMS.weights)).pvalue > RARE
    assert stats.chisquare(counts, DRAWS * np.array([0.5, 0.375, 0.125])).pvalue < RARE
    assert np.array_equal(np.array(ATOMS.points)[states], _drawn(ATOMS))


def test_the_probabilities_of_atoms_are_theirs_and_nothing_elsewhere():
    x = torch.tensor([*ATOMS.points, (0.0, 0.0)], dtype=torch.float64)
    assert ATOMS.log_density(x).exp().tolist() == pytest.approx([*ATOMS.weights, 0.0])


def test_a_point_mass_is_at_its_point():
    mass = Atoms.at(1.5)
    assert (mass.width, mass.points, mass.weights) == (1, ((1.5,),), (1.0,))
    assert (mass.draw(_generators(), 50) == 1.5).all()


@pytest.mark.parametrize(
    ("points", "weights", "text"),
    [
        (((0.0,), (1.0,)), (1.0,), "one each"),
        (((0.0,), (1.0,)), (0.5, 0.6), "sum 1"),
        (((0.0,), (1.0,)), (1.5, -0.5), "none negative"),
        (((0.0,), (0.0,)), (0.5, 0.5), "merge"),
        (((0.0,), (1.0, 2.0)), (0.5, 0.5), "one width"),
    ],
)
def test_atoms_that_are_no_law_are_refused(points, weights, text):
    with pytest.raises(ValueError, match=text):
        Atoms(points, weights)


# Classes
def test_classes_are_drawn_by_their_weights_and_points_by_their_classes():
    x, y = CLASSES.draw(_generators(), DRAWS)
    x, y = x[0].numpy(), y[0].numpy()
    counts = np.bincount(y)
    assert stats.chisquare(counts, DRAWS * np.array(CLASSES.weights)).pvalue > RARE
    for label, law in enumerate(CLASSES.laws):
        for part in range(2):
            own, other = (stats.norm(one.mean[part], one.deviation[part]).cdf for one in (law, CLASSES.laws[1 - label]))
            assert stats.kstest(x[y == label, part], own).pvalue > RARE
            assert stats.kstest(x[y == label, part], other).pvalue < RARE


def test_points_for_given_classes_are_of_these_classes():
    classes = torch.tensor([[0, 1, 1], [1, 0, 0]])
    x = CLASSES.given(_generators(), classes)
    assert x.shape == (2, 3, 2)
    far = Classes((Normal((0.0,), (1e-3,)), Normal((9.0,), (1e-3,))), (0.5, 0.5))
    assert torch.equal((far.given(_generators(), classes)[..., 0] > 5).long(), classes)


def test_posterior_and_joint_are_those_of_scikit_learn():
    model = GaussianMixture(2, covariance_type="diag")
    model.weights_, model.means_ = np.array(CLASSES.weights), np.array([law.mean for law in CLASSES.laws])
    model.covariances_ = np.array([law.deviation for law in CLASSES.laws]) ** 2
    model.precisions_cholesky_ = 1 / np.sqrt(model.covariances_)
    x = CLASSES.draw(_generators(), 20)[0][0]
    assert CLASSES.log_posterior(x).exp().numpy() == pytest.approx(model.predict_proba(x.numpy()), abs=1e-12)
    assert CLASSES.marginal().log_density(x).numpy() == pytest.approx(model.score_samples(x.numpy()), rel=1e-12)
    joint = torch.stack([CLASSES.log_joint(x, torch.full((20,), y)) for y in (0, 1)])
    assert torch.allclose(joint.logsumexp(0), CLASSES.marginal().log_density(x), rtol=1e-13)
    assert torch.allclose(joint - joint.logsumexp(0), CLASSES.log_posterior(x).T, rtol=1e-10, atol=1e-12)


def test_classes_of_different_widths_are_refused():
    with pytest.raises(ValueError, match="one width"):
        Classes((Normal((0.0,), (1.0,)), Normal((0.0, 1.0), (1.0, 1.0))), (0.5, 0.5))
    with pytest.raises(ValueError, match="sum 1"):
        Classes((Normal(), Normal()), (0.5, 0.6))


# Two moons
def test_the_half_circles_are_those_of_scikit_learn():
    expected, labels = make_moons(60, shuffle=False)
    t = torch.linspace(0, torch.pi, 30, dtype=torch.float64).repeat(2)
    assert half_circle(t, torch.tensor(labels)).numpy() == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("label", [0, 1])
@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, 1.0), (0.6, 0.8)])
def test_draws_have_the_law_of_scikit_learns_along_lines(label, direction):
    x, y = TwoMoons(0.15).labelled(_generators(), DRAWS)
    theirs, labels = make_moons(DRAWS, noise=0.15, random_state=1)
    ours = x[0, y[0] == label].numpy() @ direction
    assert stats.ks_2samp(ours, theirs[labels == label] @ direction).pvalue > RARE


def test_two_moons_are_not_with_other_noise_what_scikit_learn_draws():
    x = TwoMoons(0.5).draw(_generators(), DRAWS)[0].numpy()[:, 1]
    assert stats.ks_2samp(x, make_moons(DRAWS, noise=0.1, random_state=1)[0][:, 1]).pvalue < RARE


def test_classes_of_two_moons_are_equally_likely():
    _, y = TwoMoons().labelled(_generators(), DRAWS)
    assert stats.binomtest(int(y[0].sum()), DRAWS).pvalue > RARE


def _plane(count, low=-2.5, high=3.5):
    side = torch.linspace(low, high, count, dtype=torch.float64)
    return torch.cartesian_prod(side, side), ((high - low) / (count - 1)) ** 2


@pytest.mark.parametrize("label", [None, 0, 1])
def test_the_density_of_two_moons_has_integral_one(label):
    law, (points, cell) = TwoMoons(0.15), _plane(91)
    logs = law.log_density(points) if label is None else law.log_density_given(points, label)
    assert (logs.exp().sum() * cell).item() == pytest.approx(1, abs=1e-9)


def test_the_density_of_two_moons_is_the_mean_of_normal_laws_along_them():
    law, x = TwoMoons(0.2), torch.tensor([[0.3, 0.4], [1.5, -0.4], [-1.2, 0.1]], dtype=torch.float64)
    t = (torch.arange(20000, dtype=torch.float64) + 0.5) * torch.pi / 20000
    centres = torch.cat([half_circle(t, torch.full_like(t, k, dtype=torch.long)) for k in (0, 1)])
    square = (x[:, None] - centres).square().sum(-1) / 0.2**2
    expected = (torch.exp(-square / 2) / (2 * torch.pi * 0.2**2)).mean(1)
    assert law.log_density(x).exp().numpy() == pytest.approx(expected.numpy(), rel=1e-7)


def test_the_mean_log_density_of_draws_is_minus_the_entropy():
    law, (points, cell) = TwoMoons(0.15), _plane(91)
    logs = law.log_density(points)
    found = law.log_density(law.draw(_generators(), DRAWS)[0])
    error = 7 * found.std().item() / DRAWS**0.5
    assert found.mean().item() == pytest.approx((logs.exp() * logs).sum().item() * cell, abs=error)
    wrong = TwoMoons(0.3).log_density(law.draw(_generators(), DRAWS)[0]).mean().item()
    assert abs(found.mean().item() - wrong) > error


def test_the_rule_is_exact_to_rounding_down_to_the_noise_that_it_takes():
    x = torch.tensor([[1.0, 0.0], [0.0, 1.05], [1.0, -0.5], [0.6, 0.8], [0.5, 0.5]], dtype=torch.float64)
    coarse, fine = (TwoMoons(8 / 256, nodes).log_density(x) for nodes in (256, 601))
    assert torch.allclose(coarse, fine, rtol=1e-10, atol=1e-10)
    with pytest.raises(ValueError, match="267 nodes"):
        TwoMoons(0.03, 256)


@pytest.mark.parametrize("noise", [0.0, -1.0, float("nan")])
def test_two_moons_without_noise_are_refused(noise):
    with pytest.raises(ValueError, match="noise"):
        TwoMoons(noise)
