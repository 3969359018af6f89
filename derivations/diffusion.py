"""Diffusion models: the denoiser that knows the data, and what zero training loss says (homeworks C.4.2, C.4.5).

x_0, …, x_{N−1} are images and ε_ij, j < J, the noises that image i was given at one time t, all of them columns of any
size d. A noisy training point is √α_t·x_i + √(1 − α_t)·ε_ij with 0 < α_t < 1, and a map g that should tell the noise
has the loss Σ_i Σ_j ‖g(noisy point) − ε_ij‖². What is said here of denoisers is about these points; of fresh noise
nothing follows. The laws at the end are about random columns; their proofs are in `combined_moments`, `gaussian_pair`
and `forward_process`.
"""

from __future__ import annotations

from typing import Final

from derivations import lemmas, zero_one_gan
from derivations.kernel import Term, Theorem, algebra, integrals, logic, summation
from derivations.kernel.formulas import (
    FALSE,
    And,
    Eq,
    Iff,
    Implies,
    Ne,
    Sum,
    function,
    ones,
    piecewise,
    sqnorm,
    sqrt,
    vector,
)
from derivations.kernel.terms import NAT, ONE, Sort, apply, lam, num, substitute
from derivations.lemmas import (
    arithmetic,
    combined_moments,
    diffusion_coverage,
    forward_process,
    gaussian_pair,
    nested_sums,
    term_by_term,
    vanishing_sums,
)
from derivations.lemmas import least_squares_average as average
from derivations.lemmas import least_squares_maps as maps
from derivations.lemmas import zero_one_game as game
from derivations.lemmas.below import at, below
from derivations.lemmas.counting_copies import distinct
from derivations.lemmas.diffusion_coverage import NAMES, of_the_game
from derivations.lemmas.diffusion_points import (
    J,
    N,
    alpha,
    at_all,
    at_one,
    at_one_time,
    d,
    ell,
    everywhere,
    fits,
    i,
    j,
    k,
    noise,
    noisy,
    recovered,
    u,
    w,
    x,
    zero_loss,
)
from derivations.proof import Proof
from derivations.results import result
from derivations.slips import Slip

g, g_CP = function("g", u.sort, u.sort), function("g_CP", u.sort, u.sort)  # noqa: N816 - the course's name
BEST: Final = lam(u, (u - sqrt(alpha) * g_CP(u)) / sqrt(1 - alpha))  # g*
RECOVERED: Final = everywhere(Eq(g_CP(noisy), x(i)))


# The closest point
def gap(index: Term) -> Term:
    """How far a noisy point is from an image: ‖noisy point − √α_t·x_k‖²."""
    return sqnorm(noisy - sqrt(alpha) * x(index))


OWN: Final = below(ell, N, Implies(Ne(x(ell), x(i)), gap(i) < gap(ell)))  # the point's own image is strictly closest
TAKEN: Final = And(Eq(g_CP(noisy), x(k)), below(ell, N, gap(k) <= gap(ell)))  # a closest image is taken


@result(source="homework C.4.2", needs="PCT")
def closest_point() -> Proof:
    """g* = (x − √α_t·g^CP(x))/√(1 − α_t) has loss 0 iff g^CP recovers x_i at every noisy point x_{t,i,j}.

    It does so where the closest image is taken and the point's own image is strictly closer than every other one.
    """
    proof = at_one_time()
    zero = recovered(proof, BEST, Eq(g_CP(noisy), x(i)))
    enough = _closest(proof)
    return proof.conclude(And(zero.conclusion, enough.conclusion), answer=apply(BEST, u))


def _closest(proof: Proof) -> Theorem:
    """Where the closest image is taken and x_i is strictly closest, x_i is taken."""
    with proof.suppose(i < N, j < J, k < N, TAKEN, OWN) as (row, _, here, taken, own):
        value, least = lemmas.split(taken)
        least = proof.have(gap(k) <= gap(i), by=at(least, i, row), because="a closest image")
        with proof.suppose(Ne(x(k), x(i))) as (other,):
            more = logic.modus_ponens(at(own, k, here), other)
            more = proof.have(more.conclusion, by=more, because="its own image is strictly closer")
            absurd = proof.have(FALSE, terms=[(1, [more], []), (1, [least], [])], because="both at once")
        same = logic.by_contradiction(Eq(x(k), x(i)), absurd)
        same = proof.have(same.conclusion, by=same, because="no other image is closest")
        point = logic.transitivity(value, same)
        point = proof.have(point.conclusion, by=point, because="so that is the one taken")
    inner = logic.discharge(k < N, logic.discharge(TAKEN, logic.discharge(OWN, point)))
    found = at_all(logic.generalise(k, inner))
    return proof.have(found.conclusion, by=found, because="so a map to the closest image will do")


