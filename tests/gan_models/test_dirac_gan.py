"""The Dirac-GAN: losses and Jacobians of the paper, and a flow that SciPy integrates as well."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from scipy.integrate import solve_ivp
from scipy.special import expit, log_expit

from derivations import minimax
from gan_models import games
from gan_models.dirac_gan import METHODS, players
from gan_models.experiments.minimax_dirac_flow import JACOBIANS
from gan_models.linearisation import derivative
from gan_models.predictions_dynamics import spectrum
from gan_models.updates import flow, simultaneous

F64 = torch.float64
PLACES = [(0.7, 1.3), (-0.4, 2.0), (1.5, -0.2), (-1.1, -0.9)]
STRENGTHS = {"gamma": 0.8, "sigma": 0.6, "g_0": 0.9}
GIVEN = {name: torch.tensor(value, dtype=F64) for name, value in STRENGTHS.items()}


def at(theta: float, psi: float):
    return players(torch.tensor(theta, dtype=F64), torch.tensor(psi, dtype=F64))


def f(t):
    """The paper's −log(1 + e^{−t})."""
    return log_expit(t)


PAPER = {
    "unregularised": lambda t, p: (f(p * t), -f(p * t) - f(0)),
    "non-saturating": lambda t, p: (-f(-p * t), -f(p * t) - f(0)),
    "Wasserstein": lambda t, p: (p * t, -p * t),
    "WGAN-GP": lambda t, p: (p * t, -p * t + 0.4 * (abs(p) - 0.9) ** 2),
    "R1": lambda t, p: (f(p * t), -f(p * t) - f(0) + 0.4 * p**2),
    "R2": lambda t, p: (f(p * t), -f(p * t) - f(0) + 0.4 * p**2),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", PAPER)
def test_losses_are_those_of_the_paper(method, place):
    losses = METHODS[method](at(*place), GIVEN)
    np.testing.assert_allclose([float(loss) for loss in losses], PAPER[method](*place), rtol=1e-14)


@pytest.mark.parametrize("place", PLACES)
def test_noise_is_averaged_as_a_fine_sum_does(place):
    theta, psi = place
    z = np.linspace(-9, 9, 4001)
    weight = np.exp(-z * z / 2) / np.exp(-z * z / 2).sum()
    fake, real = f(psi * (theta + 0.6 * z)) @ weight, f(-psi * 0.6 * z) @ weight
    losses = METHODS["instance noise"](at(*place), GIVEN)
    np.testing.assert_allclose([float(losses.generator), float(losses.discriminator)], [fake, -fake - real], rtol=1e-9)


def test_without_noise_nothing_is_averaged():
    quiet = METHODS["instance noise"](at(0.7, 1.3), {"sigma": torch.tensor(0.0, dtype=F64)})
    plain = METHODS["unregularised"](at(0.7, 1.3), {})
    torch.testing.assert_close(list(quiet), list(plain), rtol=1e-14, atol=0)


@pytest.mark.parametrize("method", JACOBIANS)
def test_the_derivative_of_a_step_at_the_equilibrium_is_that_of_the_table(method):
    play = METHODS[method].play
    start = players(torch.zeros(1, dtype=F64), torch.zeros(1, dtype=F64))
    state = play.start(start, (1.0, 1.0))
    jacobian = derivative(simultaneous(play), _first(state), GIVEN).numpy() - np.eye(2)
    row = spectrum(minimax.dirac_gan(), JACOBIANS[method])
    np.testing.assert_allclose(jacobian, row.matrix(**STRENGTHS), atol=1e-12)


def _first(tree: Any) -> Any:
    if isinstance(tree, torch.Tensor):
        return tree[0]
    if isinstance(tree, dict):
        return {name: _first(value) for name, value in tree.items()}
    return type(tree)(*map(_first, tree)) if hasattr(tree, "_fields") else tuple(map(_first, tree))


def test_the_flow_is_what_scipy_integrates():
    theta, psi, gamma = 1.5, -0.8, 0.3
    given = {"gamma": torch.tensor([gamma], dtype=F64)}
    start = players(torch.tensor([theta], dtype=F64), torch.tensor([psi], dtype=F64))
    seen = games.orbit(METHODS["R1"].play, flow, start, (0.1, 0.1), 40, given).points[0].numpy()

    def field(_, v):
        pull = expit(-v[0] * v[1])
        return [-v[1] * pull, v[0] * pull - gamma * v[1]]

    times = np.arange(41) * 0.1
    exact = solve_ivp(field, (0, 4), [theta, psi], t_eval=times, rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(seen, exact.y.T, atol=1e-6)


def test_r1_converges_where_the_plain_game_circles():
    start = players(torch.tensor([1.0], dtype=F64), torch.tensor([0.5], dtype=F64))
    plain = games.orbit(METHODS["unregularised"].play, simultaneous, start, (0.2, 0.2), 120).points.norm(dim=-1)[0]
    given = {"gamma": torch.tensor([0.5], dtype=F64)}
    fined = games.orbit(METHODS["R1"].play, simultaneous, start, (0.2, 0.2), 120, given).points.norm(dim=-1)[0]
    assert plain[-1] > plain[0]
    assert fined[-1] < 0.01 * fined[0]
