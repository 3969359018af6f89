"""The GAN with the zero-one loss (homework C.4.1): m genuine and m generated images, best responses, saddle points.

The genuine images x_i, i < m, are distinct; the generated ones g_j, j < m, may repeat each other and the genuine ones.
A discriminator D is a predicate of an image, D(u) for "u is genuine", and gives equal images the same verdict. Its loss
is the share of wrong verdicts among the 2m images; the generator wants it large. n_i is the number of copies of x_i
among the generated images, and [φ] is 1 where φ holds, else 0. Images are counted from 0.
"""

from __future__ import annotations

from derivations import lemmas
from derivations.kernel import Term, Theorem, logic, order
from derivations.kernel.formulas import And, Eq, Exists, Iff, Not, Sum
from derivations.kernel.terms import ONE, apply, lam
from derivations.lemmas import (
    counting,
    counting_copies,
    counting_how_many,
    counting_permutations,
    counting_verdicts,
    term_by_term,
    zero_one_replies,
    zero_one_saddle,
)
from derivations.lemmas.below import at, every
from derivations.lemmas.counting import bracket
from derivations.lemmas.counting_copies import apart
from derivations.lemmas.counting_permutations import one_each
from derivations.lemmas.counting_verdicts import cost, nonzero
from derivations.lemmas.zero_one_game import (
    GIVEN,
    HALF,
    D,
    E,
    all_or_nothing,
    attained,
    copies,
    g,
    gain,
    h,
    i,
    j,
    least,
    loss,
    m,
    named,
    optimal,
    saddle,
    u,
    unseen,
    value,
    without_copy,
    x,
)
from derivations.lemmas.zero_one_saddle import numbered, one_of_each
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

Claims = tuple[Theorem, Theorem]


# The discriminator
@result(source="homework C.4.1")
def discriminator() -> Proof:
    """Loss ≥ Σ min(1,n_i)/(2m); equality iff x_i is genuine at n_i = 0 and generated at n_i ≥ 2, as are g_j ≠ all x_i.

    Both verdicts on x_i are right at n_i = 1, and off the data nothing is asked where no copy lies. Calling genuine
    what has no copy is such a discriminator.
    """
    proof = named(Proof(given=GIVEN))
    image, copy = _verdicts(proof)
    sums = _sums(proof, image[0], copy[0])
    bound = _bound(proof, sums)
    with proof.suppose(Eq(loss(), least())) as (level,):
        forward = _rules(proof, level, sums, (image, copy))
    with proof.suppose(optimal()) as (rules,):
        backward = _attained(proof, rules, sums, (image, copy))
    same = proof.equivalence(Iff(Eq(loss(), least()), optimal()), forward, backward)
    best = _unseen(proof, logic.instantiate(same, ((D, unseen()),)))
    shown = lemmas.join(bound, same, best)
    return proof.conclude(shown.conclusion, by=shown, answer=least())


def _verdicts(proof: Proof) -> tuple[Claims, Claims]:
    """What the verdicts on a genuine and on a generated image cost at least, and when they cost no more."""
    number = numbered(proof)
    law = counting_verdicts.of_an_image()
    law = logic.instantiate(law, ((counting_verdicts.t, copies(i)), (counting.Q, D(x(i)))))
    image = proof.have(law.conclusion, by=logic.cut(number, law), because="no copy, one copy, or more")
    law = logic.instantiate(counting_verdicts.of_a_copy(), ((counting_verdicts.u, g(j)),))
    copy = proof.have(law.conclusion, by=law, because="a copy of x_i has the verdict on x_i")
    return (logic.left(image), logic.right(image)), (logic.left(copy), logic.right(copy))


def _sums(proof: Proof, image: Theorem, copy: Theorem) -> list[Theorem]:
    """Both costs summed, the costs on genuine images taken apart, and the copies counted image by image."""
    genuine = lam(u, bracket(D(u)))
    names = ((counting_copies.n, m), (counting_copies.w, genuine))
    parts = [(1, bracket(Not(D(x(i))))), (1, copies(i) * bracket(D(x(i))))]
    reasons = {
        "sum over the genuine images": term_by_term.at_most(i, m, image),
        "sum over the generated images": term_by_term.at_most(j, m, copy),
        "sum term by term": term_by_term.expanded(i, m, logic.reflexivity(cost(D(x(i)), copies(i))), parts),
        "count the copies of genuine images one by one": logic.instantiate(counting_copies.recounted(), names),
    }
    return [proof.have(t.conclusion, by=t, because=reason) for reason, t in reasons.items()]


def _bound(proof: Proof, sums: list[Theorem]) -> Theorem:
    """No loss is smaller."""
    first, second, apart_, recount = sums
    share = proof.have(0 < 1 / (2 * m), because="m ≥ 1")
    parts = [(-1 / (2 * m), apart_), (-1 / (2 * m), recount)]
    terms = [(1, [order_, share], []) for order_ in (first, second)]
    return proof.have(least() <= loss(), terms=terms, parts=parts, because="add both and divide by 2m")


