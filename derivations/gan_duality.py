"""The linear discriminator of a GAN as a convex program, and its dual (homework D.3).

The rows of X are N data points x, those of G are K generated points G(z); the discriminator says "data" with the
probability P(y=1|x) = 1/(1 + e^{wᵀx}). Its loss with a penalty (C/2)‖w‖² is a convex program in w, and the dual of that
program is a maximum over λ: the game max_θ min_w becomes the problem max_θ max_λ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from derivations import lemmas
from derivations.kernel import Term, Theorem, algebra, logic, order, powers, summation, vectors
from derivations.kernel.densities import sigmoid
from derivations.kernel.formulas import (
    And,
    Eq,
    ForAll,
    Iff,
    Implies,
    Ne,
    Sum,
    almost,
    counting,
    entry,
    exp,
    function,
    log,
    matrix,
    natural,
    ones,
    real,
    sqnorm,
    vector,
)
from derivations.kernel.terms import NAT, ONE, apply, lam, num
from derivations.lemmas import conjugates, logistic, softplus, term_by_term
from derivations.lemmas.conjugates import HALF, INSIDE, best_score, e, entropy, multiplier, nearly, t, tilted, y
from derivations.lemmas.softplus import softplus as soft
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

N, K, d, i = natural("N"), natural("K"), natural("d"), natural("i")
X, G = matrix("X", N, d), matrix("G", K, d)
w, v, b = vector("w", d), vector("v", d), vector("b", d)
lam_x, lam_z, mu_x, mu_z = vector("lam_x", N), vector("lam_z", K), vector("mu_x", N), vector("mu_z", K)
y_x, y_z = function("y_x", NAT), function("y_z", NAT)
C, s = real("C"), real("s")
Pair = tuple[Term, Term]


def score(points: Term, weights: Term = w) -> Term:
    """wᵀx for the point in row i of a matrix."""
    return entry(points * weights, i)


def total(points: Term, body: Term) -> Term:
    """The sum of a body over the rows i of a matrix."""
    return Sum(body, i, points.shape[0])


def program(weights: Term = w) -> Term:
    """Σ_x log(1 + e^{wᵀx}) + Σ_z log(1 + e^{wᵀG(z)}) − Σ_z wᵀG(z) + (C/2)‖w‖²."""
    soft_sums = total(X, soft(score(X, weights))) + total(G, soft(score(G, weights)))
    return soft_sums - total(G, score(G, weights)) + C / 2 * sqnorm(weights)


def quadratic(at: Term, linear: Term = b) -> Term:
    """(C/2)‖a‖² − aᵀb."""
    return C / 2 * sqnorm(at) - at.T * linear


# The loss
def probability(points: Term) -> Term:
    """P(y=1|x) = 1/(1 + e^{wᵀx}) for the point in row i."""
    return 1 / (1 + exp(score(points)))


@result(source="homework D.3")
def loss() -> Proof:
    """P(y=1|x) = 1/(1 + e^{wᵀx}): −Σ log P(y=1|x) − Σ log(1 − P(y=1|G(z))) + (C/2)‖w‖² is the program in w."""
    proof = Proof()
    one = proof.calculate(log(probability(X)))
    one.equals(-soft(score(X)), by=powers.powers, because="the logarithm of a reciprocal")
    share = exp(score(G)) / (1 + exp(score(G)))
    sign = proof.have(0 < share, because="exponentials are positive")
    sign = proof.have(0 < 1 - probability(G), terms=[(1, [sign], [])], because="so is what is missing to 1")
    every = logic.generalise(i, sign)
    proof.have(every.conclusion, by=every, because="for every row")
    other = proof.calculate(log(1 - probability(G)))
    other.equals(log(share), by=algebra.field(Eq(1 - probability(G), share)), because="common denominator")
    other.equals(score(G) - soft(score(G)), by=powers.powers, because="the logarithm of a quotient")
    first = term_by_term.expanded(i, N, one.theorem, [(-1, soft(score(X)))])
    second = term_by_term.expanded(i, K, other.theorem, [(1, score(G)), (-1, soft(score(G)))])
    sums = [proof.have(found.conclusion, by=found, because="sum term by term") for found in (first, second)]
    written = -total(X, log(probability(X))) - total(G, log(1 - probability(G))) + C / 2 * sqnorm(w)
    goal = Eq(written, program())
    return proof.conclude(goal, parts=[(-1, found) for found in sums], because="insert both sums", answer=program())


# Convexity
def mixed(f: Callable[[Term], Term]) -> Term:
    """s·f(w) + (1 − s)·f(v)."""
    return s * f(w) + (1 - s) * f(v)


MEAN: Final = s * w + (1 - s) * v


@result(source="homework D.3")
def convex() -> Proof:
    """C ≥ 0: (C/2)‖a‖² − aᵀb is convex in a (strictly for C > 0), log(1 + e^{aᵀb}) is, and hence the program is."""
    proof = Proof(given=[0 <= C, 0 <= s, s <= 1])
    rest = proof.have(0 <= 1 - s, because="s ≤ 1")
    weights = [proof.known(0 <= C), proof.known(0 <= s), rest]
    square = proof.have(
        quadratic(MEAN) <= mixed(quadratic), terms=[(HALF, weights, [w - v])], because="by (C/2)·s(1 − s)·‖w − v‖²"
    )
    strict = _strictly(proof)
    single = _along_a_line(w.T * b, v.T * b, algebra.field(Eq(MEAN.T * b, s * (w.T * b) + (1 - s) * (v.T * b))))
    bent = proof.have(single.conclusion, by=single, because="softplus is convex, aᵀb linear")
    whole = _program_convex(proof, square)
    return proof.conclude(And(*(shown.conclusion for shown in (square, strict, bent, whole))))


def _strictly(proof: Proof) -> Theorem:
    """C > 0, w ≠ v and 0 < s < 1: the quadratic is below its chord."""
    given = (0 < C, Ne(w, v), 0 < s, s < 1)
    with proof.suppose(*given) as (sign, apart, low, high):
        zero = logic.assume(Eq(w - v, order.zero_like(w)))
        same = logic.contradiction(algebra.combination(Eq(w, v), ((ONE, zero, ONE),), ()), apart)
        norm = lemmas.square_positive(logic.negate(zero.conclusion, same))
        far = proof.have(0 < sqnorm(w - v), by=norm, because="w ≠ v")
        goal = quadratic(MEAN) < mixed(quadratic)
        below = proof.have(goal, terms=[(HALF, [sign, low, high, far], [])], because="the difference is positive")
    claim = Implies(And(*given), goal)
    found = logic.discharge(claim.args[0], _from_parts(claim.args[0], given, below))
    return proof.have(claim, by=found, because="strictly, then")


def _from_parts(whole: Term, parts: tuple[Term, ...], theorem: Theorem) -> Theorem:
    """Γ, φ₁, …, φₙ ⊢ ψ  gives  Γ, φ₁ ∧ … ∧ φₙ ⊢ ψ."""
    for part, shown in zip(parts, lemmas.split(logic.assume(whole)), strict=True):
        theorem = logic.cut(shown, theorem) if part in theorem.hypotheses else theorem
    return theorem


def _along_a_line(one: Term, other: Term, mean: Theorem) -> Theorem:
    """0 ≤ s ≤ 1 ⊢ softplus(m) ≤ s·softplus(u) + (1 − s)·softplus(v), from m = s·u + (1 − s)·v."""
    return logic.rewrite(softplus.convex(one, other, s), logic.symmetry(mean))


def _score_of_mean(points: Term) -> Theorem:
    """I < n ⊢ the score of a mean is the mean of the scores."""
    ends = points * w, points * v
    whole = s * ends[0] + (1 - s) * ends[1]
    same = logic.congruence(lam(_column(points), entry(_column(points), i)), algebra.field(Eq(points * MEAN, whole)))
    return logic.transitivity(same, vectors.entry_of(Eq(entry(whole, i), mixed(lambda at: score(points, at)))))


def _column(points: Term) -> Term:
    return vector("c", points.shape[0])


def _program_convex(proof: Proof, square: Theorem) -> Theorem:
    """The program is convex, term by term."""
    below, levels = [square], []
    for points in (X, G):
        ends, count = (score(points), score(points, v)), points.shape[0]
        mean = _score_of_mean(points)
        with proof.suppose(i < count):
            at = proof.have(mean.conclusion, by=mean, because="wᵀx is linear in w")
            bent = _along_a_line(*ends, at)
            row = proof.have(bent.conclusion, by=bent, because="softplus is convex")
        order_ = term_by_term.at_most(i, count, row)
        below.append(proof.have(order_.conclusion, by=order_, because="sum over the rows"))
        apart = term_by_term.expanded(i, count, logic.reflexivity(row.conclusion.args[1]), _chord(map(soft, ends)))
        levels.append((-1, proof.have(apart.conclusion, by=apart, because="the sum is linear")))
        linear = term_by_term.expanded(i, count, at, _chord(ends))
        if points is G:
            levels.append((1, proof.have(linear.conclusion, by=linear, because="the sum is linear")))
    terms = [(1, [one], []) for one in below]
    return proof.have(program(MEAN) <= mixed(program), terms=terms, parts=levels, because="a sum of convex functions")


def _chord(values: Iterable[Term]) -> list[tuple[Term, Term]]:
    """The weights s and 1 − s with their values."""
    return [*zip((s, 1 - s), values, strict=True)]


# Conjugates
@result(source="homework D.3")
def quadratic_conjugate() -> Proof:
    """C > 0: min over w of (C/2)‖w‖² − wᵀb is −‖b‖²/(2C), at w = b/C and nowhere else."""
    proof = Proof(given=[0 < C])
    least, best = -sqnorm(b) / (2 * C), Eq(w, b / C)
    sign = proof.known(0 < C)
    above = proof.have(
        least <= quadratic(w), terms=[(HALF, [sign], [w - b / C])], because="complete the square: (C/2)·‖w − b/C‖²"
    )
    attained = Eq(quadratic(w), least)
    with proof.suppose(attained) as (level,):
        parts = [(2 / C, level)]
        proof.have(Eq(sqnorm(w - b / C), 0), parts=parts, because="the square that is left out vanishes")
        norm = lemmas.vanishes(proof.known(Eq(sqnorm(w - b / C), 0)))
        forward = proof.have(best, parts=[(1, norm)], because="a column of norm 0 is 0")
    with proof.suppose(best) as (there,):
        value = proof.calculate(quadratic(w)).equals(quadratic(b / C), by=there, because="insert w = b/C")
        backward = value.equals(least, because="expand").theorem
    same = proof.equivalence(Iff(attained, best), forward, backward)
    return proof.conclude(And(above.conclusion, same.conclusion), answer=least)


@result(source="homework D.3")
def softplus_conjugate() -> Proof:
    """−1<λ<0: min_y λy + log(1 + eʸ) = h(−λ), at y = log(−λ/(1+λ)); λ = 0, −1: infimum 0, not attained; else −∞."""
    proof = Proof()
    least, interior = conjugates.interior(proof)
    ends = [conjugates.at_zero(proof), conjugates.at_minus_one(proof)]
    levels = [conjugates.no_entropy(proof, num(0)), conjugates.no_entropy(proof, num(1))]
    closed = conjugates.closed(proof, least, [end[0] for end in ends], levels)
    below = [
        conjugates.unbounded(proof, 0 < multiplier, multiplier, 1),
        conjugates.unbounded(proof, multiplier < -1, -1 - multiplier, -1),
    ]
    shown = [interior, closed, *levels, *(part for end in ends for part in end), *below]
    return proof.conclude(And(*(one.conclusion for one in shown)), answer=entropy(-multiplier))


# Duality
def lagrangian(weights: Term, scores: Pair, multipliers: Pair) -> Term:
    """The program with scores y of their own, and multipliers for the constraints y_x = wᵀx, y_z = wᵀG(z)."""
    own = total(X, soft(apply(scores[0], i))) + total(G, soft(apply(scores[1], i)))
    objective = own - total(G, score(G, weights)) + C / 2 * sqnorm(weights)
    return (
        objective + _coupling(weights, X, scores[0], multipliers[0]) + _coupling(weights, G, scores[1], multipliers[1])
    )


def _coupling(weights: Term, points: Term, scores: Term, multipliers: Term) -> Term:
    """Σ λ_x (y_x − wᵀx)."""
    return total(points, entry(multipliers, i) * (apply(scores, i) - score(points, weights)))


def moment(multipliers: Pair) -> Term:
    """Σ_x λ_x x + Σ_z (1 + λ_z) G(z)."""
    return X.T * multipliers[0] + G.T * (ones(K) + multipliers[1])


def dual_value(multipliers: Pair) -> Term:
    """g(λ) = −(1/(2C))‖Σ_x λ_x x + Σ_z (1 + λ_z) G(z)‖² + Σ_x h(−λ_x) + Σ_z h(−λ_z)."""
    levels = [total(p, entropy(-entry(m, i))) for p, m in zip((X, G), multipliers, strict=True)]
    return -sqnorm(moment(multipliers)) / (2 * C) + levels[0] + levels[1]


def between(multipliers: Term, strictly: bool = False) -> Term:
    """−1 ≤ λ ≤ 0, or −1 < λ < 0, for every entry."""
    at = entry(multipliers, i)
    inside = And(-1 < at, at < 0) if strictly else And(-1 <= at, at <= 0)
    return ForAll(i, Implies(i < multipliers.shape[0], inside))


def near_best(multipliers: Term) -> Term:
    """Scores that come within e of the minimum, entry by entry."""
    return lam(i, nearly(entry(multipliers, i)))


def best(multipliers: Term) -> Term:
    """The minimiser log(−λ/(1 + λ)), entry by entry."""
    return lam(i, best_score(entry(multipliers, i)))


ROWS: Final = (X, G)
SCORES: Final = (y_x, y_z)
MULTIPLIERS: Final = (lam_x, lam_z)


def _settings(scores: Pair) -> list[tuple[Term, Term, Term]]:
    """For the data and for the generated points: the rows, their scores and their multipliers."""
    return [*zip(ROWS, scores, MULTIPLIERS, strict=True)]


@result(source="homework D.3")
def dual() -> Proof:
    """−1 ≤ λ ≤ 0: inf of the Lagrangian is −(1/(2C))‖Σλ_x x + Σ(1+λ_z)G(z)‖² + Σh(−λ_x) + Σh(−λ_z)."""
    proof = Proof(given=[0 < C, *map(between, MULTIPLIERS)])
    value, centre = dual_value(MULTIPLIERS), moment(MULTIPLIERS) / C
    _defined_where_used(proof, MULTIPLIERS)
    low = lemmas.split(proof.use(quadratic_conjugate, {b: moment(MULTIPLIERS)}))[0]
    rows = [_below(proof, *setting) for setting in _settings(SCORES)]
    apart = _separated(proof)
    goal = value <= lagrangian(w, SCORES, MULTIPLIERS)
    bound = proof.have(goal, terms=[(1, [one], []) for one in (low, *rows)], parts=[(1, apart)], because="part by part")
    near = _nearly(proof, apart, centre)
    exact = _attained(proof, apart, centre)
    return proof.conclude(And(*(one.conclusion for one in (bound, near, exact))), answer=value)


def _defined_where_used(proof: Proof, multipliers: Iterable[Term]) -> None:
    """What the terms of h(−λ) and log(−λ/(1 + λ)) need in order to be defined, for every entry λ."""
    with proof.suppose(-multiplier < 1) as (small,):
        rest = proof.have(0 < 1 - -multiplier, by=small, because="λ > −1")
    with proof.suppose(-1 < multiplier) as (above,):
        sign = proof.have(0 < 1 + multiplier, by=above, because="λ > −1")
        apart = proof.have(Ne(1 + multiplier, 0), by=lemmas.nonzero_of_positive(sign), because="so it is not 0")
    with proof.suppose(INSIDE) as (inside,):
        proof.have(0 < 1 + multiplier, by=logic.left(inside), because="λ > −1")
        proof.have(0 < -multiplier, by=logic.right(inside), because="λ < 0")
        odds = proof.have(0 < -multiplier / (1 + multiplier), because="a quotient of positive numbers")
    claims = [
        logic.discharge(premise, shown)
        for premise, shown in ((-multiplier < 1, rest), (-1 < multiplier, apart), (INSIDE, odds))
    ]
    for column in multipliers:
        for claim in claims:
            every = logic.generalise(i, logic.instantiate(claim, ((multiplier, entry(column, i)),)))
            proof.have(every.conclusion, by=every, because="entry by entry")


def _separated(proof: Proof) -> Theorem:
    """The Lagrangian is Σ (λy + log(1 + eʸ)) over all points and (C/2)‖w‖² − wᵀ(Σ λ_x x + Σ (1 + λ_z) G(z))."""
    parts: list[tuple[int, Theorem]] = [(1, term_by_term.total(G * w, i))]
    for points, own, slopes in _settings(SCORES):
        at, slope, here = apply(own, i), entry(slopes, i), score(points)
        coupling, tilt = logic.reflexivity(slope * (at - here)), logic.reflexivity(tilted(slope, at))
        count = points.shape[0]
        parts.append((1, term_by_term.expanded(i, count, coupling, [(1, slope * at), (-1, slope * here)])))
        parts.append((-1, term_by_term.expanded(i, count, tilt, [(1, slope * at), (1, soft(at))])))
        parts.append((1, term_by_term.inner(slopes, points * w, i)))
    tilts = [total(points, tilted(entry(slopes, i), apply(own, i))) for points, own, slopes in _settings(SCORES)]
    goal = Eq(lagrangian(w, SCORES, MULTIPLIERS), tilts[0] + tilts[1] + quadratic(w, moment(MULTIPLIERS)))
    return proof.have(goal, parts=parts, because="collect what belongs to w and to each score")


def _at(proof: Proof, apart: Theorem, weights: Term, scores: Pair) -> Theorem:
    """The same for other weights and scores."""
    found = logic.instantiate(apart, ((w, weights), *zip(SCORES, scores, strict=True)))
    return proof.have(found.conclusion, by=found, because="at these weights and scores")


def _row(proof: Proof, multipliers: Term) -> Theorem:
    """I < n ⊢ −1 ≤ λᵢ ≤ 0."""
    known = logic.specialise(proof.known(between(multipliers)), i)
    here = logic.modus_ponens(known, proof.known(i < multipliers.shape[0]))
    return proof.have(here.conclusion, by=here, because="what is given of λ")


def _summed(proof: Proof, points: Term, row: Theorem) -> Theorem:
    """The relation between the sums, from that between their terms."""
    rule = term_by_term.equal if row.conclusion.op == "eq" else term_by_term.at_most
    found = rule(i, points.shape[0], row)
    return proof.have(found.conclusion, by=found, because="sum over the rows")


def _conjugate(proof: Proof, slope: Term, at: Term) -> list[Theorem]:
    """What is known of min_y λy + log(1 + eʸ), for the λ of a row and any y."""
    return lemmas.split(proof.use(softplus_conjugate, {multiplier: slope, y: at}))


def _below(proof: Proof, points: Term, own: Term, slopes: Term) -> Theorem:
    """Σ h(−λ) ≤ Σ (λy + log(1 + eʸ))."""
    slope, at = entry(slopes, i), apply(own, i)
    with proof.suppose(i < points.shape[0]):
        _row(proof, slopes)
        closed = _conjugate(proof, slope, at)[1]
        row = proof.have(entropy(-slope) <= tilted(slope, at), by=closed, because="the conjugate of softplus")
    return _summed(proof, points, row)


def _nearly(proof: Proof, apart: Theorem, centre: Term) -> Theorem:
    """For every e > 0: the Lagrangian at w = b/C and scores nearly as good as any is at most g(λ) + (N + K)e."""
    scores = near_best(lam_x), near_best(lam_z)
    each = conjugates.nearly_least(proof, _conjugate(proof, multiplier, best_score(multiplier)))
    apart = _at(proof, apart, centre, scores)
    value = _at_centre(proof, centre)
    with proof.suppose(0 < e) as (positive,):
        rows = [_near_row(proof, *setting, each) for setting in _settings(scores)]
        goal = lagrangian(centre, scores, MULTIPLIERS) <= dual_value(MULTIPLIERS) + (N + K) * e
        terms, parts = [(1, [row], []) for row in rows], [(-1, apart), (-1, value)]
        near = proof.have(goal, terms=terms, parts=parts, because="part by part")
    found = logic.discharge(positive.conclusion, near)
    return proof.have(found.conclusion, by=found, because="for every e > 0: no greater bound holds")


def _at_centre(proof: Proof, centre: Term) -> Theorem:
    """(C/2)‖w‖² − wᵀb = −‖b‖²/(2C) at w = b/C."""
    linear = moment(MULTIPLIERS)
    goal = Eq(quadratic(centre, linear), -sqnorm(linear) / (2 * C))
    return proof.have(goal, because="the minimum of the quadratic")


def _near_row(proof: Proof, points: Term, own: Term, slopes: Term, each: Theorem) -> Theorem:
    """Σ (λy + log(1 + eʸ)) ≤ Σ h(−λ) + n·e at the scores that are nearly best."""
    slope, count = entry(slopes, i), points.shape[0]
    here = logic.instantiate(each, ((multiplier, slope),))
    with proof.suppose(i < count):
        _row(proof, slopes)
        row = proof.have(here.conclusion, by=here, because="within e of the minimum")
    bound = _summed(proof, points, row)
    apart = term_by_term.expanded(i, count, logic.reflexivity(entropy(-slope) + e), [(1, entropy(-slope)), (1, e)])
    flat = term_by_term.constant(count, e)
    goal = total(points, tilted(slope, apply(own, i))) <= total(points, entropy(-slope)) + count * e
    return proof.have(goal, terms=[(1, [bound], [])], parts=[(-1, apart), (-1, flat)], because="the sum of n times e")


def _attained(proof: Proof, apart: Theorem, centre: Term) -> Theorem:
    """−1 < λ < 0: the Lagrangian is g(λ) at w = b/C and y = log(−λ/(1 + λ))."""
    scores = best(lam_x), best(lam_z)
    apart, value = _at(proof, apart, centre, scores), _at_centre(proof, centre)
    given = [between(m, strictly=True) for m in MULTIPLIERS]
    with proof.suppose(*given):
        rows = [_best_row(proof, *setting) for setting in _settings(scores)]
        goal = Eq(lagrangian(centre, scores, MULTIPLIERS), dual_value(MULTIPLIERS))
        level = proof.have(goal, parts=[(1, part) for part in (apart, value, *rows)], because="part by part")
        exist = [
            proof.have(_defined(*setting), by=_odds(proof, *setting), because="λ > −1 and λ < 0")
            for setting in _settings(scores)
        ]
    *_, shown = [_given(proof, given, one) for one in (*exist, level)]
    return shown


def _given(proof: Proof, given: list[Term], shown: Theorem) -> Theorem:
    """What holds strictly inside."""
    claim = Implies(And(*given), shown.conclusion)
    found = logic.discharge(claim.args[0], _from_parts(claim.args[0], tuple(given), shown))
    return proof.have(claim, by=found, because="strictly inside")


def _defined(points: Term, own: Term, slopes: Term) -> Term:
    """The scores exist, row by row."""
    return almost(0 < apply(own, i).args[0], i, counting(points.shape[0]))


def _odds(proof: Proof, points: Term, own: Term, slopes: Term) -> Callable[[], Theorem]:
    """That they do: strictly inside the odds −λ/(1 + λ) are positive."""
    every = logic.specialise(proof.known(between(slopes, strictly=True)), i)
    defined = logic.specialise(proof.known(_every_score(slopes)), i)

    def shown() -> Theorem:
        inside = logic.modus_ponens(every, logic.assume(i < points.shape[0]))
        return summation.sum_almost(i, points.shape[0], logic.modus_ponens(defined, inside))

    return shown


def _every_score(slopes: Term) -> Term:
    """The odds are positive wherever −1 < λ < 0."""
    slope = entry(slopes, i)
    return ForAll(i, Implies(And(-1 < slope, slope < 0), 0 < -slope / (1 + slope)))


def _best_row(proof: Proof, points: Term, own: Term, slopes: Term) -> Theorem:
    """Σ (λy + log(1 + eʸ)) = Σ h(−λ) at the minimisers."""
    slope, at = entry(slopes, i), apply(own, i)
    inside = logic.specialise(proof.known(between(slopes, strictly=True)), i)
    with proof.suppose(i < points.shape[0]) as (index,):
        inside = logic.modus_ponens(inside, index)
        proof.have(inside.conclusion, by=inside, because="what is given of λ")
        known = _conjugate(proof, slope, at)[0]
        _, only = lemmas.split(logic.modus_ponens(known, inside))
        level = logic.modus_ponens(logic.converse(only), logic.reflexivity(at))
        row = proof.have(Eq(tilted(slope, at), entropy(-slope)), by=level, because="the minimum, at the minimiser")
    return _summed(proof, points, row)


# Strong duality
OTHERS: Final = (mu_x, mu_z)


def at_sigmoid(points: Term, multipliers: Term) -> Term:
    """λ = −σ(wᵀx), row by row."""
    return ForAll(i, Implies(i < points.shape[0], Eq(entry(multipliers, i), -sigmoid(score(points)))))


@result(source="homework D.3", needs="PCT")
def strong_duality() -> Proof:
    """g(λ) ≤ the program for all w and −1 ≤ λ ≤ 0; at λ = −σ(y) the gap is ‖Cw − b‖²/(2C): 0 where w is stationary."""
    proof = Proof(given=[0 < C])
    _defined_where_used(proof, (*MULTIPLIERS, *OTHERS))
    weak = _weak(proof)
    given = [at_sigmoid(points, slopes) for points, slopes in zip(ROWS, MULTIPLIERS, strict=True)]
    with proof.suppose(*given):
        rows = [_fenchel_young(proof, points, slopes) for points, slopes in zip(ROWS, MULTIPLIERS, strict=True)]
        lengths = term_by_term.total(G * w, i)
        lengths = proof.have(lengths.conclusion, by=lengths, because="a sum as a product")
        rest = C * w - moment(MULTIPLIERS)
        goal = Eq(program(), dual_value(MULTIPLIERS) + sqnorm(rest) / (2 * C))
        parts = [(1, part) for part in (*rows, lengths)]
        gap = proof.have(goal, parts=parts, because="Fenchel-Young equality for softplus; the square is completed")
        level = _no_gap(proof, gap, weak)
        both = proof.have(And(gap.conclusion, level.conclusion), by=lemmas.join(gap, level), because="together")
    claim = _given(proof, given, both)
    return proof.conclude(And(weak.conclusion, claim.conclusion), answer=dual_value(MULTIPLIERS))


def _weak(proof: Proof) -> Theorem:
    """∀w, λ: −1 ≤ λ ≤ 0 ⇒ g(λ) ≤ the program."""
    tied = lam(i, score(X, v)), lam(i, score(G, v))
    given = [between(m) for m in OTHERS]
    with proof.suppose(*given):
        replaced = {w: v, **dict(zip((*SCORES, *MULTIPLIERS), (*tied, *OTHERS), strict=True))}
        low = lemmas.split(proof.use(dual, replaced))[0]
        parts: list[tuple[int, Theorem]] = []
        for points, own, slopes in zip(ROWS, tied, OTHERS, strict=True):
            coupling = entry(slopes, i) * (apply(own, i) - score(points, v))
            none = term_by_term.expanded(i, points.shape[0], algebra.field(Eq(coupling, 0)), [])
            parts.append((-1, proof.have(none.conclusion, by=none, because="the constraints hold")))
        goal = dual_value(OTHERS) <= program(v)
        below = proof.have(goal, terms=[(1, [low], [])], parts=parts, because="the Lagrangian is the program there")
    claim = Implies(And(*given), goal)
    every = logic.discharge(claim.args[0], _from_parts(claim.args[0], tuple(given), below))
    for variable in (mu_z, mu_x, v):
        every = logic.generalise(variable, every)
    return proof.have(every.conclusion, by=every, because="weak duality")


def _fenchel_young(proof: Proof, points: Term, slopes: Term) -> Theorem:
    """Σ log(1 + eʸ) = Σ h(−λ) − Σ λy at λ = −σ(y)."""
    slope, here, count = entry(slopes, i), score(points), points.shape[0]
    known = logic.specialise(proof.known(at_sigmoid(points, slopes)), i)
    with proof.suppose(i < count) as (index,):
        at = logic.modus_ponens(known, index)
        proof.have(at.conclusion, by=at, because="the choice of λ")
        signs = [proof.have(one.conclusion, by=one, because="0 < σ < 1") for one in _open_interval(here)]
        low = proof.have(-1 < slope, terms=[(1, [signs[1]], [])], parts=[(1, at)], because="σ < 1")
        high = proof.have(slope < 0, terms=[(1, [signs[0]], [])], parts=[(-1, at)], because="σ > 0")
        _, only = lemmas.split(logic.modus_ponens(_conjugate(proof, slope, here)[0], lemmas.join(low, high)))
        best_ = proof.have(
            Eq(here, best_score(slope)), by=_logit(proof, slope, here, at), because="y is the logit of σ(y)"
        )
        level = logic.modus_ponens(logic.converse(only), best_)
        row = proof.have(level.conclusion, by=level, because="Fenchel-Young equality")
        ends = [proof.have(goal, because="strictly so") for goal in (-1 <= slope, slope <= 0)]
    inside = logic.generalise(i, logic.discharge(index.conclusion, lemmas.join(*ends)))
    proof.have(inside.conclusion, by=inside, because="−σ lies between −1 and 0")
    row = algebra.combination(Eq(soft(here), entropy(-slope) - slope * here), ((ONE, row, ONE),), ())
    found = term_by_term.expanded(i, count, row, [(1, entropy(-slope)), (-1, slope * here)])
    found = proof.have(found.conclusion, by=found, because="sum over the rows")
    product = term_by_term.inner(slopes, points * w, i)
    goal = Eq(found.conclusion.args[0], total(points, entropy(-slope)) - slopes.T * (points * w))
    return proof.have(goal, parts=[(1, found), (1, product)], because="a sum of products")


def _open_interval(at: Term) -> list[Theorem]:
    """⊢ 0 < σ(y) and σ(y) < 1."""
    return [logistic.positive(at), logistic.below_one(at)]


def _logit(proof: Proof, slope: Term, here: Term, at: Theorem) -> Theorem:
    """The score y is log(−λ/(1 + λ)) for λ = −σ(y)."""
    share = sigmoid(here)
    for rest in (1 - share, 1 + -share):
        proof.have(0 < rest, by=logistic.below_one(here), because="σ < 1")
    apart = proof.have(
        Eq(log(share / (1 - share)), log(share) - log(1 - share)), by=powers.powers, because="a quotient"
    )
    known = logistic.log_complement(here)
    line = proof.calculate(here).equals(
        log(share / (1 - share)), parts=[(-1, apart), (1, known)], because="y = log σ − log(1 − σ)"
    )
    same = logic.congruence(lam(t, best_score(t)), logic.symmetry(at))
    return (
        line.equals(best_score(-share), because="the same")
        .equals(best_score(slope), by=same, because="λ = −σ(y)")
        .theorem
    )


def _no_gap(proof: Proof, gap: Theorem, weak: Theorem) -> Theorem:
    """Where Cw = b the gap is 0: w minimises the program, and λ maximises the dual."""
    stationary = Eq(C * w, moment(MULTIPLIERS))
    with proof.suppose(stationary) as (flat,):
        zero = order.zero_like(w)
        norm = algebra.combination(Eq(C * w - moment(MULTIPLIERS), zero), ((ONE, flat, ONE),), ())
        none = logic.modus_ponens(logic.converse(order.norm_zero(C * w - moment(MULTIPLIERS))), norm)
        none = proof.have(none.conclusion, by=none, because="w is stationary")
        goal = Eq(program(), dual_value(MULTIPLIERS))
        level = proof.have(goal, parts=[(1, gap), (1 / (2 * C), none)], because="no gap is left")
        least = _minimal(proof, level, weak)
        greatest = _maximal(proof, level, weak)
        shown = lemmas.join(level, least, greatest)
        proof.have(shown.conclusion, by=shown, because="together")
    found = logic.discharge(stationary, shown)
    return proof.have(found.conclusion, by=found, because="where w is stationary")


def _minimal(proof: Proof, level: Theorem, weak: Theorem) -> Theorem:
    """No weights have a smaller value than w: g(λ) is below all of them."""
    here = weak
    for value in (v, *MULTIPLIERS):
        here = logic.specialise(here, value)
    shown = [proof.known(f) for f in map(between, MULTIPLIERS)]
    low = logic.modus_ponens(here, lemmas.join(*shown))
    goal = program() <= program(v)
    less = proof.have(goal, terms=[(1, [low], [])], parts=[(-1, level)], because="g(λ) is a lower bound")
    every = logic.generalise(v, less)
    return proof.have(every.conclusion, by=every, because="w minimises the program")


def _maximal(proof: Proof, level: Theorem, weak: Theorem) -> Theorem:
    """No λ has a greater value of the dual: the program at w is above all of them."""
    given = [between(m) for m in OTHERS]
    here = weak
    for value in (w, *OTHERS):
        here = logic.specialise(here, value)
    goal = dual_value(OTHERS) <= dual_value(MULTIPLIERS)
    low = logic.modus_ponens(here, logic.assume(And(*given)))
    with proof.suppose(And(*given)):
        less = proof.have(goal, terms=[(1, [low], [])], parts=[(-1, level)], because="the program at w is above")
    every = logic.discharge(And(*given), less)
    for variable in reversed(OTHERS):
        every = logic.generalise(variable, every)
    return proof.have(every.conclusion, by=every, because="λ maximises the dual")


# Slips
def _written_minimum() -> Term:
    """−(1 + λ) log(1 + λ) + λ log(−λ) is the least value of λy + log(1 + eʸ), and it is attained."""
    value = -(1 + multiplier) * log(1 + multiplier) + multiplier * log(-multiplier)
    attained = Eq(tilted(multiplier, best_score(multiplier)), value)
    return And(ForAll(y, value <= tilted(multiplier, y)), attained)


def _proved_minimum() -> Proof:
    """The same, from the conjugate of softplus."""
    proof = Proof(given=[*INSIDE.args])
    whole = _written_minimum()
    every, attained = whole.args
    inside, closed, *_ = lemmas.split(proof.use(softplus_conjugate))
    value, _ = lemmas.split(logic.modus_ponens(inside, lemmas.join(*map(logic.assume, INSIDE.args))))
    proof.have(value.conclusion, by=value, because="h(−λ) strictly inside")
    for sign in (-1 <= multiplier, multiplier <= 0):
        proof.have(sign, because="strictly so")
    above = proof.have(closed.conclusion.args[1], by=closed, because="the conjugate of softplus")
    goal = attained.args[1] <= tilted(multiplier, y)
    above = proof.have(goal, terms=[(1, [above], [])], parts=[(1, value)], because="insert the value")
    lower = logic.generalise(y, above)
    proof.have(every, by=lower, because="y was arbitrary")
    for sign in (0 < 1 + multiplier, 0 < -multiplier, 0 < -multiplier / (1 + multiplier)):
        proof.have(sign, because="−1 < λ < 0")
    proof.have(attained, by=conjugates.at_best, because="1 + eʸ = 1/(1 + λ)")
    return proof.conclude(whole)


def _plus_sign() -> Term:
    """The dual with + (1/(2C))‖·‖² is a lower bound, too."""
    plain = dual_value(MULTIPLIERS)
    return plain + sqnorm(moment(MULTIPLIERS)) / C <= program()


def _lost_entropy() -> Term:
    """h(−λ) = λ log(λ/(1 + λ)), and that logarithm exists."""
    ratio = multiplier / (1 + multiplier)
    return And(0 < ratio, Eq(entropy(-multiplier), multiplier * log(ratio)))


def _one_logarithm() -> Term:
    """The same with −λ inside the logarithm, so that it exists."""
    return Eq(entropy(-multiplier), multiplier * log(-multiplier / (1 + multiplier)))


ERRATA: tuple[Slip, ...] = (
    Slip(
        "gan_duality",
        "dual with + (1/(2C))‖·‖²",
        _plus_sign,
        "refuted",
        given=[0 < C, *map(between, MULTIPLIERS)],
        correct="− (1/(2C))‖·‖²: the minimum of (C/2)‖w‖² − wᵀb is −‖b‖²/(2C)",
    ),
    Slip(
        "gan_duality",
        "dual entropy term Σ λ log(λ/(1+λ)) for −1<λ<0",
        _lost_entropy,
        "refuted",
        given=[*INSIDE.args],
        correct="h(−λ) = λ log(−λ) − (1+λ) log(1+λ)",
    ),
    Slip(
        "gan_duality",
        "the same with the sign inside mended: Σ λ log(−λ/(1+λ))",
        _one_logarithm,
        "refuted",
        given=[*INSIDE.args],
        correct="λ log(−λ/(1+λ)) − log(1+λ)",
    ),
    Slip(
        "gan_duality",
        "min_y λy + log(1+e^y) = −(1+λ) log(1+λ) + λ log(−λ), −1<λ<0",
        _written_minimum,
        "proved",
        given=[*INSIDE.args],
        proof=_proved_minimum,
    ),
)
