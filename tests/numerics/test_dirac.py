"""The measurements on the Dirac-GAN: every one passes, every wrong variant is rejected."""

import numpy as np
import pytest

from numerics import minimax_dirac


@pytest.fixture(scope="module")
def outcomes():
    return minimax_dirac.measured(np.random.default_rng(3))


def test_every_measurement_agrees(outcomes):
    assert all(o.cases and o.witness is None and o.missing is None for o in outcomes)


def test_every_wrong_variant_is_rejected(outcomes):
    assert all(o.controls and all(c.rejected for c in o.controls) for o in outcomes)


def test_a_wrong_jacobian_is_seen():
    assert minimax_dirac.differs(minimax_dirac.penalised(1.0), [[0, -0.5], [0.5, -2]])