def _rules(proof: Proof, same: Theorem, sums: list[Theorem], claims: tuple[Claims, Claims]) -> Theorem:
    """With the least loss no single verdict costs more than it must."""
    first, second, apart_, recount = sums
    parts = [(-1, apart_), (-1, recount), (-2 * m, same)]
    found = list[Theorem]()
    for here, other, index, claim in ((first, second, i, claims[0]), (second, first, j, claims[1])):
        less = Term.__le__(*reversed(here.conclusion.args))
        back = proof.have(less, terms=[(1, [other], [])], parts=parts, because="else the whole would be more")
        total = proof.have(Eq(*here.conclusion.args), by=order.antisymmetry(here, back), because="so it is equal")
        equal = counting.level(index, m, claim[0], total)
        with proof.suppose(index < m):
            equal = proof.have(equal.conclusion, by=equal, because="no term is less, so every term is equal")
            rule = proof.have(claim[1].conclusion.args[1], by=claim[1], because="the verdict is a best one")
        rule = every(index, m, rule)
        found.append(proof.have(rule.conclusion, by=rule, because="for every image"))
    return proof.have(optimal(), by=lemmas.join(*found), because="together")


def _attained(proof: Proof, rules: Theorem, sums: list[Theorem], claims: tuple[Claims, Claims]) -> Theorem:
    """If every verdict is a best one, the loss is the least."""
    totals = list[Theorem]()
    for rule, index, claim in zip(lemmas.split(rules), (i, j), claims, strict=True):
        with proof.suppose(index < m) as (here,):
            best = at(rule, index, here)
            best = proof.have(best.conclusion, by=best, because="by assumption")
            equal = proof.have(claim[1].conclusion.args[0], by=claim[1], because="so it costs no more than it must")
        total = term_by_term.equal(index, m, equal)
        totals.append(proof.have(total.conclusion, by=total, because="sum over the images"))
    _, _, apart_, recount = sums
    share = 1 / (2 * m)
    parts = [(-share, equation) for equation in (*totals, apart_, recount)]
    return proof.have(Eq(loss(), least()), parts=parts, because="add both and divide by 2m")


def _unseen(proof: Proof, same: Theorem) -> Theorem:
    """Calling genuine what has no copy is optimal."""
    none, many = logic.assume(Eq(copies(i), 0)), logic.assume(2 <= copies(i))
    refused = logic.discharge(many.conclusion, nonzero(many))
    data = logic.both(logic.discharge(none.conclusion, none), refused)
    names = (counting.P, lam(i, Eq(g(i), g(j)))), (counting.n, m), (counting_how_many.k, j)
    there = logic.instantiate(counting_how_many.present(), names)
    seen = logic.discharge(apart(g(j), x, m), logic.cut(logic.reflexivity(g(j)), there))
    rules = {"0 is not 2 or more": every(i, m, data), "at least g_j itself is there": every(j, m, seen)}
    shown = [proof.have(rule.conclusion, by=rule, because=reason) for reason, rule in rules.items()]
    best = logic.modus_ponens(logic.converse(same), lemmas.join(*shown))
    best = proof.have(best.conclusion, by=best, because="so these verdicts are best ones")
    meaning = logic.generalise(u, logic.reflexivity(apply(unseen(), u)))
    there = counting.exhibited(attained(), unseen(), logic.both(meaning, best))
    return proof.have(there.conclusion, by=there, because="this discriminator attains the bound")


# The generator
@result(source="homework C.4.1")
def fixed_discriminator() -> Proof:
    """D fixed: g moves only its gain Σ_j [D(g_j)] ≤ m; g is a best response iff D(g_j) for all j, or D(u) for no u.

    If there is an image that D calls genuine, there are generators with D(g_j) for all j.
    """
    proof = named(Proof(given=[1 <= m]))
    share = proof.have(0 < 1 / (2 * m), because="m ≥ 1")
    apart_ = Eq(loss(D, h) - loss(D, g), (gain(D, h) - gain(D, g)) / (2 * m))
    moved = proof.have(apart_, because="the verdicts on the genuine images do not depend on the generator")
    most, full = zero_one_replies.gain_bound(proof)
    fooled = zero_one_replies.can_be_fooled(proof)
    compared = zero_one_replies.compared(proof, share, moved)
    best = zero_one_replies.best_responses(proof, compared, most, full)
    shown = lemmas.join(moved, most, full, fooled, best)
    return proof.conclude(shown.conclusion, by=shown)