# Not the only one
_v: Final = vector("v", d)
MOVED: Final = lam(_v, g(_v) + piecewise(Eq(_v, u), 1, 0) * w)  # g moved by w at the one point u
FREE: Final = everywhere(Ne(noisy, u))  # u is no noisy training point


@result(source="homework C.4.2")
def not_unique() -> Proof:
    """Loss 0 iff g = ε at every noisy point, so iff g = g* there; moving g elsewhere leaves the loss as it is."""
    proof = at_one_time(1 <= d)
    exact = zero_loss(proof, g)
    shown = lemmas.join(exact, _as_best(proof, exact), _moved(proof), _outside(proof))
    return proof.conclude(shown.conclusion, by=shown, because="together")


def _as_best(proof: Proof, exact: Theorem) -> Theorem:
    """Where g^CP recovers the images, loss(g) = 0 ⇔ g = g* at every noisy training point."""
    goal = everywhere(Eq(g(noisy), apply(BEST, noisy)))
    with proof.suppose(RECOVERED) as (known,):
        with proof.suppose(i < N, j < J) as indices:
            best = Eq(apply(BEST, noisy), noise)
            image = at_one(known, indices)
            point = proof.have(best, parts=[(-sqrt(alpha) / sqrt(1 - alpha), image)], because="insert the image")
        each = proof.have(fits(BEST), by=at_all(point), because="g* tells every noise")
        forward, back = _shifted(fits(g), goal, each, -1), _shifted(goal, fits(g), each, 1)
        same = proof.equivalence(Iff(fits(g), goal), forward, back, because="two maps that tell every noise agree")
        found = logic.transitivity(exact, same)
        found = proof.have(found.conclusion, by=found, because="as above")
    claim = logic.discharge(RECOVERED, found)
    return proof.have(claim.conclusion, by=claim, because="equal to g* on the noisy data")


def _shifted(given: Term, goal: Term, best: Theorem, sign: int) -> Theorem:
    """What holds everywhere from what is given everywhere, with or without g* = ε."""
    indices = [logic.assume(i < N), logic.assume(j < J)]
    here, there = at_one(logic.assume(given), indices), at_one(best, indices)
    wanted = at_one(logic.assume(goal), indices).conclusion
    return at_all(algebra.combination(wanted, ((ONE, here, ONE), (num(sign), there, ONE)), ()))


def _moved(proof: Proof) -> Theorem:
    """Moving a map where there is no noisy training point leaves its loss as it is."""
    with proof.suppose(FREE) as (known,):
        with proof.suppose(i < N, j < J) as indices:
            none = integrals.branch(piecewise(Eq(noisy, u), 1, 0), at_one(known, indices))
            same = proof.have(Eq(apply(MOVED, noisy), g(noisy)), parts=[(1, none, w)], because="not the point u")
            square = arithmetic.in_context(same, lambda value: sqnorm(value - noise))
            square = proof.have(square.conclusion, by=square, because="hence the same error")
        with proof.suppose(i < N):
            row = term_by_term.equal(j, J, square)
            row = proof.have(row.conclusion, by=row, because="sum over the noises")
        total = term_by_term.equal(i, N, row)
        total = proof.have(total.conclusion, by=total, because="sum over the images")
        here = integrals.branch(piecewise(Eq(u, u), 1, 0), logic.reflexivity(u))
        value = proof.have(Eq(apply(MOVED, u), g(u) + w), parts=[(1, here, w)], because="the point u itself")
        both = proof.have(And(total.conclusion, value.conclusion), by=logic.both(total, value), because="together")
    every = logic.generalise(u, logic.generalise(w, logic.discharge(FREE, both)))
    return proof.have(every.conclusion, by=every, because="for every such u and every w")


