"""Points far out refute a bound that holds for all small numbers."""

from derivations.results import find
from numerics.mutants import Bench
from numerics.mutants_points_numbers import far_out
from numerics.variants import mutants


def test_a_bound_that_fails_far_out():
    proof = find("gan_duality.softplus_conjugate").proof
    (wrong,) = [m for m in mutants(proof.statement) if repr(m.after) == "(-(B**2 + 2))/(2*lam)"][:1]
    assert Bench(proof, 0).judge(wrong).status == "refuted"
    assert all(not -1 <= at["lam"] <= 0 for at in far_out())
