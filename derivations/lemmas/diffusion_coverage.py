"""The zero-one GAN beside a denoiser: which images it generates at a saddle point, and what missing ones cost (C.4.2).

The genuine images are y_i and the generated ones z_j here, i, j < m, n_i is the number of copies of y_i among the
generated images, and k the number of genuine images without a copy. Everything here only asks the kernel.
"""

from __future__ import annotations

from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic, order
from derivations.kernel.formulas import FALSE, Eq, function
from derivations.kernel.terms import NAT, SPACE, lam, substitute
from derivations.lemmas import counting, counting_how_many, counting_verdicts, term_by_term
from derivations.lemmas.below import at, every
from derivations.lemmas.zero_one_game import D, best_discriminator, copies, g, i, j, m, without_copy, x
from derivations.lemmas.zero_one_saddle import least_of_all
from derivations.proof import Proof

GENUINE, GENERATED = function("y", NAT, SPACE), function("z", NAT, SPACE)
NAMES: Final = {x: GENUINE, g: GENERATED}


def of_the_game(term: Term) -> Term:
    """What is said of the zero-one GAN, for genuine images y_i and generated ones z_j."""
    return substitute(term, NAMES)


def once_each(proof: Proof, saddle: Theorem) -> Theorem:
    """At a saddle point every image has one copy."""
    with proof.suppose(saddle.conclusion.args[0]) as (both,):
        one = logic.left(logic.modus_ponens(saddle, both))
        one = proof.have(one.conclusion, by=one, because="the generated images are a permutation of the data")
    claim = logic.discharge(both.conclusion, one)
    return proof.have(claim.conclusion, by=claim, because="at every saddle point")


def errors(proof: Proof, values: Theorem, optimum: Theorem) -> Theorem:
    """A best discriminator has the loss (m − k)/(2m), and one wrong verdict for each image that has a copy."""
    share, some, *_ = lemmas.split(values)
    bound, same, other = lemmas.split(optimum)
    with proof.suppose(of_the_game(best_discriminator())) as (best,):
        level = order.antisymmetry(least_of_all(best, some), logic.specialise(share, D))
        level = proof.have(level.conclusion, by=level, because="some discriminator has that loss, and none has less")
        low = order.antisymmetry(least_of_all(best, other), bound)
        low = proof.have(low.conclusion, by=low, because="likewise, with Σ min(1, n_i) for m − k")
        rules = proof.have(same.conclusion.args[1], by=same, because="so every verdict is a best one")
        with proof.suppose(i < m) as (index,):
            one = _one_error(proof, at(logic.left(rules), i, index))
        each = every(i, m, one)
        each = proof.have(each.conclusion, by=each, because="for every image")
        both = logic.both(level, each)
        both = proof.have(both.conclusion, by=both, because="together")
    claim = logic.discharge(best.conclusion, both)
    return proof.have(claim.conclusion, by=claim, because="for every best discriminator")


def _one_error(proof: Proof, rule: Theorem) -> Theorem:
    """[y_i is called generated] + n_i·[it is called genuine] = 1 − [n_i = 0]."""
    names = ((counting_verdicts.t, of_the_game(copies(i))), (counting.Q, D(GENUINE(i))))
    is_copy = lam(j, Eq(GENERATED(j), GENUINE(i)))
    number = logic.specialise(logic.instantiate(counting_how_many.whole(), ((counting.P, is_copy),)), m)
    laws = logic.right(counting_verdicts.of_an_image()), counting_verdicts.capped_value()
    price, value = (logic.cut(number, logic.instantiate(law, names)) for law in laws)
    found = logic.transitivity(logic.symmetry(logic.modus_ponens(logic.converse(price), rule)), value)
    return proof.have(found.conclusion, by=found, because="min(1, n_i) wrong verdicts")


def none_with_missing(proof: Proof, saddle: Theorem) -> Theorem:
    """With an image missing there is no saddle point."""
    with proof.suppose(1 <= of_the_game(without_copy())) as (some,):
        with proof.suppose(saddle.conclusion.args[0]) as (both,):
            one = at(logic.left(logic.modus_ponens(saddle, both)), i)
            none = term_by_term.expanded(i, m, counting.failed(counting_verdicts.nonzero(one)), [])
            none = proof.have(none.conclusion, by=none, because="every image has a copy")
            terms = [(1, [some], []), (1, [], [])]
            absurd = proof.have(FALSE, terms=terms, parts=[(-1, none)], because="but one is missing")
        found = logic.negate(both.conclusion, absurd)
        found = proof.have(found.conclusion, by=found, because="so this is no saddle point")
    claim = logic.discharge(some.conclusion, found)
    return proof.have(claim.conclusion, by=claim, because="if an image is missing")
