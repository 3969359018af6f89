"""Affine contractions and residual layers: what is measured agrees with NumPy, and smaller rates fail."""

from __future__ import annotations

import numpy as np
import pytest

from numerics import flows_contractions
from numerics.flows_contractions import Affine, rate, too_far
from numerics.randomness import generator


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("check", [flows_contractions.contraction, flows_contractions.residual_inverse])
def test_random_affine_maps_support_the_rate_and_reject_smaller_ones(check, seed):
    found = check(generator(seed), 0.25)
    assert (found.witness, found.missing, found.alpha) == (None, None, 0.0)
    assert found.cases >= 12
    assert all(control.rejected for control in found.controls)


def test_the_rate_is_reached_by_multiples_of_the_identity_only():
    def map_of(matrix):
        return Affine(matrix, np.ones(2), np.zeros(2), np.linalg.solve(np.eye(2) - matrix, np.ones(2)))

    def less(beta, k):
        return 0.999 * rate(beta, k)

    assert too_far(map_of(0.7 * np.eye(2)), 0.7, rate) is None
    assert too_far(map_of(0.7 * np.eye(2)), 0.7, less)
    assert too_far(map_of(-0.7 * np.eye(2)), 0.7, less) is None


def test_the_fixed_points_of_layers_are_their_inverse_images():
    for k, one in enumerate(flows_contractions.layers(generator(0), 8)):
        assert np.allclose(one.matrix @ one.fixed + one.offset, one.fixed, atol=1e-12), k
        assert one.beta < 1


def test_the_measured_factor_is_that_of_the_greatest_eigenvalue():
    turned = 0.8 * np.array([[0.6, -0.8], [0.8, 0.6]])
    assert abs(Affine(turned, np.zeros(2), np.ones(2), np.zeros(2)).measured() - 0.8) < 1e-12
    driven = np.array([[0.5, 0.4], [0.0, 0.3]])
    assert abs(Affine(driven, np.zeros(2), np.ones(2), np.zeros(2)).measured() - 0.5) < 1e-12
