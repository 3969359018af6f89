"""The Bernoulli decoder: the logarithm of a product over pixels, and what it is worth for grey ones."""

from __future__ import annotations

from fractions import Fraction

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order, powers
from derivations.kernel.formulas import And, Eq, Ne, exp, function, log, real
from derivations.kernel.terms import NAT, ONE, ZERO, lam, num
from derivations.lemmas import logarithm, term_by_term, vae_decoders
from derivations.lemmas.below import below
from derivations.lemmas.vae_all_strings import BINARY, D, x
from derivations.lemmas.vae_strings import factor, i
from derivations.proof import Proof

g = function("g", NAT)
t, c, HALF = real("t"), real("c"), num(Fraction(1, 2))
WITHIN = below(i, D, And(0 < g(i), g(i) < 1))


def cross_entropy(value: Term, chance: Term) -> Term:
    """Minus the cross-entropy of a pixel, x log g + (1−x) log(1−g)."""
    return value * log(chance) + (1 - value) * log(1 - chance)


FACTOR, LOGARITHM = factor(x(i), g(i)), cross_entropy(x(i), g(i))


def log_of_bernoulli() -> Proof:
    """x binary, 0 < g < 1: log Π(x g + (1−x)(1−g)) = Σ[x log g + (1−x) log(1−g)]."""
    proof = Proof(given=[BINARY, WITHIN])
    _, line = logarithm_of_pixels(proof)
    return proof.conclude(line.conclusion, answer=line.conclusion.args[1])


def logarithm_of_pixels(proof: Proof) -> tuple[Theorem, Theorem]:
    """The product over the pixels is positive, and its logarithm is a sum."""
    with proof.suppose(i < D, because="for each pixel"):
        value, inside = (
            logic.modus_ponens(logic.specialise(proof.known(k), i), logic.assume(i < D)) for k in (BINARY, WITHIN)
        )
        for theorem in lemmas.split(inside):
            proof.have(theorem.conclusion, by=theorem, because="as given")
        proof.have(0 < 1 - g(i), because="g < 1")
        goal = And(0 < FACTOR, Eq(log(FACTOR), LOGARITHM))
        both = logic.cases(value, *(_at_pixel(proof, goal, k) for k in (ZERO, ONE)))
        sign, logs = lemmas.split(proof.have(goal, by=both, because="in both cases"))
    known = logic.generalise(i, logic.discharge(i < D, sign))
    proof.have(known.conclusion, by=known, because="for every pixel")
    positive, total = vae_decoders.sum_of_logarithms(i, D, FACTOR, known)
    positive = proof.have(positive.conclusion, by=positive, because="a product of positive factors")
    line = proof.calculate(total.conclusion.args[0])
    line.equals(total.conclusion.args[1], by=total, because="the logarithm of a product is a sum")
    same = term_by_term.equal(i, D, logs)
    line.equals(same.conclusion.args[1], by=same, because="x is 0 or 1")
    return positive, line.theorem


def _at_pixel(proof: Proof, goal: Term, value: Term) -> Theorem:
    """The sign and the logarithm of a factor where x is 0, or 1."""
    with proof.suppose(Eq(x(i), value)) as (known,):
        rest = 1 - g(i) if value is ZERO else g(i)
        same = proof.have(Eq(FACTOR, rest), parts=[(2 * g(i) - 1, known)], because="insert x")
        sign = proof.have(
            goal.args[0], terms=[(1, [proof.known(0 < rest)], [])], parts=[(1, same)], because="0 < g < 1"
        )
        logs = logic.congruence(lam(t, log(t)), same)
        weights = [(1, logs), (log(1 - g(i)) - log(g(i)), known)]
        return logic.both(sign, proof.have(goal.args[1], parts=weights, because="insert x"))


GREY = (0 < t, t < 1, 0 < c, c < 1, Ne(c, HALF))


def grey(proof: Proof) -> Theorem:
    """0 < t < 1, 0 < c < 1, c ≠ ½ ⇒ exp(t log c + (1−t) log(1−c)) < t c + (1−t)(1−c), by log u < u − 1."""
    whole, value = factor(t, c), cross_entropy(t, c)
    with proof.suppose(*GREY, because="a grey pixel") as given:
        rest = [proof.have(0 < 1 - u, because="below 1") for u in (t, c)]
        terms = [(1, [given[0], given[2]], []), (1, rest, [])]
        proof.have(0 < whole, terms=terms, because="a mean of positive numbers")
        bounds = [_ratio(proof, u, scale) for u, scale in ((c, 1 / (2 * (1 - t))), (1 - c, -1 / (2 * t)))]
        terms = [(1, [first, bound], []) for first, bound in zip((given[0], rest[0]), bounds, strict=True)]
        logs = proof.have(value < log(whole), terms=terms, because="the mean of the ratios is 1")
        raised = proof.have(exp(value) < exp(log(whole)), by=order.monotone("exp", logs), because="exp increases")
        back = proof.have(Eq(exp(log(whole)), whole), by=powers.powers, because="a positive number")
        less = logic.transitivity(raised, back)
        less = proof.have(less.conclusion, by=less, because="together")
    claim = logic.discharge(And(*GREY), lemmas.from_all(And(*GREY), less))
    claim = logic.generalise(t, logic.generalise(c, claim))
    return proof.have(claim.conclusion, by=claim, because="for every grey pixel")


def _ratio(proof: Proof, chance: Term, scale: Term) -> Theorem:
    """log u − log A < u/A − 1 for a chance u and the mean A, which is not u, since c − ½ is a multiple of u/A − 1."""
    whole = factor(t, c)
    ratio = chance / whole
    one = logic.assume(Eq(ratio, 1))
    middle = algebra.combination(Eq(c, HALF), ((scale * whole, one, ONE),), ())
    other = logic.negate(one.conclusion, logic.contradiction(middle, proof.known(GREY[-1])))
    proof.have(Ne(ratio, 1), by=other, because="c ≠ ½")
    proof.have(0 < ratio, because="a quotient of positive numbers")
    apart = proof.have(Eq(log(ratio), log(chance) - log(whole)), by=powers.powers, because="laws of logarithms")
    bound = logarithm.strict_bound(ratio)
    bound = proof.have(bound.conclusion, by=bound, because="log u < u − 1")
    return proof.have(log(chance) - log(whole) < ratio - 1, terms=[(1, [bound], [])], parts=[(1, apart)])


def grey_example(proof: Proof) -> Theorem:
    """For x = ½ and g = 9/10 the right side is 3/10, the left side ½."""
    half, chance = num(Fraction(1, 2)), num(Fraction(9, 10))
    value = proof.have(Eq(exp(cross_entropy(half, chance)), Fraction(3, 10)), by=powers.powers, because="√(9/10·1/10)")
    return logic.both(value, proof.have(Eq(factor(half, chance), half), because="½·9/10 + ½·1/10"))
