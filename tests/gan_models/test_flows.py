from itertools import pairwise

import pytest
import torch

from derivations.results import catalogue
from gan_models.experiments import flows
from gan_models.experiments.flows_autoregressive import curved, masked, zuko_layers
from gan_models.streams import Streams
from tests.gan_models.topic_experiments import assert_alone_as_among_others, assert_observed


@pytest.fixture(scope="module")
def proofs():
    return {name: catalogue()[name].proof for name in ("flows.residual_inverse", "flows.autoregressive")}


@pytest.mark.parametrize("experiment", flows.EXPERIMENTS, ids=lambda e: e.id)
def test_training_does_what_the_theorem_says_and_not_what_it_does_not(experiment, proofs):
    assert_observed(experiment, proofs[experiment.result])


def test_a_model_does_not_depend_on_who_is_trained_beside_it(proofs):
    assert_alone_as_among_others(flows.EXPERIMENTS, "inverse", proofs["flows.residual_inverse"], rel=1e-6, abs=1e-13)


def test_blocks_stretch_as_far_as_they_may():
    learnt = flows.residual(Streams.of(0, 420))
    assert float(learnt.losses[:, -10:].mean()) < float(learnt.losses[:, 0].min()) - 0.5
    steps = learnt.points[..., None] * 1e-3
    images = [learnt.residual(steps[..., 0]), learnt.residual(-steps[..., 0])]
    stretched = (images[0] - images[1]).norm(dim=-1) / (2 * steps[..., 0]).norm(dim=-1)
    assert 0.6 < float(stretched.median()) < 0.7


def test_the_bound_is_that_of_the_contraction_theorem(proofs):
    """β^k/(1 − β)·‖x₁ − x₀‖ with x₁ = y − f(x₀): another source, flows.contraction's, gives the same number."""
    claim = flows.inversion(proofs["flows.residual_inverse"])
    given = {"z_0": torch.tensor([[1.0, 2.0]]), "y": torch.tensor([[0.5, 0.5]]), "f": lambda z: z / 3}
    first = (given["z_0"] - (given["y"] - given["z_0"] / 3)).norm()
    assert float(claim.bound(beta=0.5, k=3, **given)) == pytest.approx(float(0.125 / 0.5 * first))
    assert claim.step(z=given["z_0"], y=given["y"], f=given["f"]).allclose(given["y"] - given["z_0"].double() / 3)


def test_a_linear_map_converges_at_the_rate_beta_exactly(proofs):
    """The theorem's rate cannot be improved: f = βQ with Q a rotation has it, and β² fails for it at once."""
    beta, claim = 0.7, flows.inversion(proofs["flows.residual_inverse"])
    turn = beta * torch.tensor([[0.6, -0.8], [0.8, 0.6]], dtype=torch.float64)
    point = torch.tensor([[1.0, -2.0]], dtype=torch.float64)
    y, z, errors = point + point @ turn, point + point @ turn, []
    for _ in range(30):
        errors.append(float((z - point).norm()))
        z = claim.step(z=z, y=y, f=lambda x: x @ turn)
    assert [b / a for a, b in pairwise(errors)] == pytest.approx([beta] * 29)
    bounds = [float(claim.bound(beta=beta, k=k, z_0=y, y=y, f=lambda x: x @ turn)) for k in range(30)]
    wrong = [float(claim.faster().bound(beta=beta, k=k, z_0=y, y=y, f=lambda x: x @ turn)) for k in range(30)]
    assert all(e <= b for e, b in zip(errors, bounds, strict=True))
    assert errors[-1] > 1000 * wrong[-1]


@pytest.mark.parametrize("train", [masked, zuko_layers])
def test_layers_learn(train):
    learnt = train(Streams.of(0, 420))
    assert float(learnt.losses[:, -20:].mean()) < float(learnt.losses[:, :3].mean()) - 1


def test_the_curved_data_are_as_dense_as_their_noise():
    """The map from noise to data is triangular with the diagonal 1, ½, 0.3."""
    jacobian = torch.func.jacrev(curved)(torch.tensor([0.3, -1.0, 2.0]))
    assert float(torch.linalg.det(jacobian)) == pytest.approx(0.15)
