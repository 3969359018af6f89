"""Divergences are at least 0: what the catalogue proves about them, as signs."""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic
from derivations.kernel.densities import finite_kl
from derivations.kernel.terms import ZERO
from derivations.tactics import Facts
from numerics.equivalence_signs import RULES


@cache
def known_signs() -> dict[str, Theorem]:
    """0 ≤ KL(p‖q) when it is finite, and 0 ≤ JSD(p, q), for densities p and q."""
    from derivations.results import find

    gibbs = logic.left(find("divergences.gibbs").prove().theorem)
    finite = gibbs.conclusion.args[0]
    parts = lemmas.split(find("divergences.jsd").prove().theorem)
    jsd = next(t for t in parts if t.conclusion.op == "le" and t.conclusion.args[0] is ZERO)
    return {"KL": logic.left(logic.modus_ponens(gibbs, logic.assume(finite))), "JSD": jsd}


def divergence(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ KL(p‖q) or 0 ≤ JSD(p, q), from what is known of p and q; None over another kind of space."""
    general = known_signs()[term.op]
    names = general.conclusion.args[1].args
    if any(a.sort is not b.sort for a, b in zip(names, term.args, strict=True)):
        return None
    case = logic.instantiate(general, tuple(zip(names, term.args, strict=True)))
    needed = finite_kl(*term.args)
    return facts.settled(case if term.op == "JSD" else logic.cut(facts.prove(needed), case))


RULES.update(dict.fromkeys(("KL", "JSD"), divergence))
