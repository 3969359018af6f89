"""The Dirac-GAN: what each row states, and that no line of a row can be wrong unnoticed."""

import pytest

from derivations import dirac, dirac_noise, plane_eigenvalues
from derivations.kernel import Undecided
from derivations.kernel.formulas import And, block, converges_from_every_start, identity, lam, vector, zeros
from derivations.proof import Proof

ROWS = [
    dirac.saturating_rows,
    dirac.wasserstein_rows,
    dirac.gradient_penalty_rows,
    dirac.penalty_rows,
    dirac.consensus_rows,
    dirac_noise.noise_rows,
]
H, GAMMA = dirac.h, dirac.gamma
V = vector("v", 2)


def shown(row):
    proof = Proof(given=dirac.GIVEN)
    return [theorem.conclusion for theorem in row(proof)]


def bounds(row):
    """The conditions on h of a row, by the map that converges under them."""
    found = [c.args[1] if c.op == "implies" else c for c in shown(row)]
    return {c.args[0].alpha: c.args[1] for c in found if c.op == "iff"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_every_theorem_of_a_row_needs_only_what_is_given(row):
    given = {g.alpha for g in dirac.GIVEN}
    for theorem in row(Proof(given=dirac.GIVEN)):
        assert {h.alpha for h in theorem.hypotheses} <= given


def test_consensus_bounds():
    rows = block([[-GAMMA / 4, -dirac.HALF], [dirac.HALF, -GAMMA / 4]])
    step = converges_from_every_start(lam(V, (identity(2) + H * rows) * V), zeros(2))
    assert bounds(dirac.consensus_rows)[step.alpha].alpha is (H < 8 * GAMMA / (GAMMA**2 + 4)).alpha


def test_a_wrong_square_gives_no_spectrum():
    with pytest.raises(Undecided):
        plane_eigenvalues.spectrum(block(dirac.TURN), dirac.ZERO, dirac.QUARTER)


def test_the_whole_table_is_published():
    proof = Proof(given=dirac.GIVEN)
    proof.conclude(And(*(row.conclusion for row in dirac_noise.table(proof))))
    assert {h.alpha for h in proof.hypotheses} == {g.alpha for g in dirac.GIVEN}
    assert proof.oracles == {"Schur-Cohn criterion"}
