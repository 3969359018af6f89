import numpy as np
import pytest
import torch
from scipy.optimize import minimize

from gan_models.dual_gan import DualGan, dual, entropy, generated, program, train
from gan_models.streams import Streams


@pytest.fixture(scope="module")
def learnt():
    return train(DualGan(), Streams.of(3, 4))


def least(points, fake, penalty):
    """The least value of the program and where it is, by SciPy, from the loss as homework D.3 writes it."""

    def loss(w):
        real, made = points @ w, fake @ w
        return np.log1p(np.exp(real)).sum() + np.log1p(np.exp(made)).sum() - made.sum() + penalty / 2 * w @ w

    found = minimize(loss, np.zeros(2), tol=1e-12)
    return found.fun, found.x


def test_the_game_ends_where_scipy_finds_max_min(learnt):
    for i in range(4):
        data, noise = learnt.data[i].numpy(), learnt.noise[i].numpy()

        def lost(shift, data=data, noise=noise):
            return -least(data, noise + np.array([shift[0], 0.0]), learnt.recipe.penalty)[0]

        shift = minimize(lost, [0.0], method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-12}).x[0]
        value, w = least(data, noise + np.array([shift, 0.0]), learnt.recipe.penalty)
        assert float(learnt.dual.shift[i]) == pytest.approx(shift, abs=1e-3)
        assert float(learnt.dual.values[i, -1]) == pytest.approx(value, abs=1e-6)
        assert learnt.game.w[i].numpy() == pytest.approx(w, abs=1e-3)


def test_weak_duality_holds_at_every_step_for_every_discriminator_tried(learnt):
    fake = generated(learnt.noise, learnt.dual.shift)
    for i in range(4):
        scores = learnt.data[i] @ learnt.game.w[i], fake[i] @ learnt.game.w[i]
        for factor in (-1.0, 0.0, 0.5, 1.0, 2.0):
            lower = dual(scores[0] * factor, scores[1] * factor, learnt.data[i], fake[i], learnt.recipe.penalty)
            for other in (0.0, 0.9, 1.0, 1.1):
                upper = program(other * learnt.game.w[i], learnt.data[i], fake[i], learnt.recipe.penalty)
                assert float(lower) <= float(upper) + 1e-9


def test_the_entropy_is_right_where_logarithms_of_zero_would_be():
    scores = torch.tensor([-800.0, -40.0, 0.0, 3.0, 800.0], dtype=torch.float64)
    share = 1 / (1 + np.exp(-3.0))
    expected = [0.0, 41 * np.exp(-40.0), np.log(2), -share * np.log(share) - (1 - share) * np.log1p(-share), 0.0]
    assert entropy(scores).tolist() == pytest.approx(expected, rel=1e-9)


def test_a_penalty_that_is_not_positive_is_refused():
    with pytest.raises(ValueError, match="C > 0 alone"):
        DualGan(penalty=0.0)
