"""The result about any strictly monotone map, for one map: its hypotheses shown, its density written as one expects.

`square` and `logistic` use it, each with a module that shows the hypotheses.
"""

from __future__ import annotations

from collections.abc import Callable

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic
from derivations.kernel.formulas import Eq, Not, real
from derivations.kernel.terms import apply
from derivations.lemmas.arithmetic import outside
from derivations.lemmas.integrands import everywhere
from derivations.lemmas.monotone_maps import R, S, g, g_inv, p_z, strictly_monotone, x, z
from derivations.lemmas.substitutions import LINE, Substitution
from derivations.proof import Proof

Balanced = Callable[[Substitution, Theorem, Term], Theorem]
s, t = real("s"), real("t")


def increasing(change: Substitution, premise: Term, grows: Theorem) -> None:
    """g is strictly monotone, since g(s) < g(t) was shown for s < t in the set (the premise)."""
    goal = strictly_monotone(change.sets[0], change.g)
    theorem = logic.generalise(s, logic.generalise(t, logic.discharge(premise, grows)))
    change.proof.have(goal, by=logic.either(theorem, goal), because="strictly increasing")


def steep_everywhere(change: Substitution, steep: Theorem, because: str) -> None:
    """g′ ≠ 0 almost everywhere on the set, since it was shown at each of its points."""
    theorem = everywhere(LINE, z, logic.discharge(apply(change.sets[0], z), steep))
    change.proof.have(theorem.conclusion, by=theorem, because=because)


def written(general: Callable[[], Proof], change: Substitution, inside: Balanced) -> tuple[Theorem, Theorem]:
    """The general result for these data: the law, its density written as `change.q`, and its integral.

    `inside(change, reached, value)` shows, at a point x of the range, that the general density is that one there.
    """
    proof, names = change.proof, (p_z, S, R, g, g_inv)
    used = proof.use(general, dict(zip(names, (change.p, *change.sets, change.g, change.k), strict=True)))
    law, total, *_ = lemmas.split(used)
    general_density = proof.let("q", law.conclusion.args[4])
    value = proof.let("q_x", apply(general_density, x))
    functions = logic.abstraction(x, _same(change, value, inside))
    law, total = (logic.rewrite(t, functions) for t in (law, total))
    law = proof.have(law.conclusion, by=law, because="with the density as found above")
    total = proof.have(total.conclusion, by=total, because="it is a density")
    proof.facts.add(logic.left(lemmas.unfolded(law)))
    return law, total


def _same(change: Substitution, general: Term, inside: Balanced) -> Theorem:
    """The two densities agree at every x: on the range by `inside`, and both are 0 elsewhere."""
    proof, here, special = change.proof, apply(change.sets[1], x), apply(change.q, x)
    with proof.suppose(here) as (reached,):
        first = inside(change, reached, general)
    with proof.suppose(Not(here)) as (no,):
        second = logic.transitivity(outside(general, no), logic.symmetry(outside(special, no)))
        second = proof.have(Eq(general, special), by=second, because="both are 0")
    both = logic.cases(logic.excluded_middle(here), first, second)
    return proof.have(Eq(general, special), by=both, because="on the range and off it")