@result(source="homework C.4.1")
def generator() -> Proof:
    """D re-optimised: k images without a copy give exactly (m−k)/(2m) ≤ ½, and ½ iff g is a permutation of the data."""
    proof = named(Proof(given=GIVEN))
    bound, _, there = lemmas.split(proof.use(discriminator))
    same = _rewritten(proof)
    low = proof.have(value() <= loss(), terms=[(1, [bound], [])], parts=[(1, same)], because="the least loss")
    low = logic.generalise(D, low)
    low = proof.have(low.conclusion, by=low, because="for every discriminator")
    there = _reached(there, same)
    there = proof.have(there.conclusion, by=there, because="the bound is attained")
    half, greatest = _greatest(proof)
    laws = {"exactly one j for every i": counting_permutations.rearranged(), "distinct": counting_permutations.itself()}
    rest = [proof.have(law.conclusion, by=law, because=reason) for reason, law in laws.items()]
    shown = lemmas.join(low, there, half, greatest, *rest)
    return proof.conclude(shown.conclusion, by=shown, answer=value())


def _rewritten(proof: Proof) -> Theorem:
    """Σ_i min(1, n_i) = m − k."""
    number, missing = numbered(proof), bracket(Eq(copies(i), 0))
    law = logic.instantiate(counting_verdicts.capped_value(), ((counting_verdicts.t, copies(i)),))
    one = proof.have(law.conclusion, by=logic.cut(number, law), because="0 without a copy, else 1")
    total, unit = term_by_term.expanded(i, m, one, [(1, ONE), (-1, missing)]), term_by_term.constant(m, ONE)
    total = proof.have(total.conclusion, by=total, because="sum over the genuine images")
    unit = proof.have(Eq(Sum(1, i, m), m), by=unit, because="m terms")
    share = 1 / (2 * m)
    return proof.have(Eq(least(), value()), parts=[(share, total), (share, unit)], because="divide by 2m")


def _reached(there: Theorem, same: Theorem) -> Theorem:
    """Some discriminator has the loss (m − k)/(2m)."""
    goal, known = Exists(E, Eq(loss(E), value())), logic.assume(apply(there.conclusion.args[0], E))
    found = logic.exhibit(goal, E, logic.transitivity(logic.right(known), same))
    return logic.obtain(there, E, found)


def _greatest(proof: Proof) -> Claims:
    """The value is at most ½, and ½ iff there is one copy of each."""
    law = logic.instantiate(counting_how_many.none_of(), ((counting.P, lam(i, Eq(copies(i), 0))), (counting.n, m)))
    sign, none = (proof.have(part.conclusion, by=part, because="a number of images") for part in lemmas.split(law))
    share = proof.have(0 < 1 / (2 * m), because="m ≥ 1")
    half = proof.have(value() <= HALF, terms=[(1, [sign, share], [])], because="by k/(2m)")
    goal = Iff(Eq(value(), HALF), one_each())
    with proof.suppose(goal.args[0]) as (top,):
        zero = proof.have(Eq(without_copy(), 0), parts=[(-2 * m, top)], because="times 2m")
        nowhere = logic.modus_ponens(none, zero)
        nowhere = proof.have(nowhere.conclusion, by=nowhere, because="every image has a copy")
        forward = one_of_each(proof, at(nowhere, i))
    with proof.suppose(goal.args[1]) as (single,):
        seen = every(i, m, nonzero(at(single, i)))
        seen = proof.have(seen.conclusion, by=seen, because="1 is not 0")
        zero = logic.modus_ponens(logic.converse(none), seen)
        zero = proof.have(zero.conclusion, by=zero, because="no image is without a copy")
        backward = proof.have(goal.args[0], parts=[(-1 / (2 * m), zero)], because="insert k = 0")
    return half, proof.equivalence(goal, forward, backward)


# Saddle points
@result(source="homework C.4.1")
def saddle_points() -> Proof:
    """Saddle points: exactly g a permutation of the data, D calling all data genuine or every u generated; value ½."""
    proof = named(Proof(given=GIVEN))
    optimum = lemmas.split(proof.use(discriminator))
    answer = lemmas.split(proof.use(fixed_discriminator))[-1]
    values = lemmas.split(proof.use(generator))
    goal = Iff(saddle(), And(one_each(), all_or_nothing()))
    with proof.suppose(saddle()) as (both,):
        forward = zero_one_saddle.of_a_saddle(proof, both, optimum, answer)
    with proof.suppose(goal.args[1]) as (both,):
        backward = zero_one_saddle.is_a_saddle(proof, both, optimum, answer, values[4])
    same = proof.equivalence(goal, forward, backward)
    with proof.suppose(saddle()) as (both,):
        level = zero_one_saddle.value_of_a_saddle(
            proof, logic.left(logic.modus_ponens(same, both)), logic.right(both), values
        )
    level = logic.discharge(saddle(), level)
    level = proof.have(level.conclusion, by=level, because="at every saddle point")
    shown = lemmas.join(same, values[4], level)
    return proof.conclude(shown.conclusion, by=shown)


ERRATA: tuple[Slip, ...] = ()