def _outside(proof: Proof) -> Theorem:
    """Some point is no noisy training point: a column longer than all of them together."""
    sign, inner = vanishing_sums.norm_sign(noisy), Sum(sqnorm(noisy), j, J)
    total = Sum(inner, i, N)
    far = (1 + total) * ones(d)
    whole = vanishing_sums.sum_sign(i, N, vanishing_sums.sum_sign(j, J, sign))
    whole = proof.have(0 <= total, by=whole, because="a sum of squares")
    with proof.suppose(i < N, j < J) as (image, place):
        one = vanishing_sums.single_below(sign, j, place)
        one = proof.have(one.conclusion, by=one, because="one of the squares")
        row = vanishing_sums.single_below(vanishing_sums.sum_sign(j, J, sign), i, image)
        row = proof.have(row.conclusion, by=row, because="one of the sums")
        with proof.suppose(Eq(noisy, far)) as (same,):
            norm = arithmetic.in_context(same, sqnorm)
            norm = proof.have(Eq(sqnorm(noisy), (1 + total) ** 2 * d), by=norm, because="‖1‖² = d")
            terms = [(1, [one], []), (1, [row], []), (1, [proof.known(1 <= d)], [1 + total]), (1, [], []),
                     (1, [whole], []), (1, [], [total])]  # fmt: skip
            absurd = proof.have(FALSE, terms=terms, parts=[(1, norm)], because="it is longer")
        distinct = logic.negate(same.conclusion, absurd)
        distinct = proof.have(distinct.conclusion, by=distinct, because="so it is another point")
    found = at_all(distinct)
    return proof.have(found.conclusion, by=found, because="there is such a point")


# Noisy points that collide
POINTS, NOISES = (function(name, NAT, Sort("function", NAT, u.sort)) for name in ("x", "epsilon"))
ONE_BY_ONE: Final = below(i, N, below(j, J, And(*(
    Eq(single(i * J + j), pairs(i)(j)) for single, pairs in ((maps.X, POINTS), (maps.e, NOISES))))))  # fmt: skip


@result(source="homework C.4.2")
def posterior_mean() -> Proof:
    """Least loss iff g(X_k) is the average of e_l over X_l = X_k, in every direction w; it is 0 if no points collide.

    X_0, …, X_{K−1} are the noisy points of one time t and e_k their noises: the pairs (i, j) of images i < N and noises
    j < J counted one by one, K = N·J, k = i·J + j. The map that is shown to be one of least loss is
    u ↦ (Σ_{X_l = u} e_l)/n(u), n(u) the number of points at u, with its sum of columns written as the gradient of
    w ↦ Σ_{X_l = u} wᵀe_l. All maps of least loss agree at the points.
    """
    proof = Proof()
    counted = _one_by_one(proof)
    bend = maps.expansion()
    proof.have(bend.conclusion, by=bend, because="move g at one point u by t·w")
    with proof.suppose(maps.least(maps.g)):
        level = maps.stationary()
        proof.have(level.conclusion, by=level, because="no t makes the cost smaller, so its slope in t is 0")
        needed = proof.have(maps.average(maps.g), by=maps.averages(), because="divide by n(X_k) ≥ 1")
        unique = logic.generalise(maps.h, average.only())
        unique = proof.have(unique.conclusion, by=unique, because="any other map costs more")
    with proof.suppose(maps.average(maps.g)):
        none = maps.orthogonal()
        proof.have(none.conclusion, by=none, because="the errors add up to 0 where points collide")
        more = logic.generalise(maps.h, maps.pythagoras())
        more = proof.have(more.conclusion, by=more, because="expand, with v = h − g")
        enough = proof.have(maps.least(maps.g), by=average.enough(), because="the second sum is at least 0")
    same = proof.equivalence(Iff(maps.least(maps.g), maps.average(maps.g)), needed, enough)
    _defined_averages(proof)
    attained = proof.have(maps.least(average.MEAN), by=average.attained(), because="the average is such a map")
    with proof.suppose(distinct(maps.X, maps.K)):
        exact = average.exact().conclusion
        exact = proof.have(exact, by=average.exact(), because="each average is over one noise")
    given = maps.average(maps.g), maps.least(maps.g), distinct(maps.X, maps.K)
    claims = [logic.discharge(premise, shown) for premise, shown in zip(given, (more, unique, exact), strict=True)]
    shown = lemmas.join(same, attained, *claims, counted)
    return proof.conclude(shown.conclusion, by=shown, because="together")


