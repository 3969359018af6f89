"""Divergences are at least 0, and JSD at most log 2: what the catalogue proves about them, as signs and bounds."""

from __future__ import annotations

from functools import cache

from derivations import lemmas
from derivations.kernel import Term, Theorem, Undecided, logic, powers
from derivations.kernel.densities import finite_kl
from derivations.kernel.formulas import Eq, log
from derivations.kernel.terms import ZERO, num
from derivations.tactics import Facts
from numerics.equivalence_core import leaf
from numerics.equivalence_places import outermost
from numerics.equivalence_signs import RULES
from numerics.equivalence_ways import certified

MOST = 6  # known inequalities that are tried


@cache
def known_signs() -> dict[str, Theorem]:
    """0 ≤ KL(p‖q) when it is finite, 0 ≤ JSD(p, q) and JSD(p, q) ≤ log 2, for densities p and q."""
    from derivations.results import find

    gibbs = logic.left(find("divergences.gibbs").proof.theorem)
    finite = gibbs.conclusion.args[0]
    parts = lemmas.split(find("divergences.jsd").proof.theorem)
    jsd = next(t for t in parts if t.conclusion.op == "le" and t.conclusion.args[0] is ZERO)
    most = next(t for t in parts if t.conclusion.op == "le" and t.conclusion.args[0].op == "JSD")
    return {"KL": logic.left(logic.modus_ponens(gibbs, logic.assume(finite))), "JSD": jsd, "below log 2": most}


def divergence(facts: Facts, term: Term) -> Theorem | None:
    """⊢ 0 ≤ KL(p‖q) or 0 ≤ JSD(p, q), from what is known of p and q; None over another kind of space."""
    general = known_signs()[term.op]
    names = general.conclusion.args[1].args
    if any(a.sort is not b.sort for a, b in zip(names, term.args, strict=True)):
        return None
    case = logic.instantiate(general, tuple(zip(names, term.args, strict=True)))
    needed = finite_kl(*term.args)
    return facts.settled(case if term.op == "JSD" else logic.cut(facts.prove(needed), case))


@leaf(5)
def _below_log_two(facts: Facts, theorem: Theorem, goal: Term) -> Theorem:
    """An inequality in which JSD(p, q) occurs linearly, from 0 ≤ JSD(p, q) ≤ log 2."""
    found = {t.alpha: t for t in outermost(goal) if t.op == "JSD"}
    if goal.op not in ("le", "lt") or not found:
        raise Undecided("no divergence of Jensen and Shannon is bounded", "form")
    known = [t for term in found.values() for t in (divergence(facts, term), at_most(facts, term)) if t is not None]
    two = powers.powers(Eq(log(num(4)), 2 * log(num(2))))
    return certified(facts, goal, [*known, *facts.inequalities[:MOST]], equations=[two], degree=1)


def at_most(facts: Facts, term: Term) -> Theorem | None:
    """⊢ JSD(p, q) ≤ log 2, for densities p and q; None over another kind of space."""
    general = known_signs()["below log 2"]
    names = general.conclusion.args[0].args
    if any(a.sort is not b.sort for a, b in zip(names, term.args, strict=True)):
        return None
    return facts.settled(logic.instantiate(general, tuple(zip(names, term.args, strict=True))))


RULES.update(dict.fromkeys(("KL", "JSD"), divergence))
