"""Whether a variant of a proved statement follows from it: only the kernel says yes.

The two statements are taken apart side by side, as far as they agree (`equivalence_core`). Where they differ, the
variant is proved from the hypotheses, the premises and what was proved, or the two places are shown to be equal and
one is put for the other. A variant that is weaker (≤ for <, a stronger premise, a greater bound) follows as well, one
whose new premise is impossible, and the same claim for other values of the variables.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from derivations.kernel import ProofError, Term, Theorem, logic
from derivations.kernel.formulas import And, Ne
from derivations.kernel.terms import PROP, ZERO
from derivations.lemmas import arithmetic
from derivations.tactics import Facts
from numerics import (  # noqa: F401 - they register their ways
    equivalence_absolute,
    equivalence_almost,
    equivalence_arguments,
    equivalence_bends,
    equivalence_borders,
    equivalence_cases,
    equivalence_comparable,
    equivalence_constants,
    equivalence_counting,
    equivalence_departures,
    equivalence_differentiable,
    equivalence_divergences,
    equivalence_equal,
    equivalence_equations,
    equivalence_expectations,
    equivalence_factors,
    equivalence_guards,
    equivalence_indices,
    equivalence_instances,
    equivalence_integral_orders,
    equivalence_integrals,
    equivalence_inverses,
    equivalence_laws,
    equivalence_lengths,
    equivalence_library,
    equivalence_limits,
    equivalence_locally,
    equivalence_log_shifts,
    equivalence_logistic,
    equivalence_logistic_slopes,
    equivalence_majorants,
    equivalence_matrices,
    equivalence_means,
    equivalence_moments,
    equivalence_multiples,
    equivalence_named,
    equivalence_norms,
    equivalence_numbers,
    equivalence_once,
    equivalence_orbits,
    equivalence_orders,
    equivalence_parts,
    equivalence_planes,
    equivalence_products,
    equivalence_quotients,
    equivalence_ratios,
    equivalence_reflected,
    equivalence_scaled,
    equivalence_softplus,
    equivalence_spectra,
    equivalence_squares,
    equivalence_swapped,
    equivalence_tangents,
    equivalence_thresholds,
    equivalence_through,
    equivalence_turned,
    equivalence_unified,
    equivalence_values,
    equivalence_vanishing,
    equivalence_verdicts,
    equivalence_witnesses,
)
from numerics.equivalence_cases import differing
from numerics.equivalence_core import same, stating, transformed
from numerics.equivalence_meaning import shown, shown_elsewhere, supposed
from numerics.equivalence_places import occurs, within

if TYPE_CHECKING:
    from derivations.proof import Proof
    from numerics.claims import Claim


def known(proof: Proof) -> Facts:
    """The hypotheses of a proof, its statement part by part, and that what is in them is defined."""
    return _known(tuple(proof.hypotheses), proof.theorem, tuple(proof.defined)).with_()


@lru_cache(maxsize=4)
def _known(hypotheses: tuple[Term, ...], theorem: Theorem, defined: tuple[Theorem, ...]) -> Facts:
    """The same for the theorem of a proof; the sizes in it are positive where the kernel sees that."""
    facts = Facts([*(logic.assume(h) for h in hypotheses), theorem, *defined])
    _conclude(facts)
    statement = theorem.conclusion
    for size in {t.alpha: t for t in within(statement) if t.op == "abs" and t.free <= statement.free}.values():
        with suppress(ProofError):
            facts.add(distinct := facts.prove(Ne(size.args[0], ZERO)))
            facts.add(arithmetic.abs_positive(distinct))
    return facts


def _conclude(facts: Facts) -> None:
    """Put ψ for every φ ⇒ ψ with a known φ: what each part of a statement needs is known under the parts before it."""
    size = 0
    while len(facts.known) > size:
        size = len(facts.known)
        facts.propagate()
    implications = [(key, t.conclusion.args[1]) for key, t in facts.known.items() if t.conclusion.op == "implies"]
    for key in [key for key, claim in implications if claim.alpha in facts.known]:
        del facts.known[key]


def implied(proof: Proof, variant: Term) -> Theorem | None:
    """The variant as a theorem from the hypotheses of the proof; None when it was not seen to follow."""
    try:
        facts = known(proof)
        found = facts.settled(stating(variant, transformed(facts, proof.theorem, variant)))
    except (ProofError, RecursionError):
        return None
    allowed = {h.alpha for h in proof.hypotheses}
    return found if all(h.alpha in allowed for h in found.hypotheses) else None


def meant(proof: Proof, needed: Iterable[Claim], place: tuple[Term, Term] | None = None) -> bool:
    """Whether what a variant needs to mean anything is proved too; a theorem of the catalogue has to be defined.

    What stood at the changed place, and what stands there now, help when they are seen to be the same; and what was
    shown helps to show what comes after it.
    """
    facts = known(proof)
    equal = None if place is None else _equal(facts, *differing(*place))
    try:
        for claim in needed:
            if equal is None or not occurs(equal.conclusion.args[0], And(claim.conclusion, *claim.premises)):
                found = shown(facts, claim)
            else:
                found = shown_elsewhere(facts, claim, equal)
            facts.add(supposed(claim, found))
    except (ProofError, RecursionError):
        return False
    return True


def _equal(facts: Facts, before: Term, after: Term) -> Theorem | None:
    """What stands at the changed place now equals what stood there; None if that is not seen, or below a binder."""
    if after.loose or before.loose or after.sort is PROP or after.sort is not before.sort:
        return None
    with suppress(ProofError):
        return same(facts, after, before)
    return None