def _one_by_one(proof: Proof) -> Theorem:
    """Σ_i Σ_j ‖g(x_ij) − ε_ij‖² is the cost of g for the pairs counted one by one."""
    cost = substitute(maps.cost(maps.g), {maps.K: N * J})
    single = cost.args[1]  # k ↦ ‖g(X_k) − e_k‖²
    with proof.suppose(ONE_BY_ONE) as (known,):
        with proof.suppose(i < N, j < J) as indices:
            ends = lemmas.split(at_one(known, indices))
            miss = [arithmetic.in_context(ends[0], lambda t: sqnorm(maps.g(t) - ends[1].conclusion.args[0])),
                    arithmetic.in_context(ends[1], lambda t: sqnorm(maps.g(POINTS(i)(j)) - t))]  # fmt: skip
            one = logic.symmetry(logic.transitivity(*miss))
            one = proof.have(one.conclusion, by=one, because="the same pair")
        rows = term_by_term.equal(i, N, term_by_term.equal(j, J, one))
        rows = proof.have(rows.conclusion, by=rows, because="sum over the pairs")
        law = logic.instantiate(nested_sums.in_pairs(), ((nested_sums.f, single), (nested_sums.m, J)))
        whole = logic.transitivity(rows, logic.specialise(law, N))
        whole = proof.have(whole.conclusion, by=whole, because="k = i·J + j")
    claim = logic.discharge(known.conclusion, whole)
    return proof.have(claim.conclusion, by=claim, because="so the loss is this cost")


def _defined_averages(proof: Proof) -> None:
    """At a noisy point there is a noisy point, and the form whose gradient is taken is differentiable."""
    some = maps.met(logic.assume(Ne(maps.count(maps.X(maps.k)), 0)))
    each = logic.generalise(maps.k, logic.discharge(maps.k < maps.K, logic.generalise(maps.w, some)))
    proof.have(each.conclusion, by=each, because="at least X_k itself")
    smooth = logic.left(logic.instantiate(average.summed(), ((maps.u, maps.X(maps.k)),)))
    for known in (some, smooth):
        everywhere = summation.sum_almost(maps.k, maps.K, known)
        proof.have(everywhere.conclusion, by=everywhere, because="for every k < K")


# Coverage, and the zero-one GAN
SHOWN: Final = (noisy - sqrt(1 - alpha) * g(noisy)) / sqrt(alpha)


@result(source="homework C.4.2", needs="PCT")
def coverage() -> Proof:
    """Loss 0 iff every image is recovered from its noisy points; zero-one GAN: once each at a saddle, k missing: none.

    Nothing is said of fresh noise. In the zero-one GAN every image is generated once at a saddle point. With k images
    missing a best discriminator errs once for each image that is covered, its loss is (m − k)/(2m), and for k ≥ 1 there
    is no saddle point with this generator.
    """
    proof = at_one_time(*map(of_the_game, game.GIVEN))
    zero = recovered(proof, g, Eq(SHOWN, x(i)))
    saddle = lemmas.split(proof.use(zero_one_gan.saddle_points, NAMES))[0]
    least = proof.use(zero_one_gan.generator, NAMES)
    best = proof.use(zero_one_gan.discriminator, NAMES)
    game_ = [
        diffusion_coverage.once_each(proof, saddle),
        diffusion_coverage.errors(proof, least, best),
        diffusion_coverage.none_with_missing(proof, saddle),
    ]
    shown = lemmas.join(zero, *game_)
    return proof.conclude(shown.conclusion, by=shown, because="together", answer=SHOWN)


# Laws
@result(source="homework C.4.5, UDL 18.1")
def variance_preserving() -> Proof:
    """ε independent of x_{t−1}, both with covariance I: √(1−β)·x_{t−1} + √β·ε has covariance I, for 0 ≤ β ≤ 1.

    For columns of any size and any means, which are combined in the same way.
    """
    return combined_moments.variance_preserving()


@result(source="homework C.4.5, UDL 18.2")
def sum_of_gaussians() -> Proof:
    """ε₁, ε₂ independent N(0, 1): a·ε₁ + b·ε₂ has mean 0 and variance a² + b², and is √(a² + b²)·ε₁ in law.

    Every measurable function has the same mean of both, or of neither; for a² + b² > 0 the density is N(0, a² + b²).
    """
    return gaussian_pair.sum_of_gaussians()


@result(source="homework C.4.5")
def kernel() -> Proof:
    """q(x_t|x_0) = N(√α_t·x_0, (1 − α_t)·I) for t = 1, …, T, where α_t = Π_{s<t} (1 − β_s) and 0 < β_s < 1.

    x_0 is any fixed column, and ε_t is N(0, I) and independent of x_t for every t < T. By induction on t.
    """
    return forward_process.kernel()


ERRATA: tuple[Slip, ...] = ()
