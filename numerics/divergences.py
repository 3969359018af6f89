"""Evidence for `derivations.divergences`: finite distributions exactly, Gaussians enclosed by Arb, wrong claims caught.

Each function is named like the result it checks and returns what it found beyond the generic check of the statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from flint import arb
from numpy.random import Generator

from numerics.exact import rational
from numerics.finite import FIELD, best, distribution, entropy, jsd, kl, log, loss, mean, shown, sign
from numerics.gaussians import Pair, integrated, jsd_of, kl_of, pairs, parameters
from numerics.gaussians import density as normal_density
from numerics.ledger import with_samples
from numerics.logarithms import Logarithm
from numerics.outcome import Outcome, rejects, tally
from numerics.randomness import rational_number

if TYPE_CHECKING:
    from derivations.proof import Proof

Weights = Sequence[Fraction]
Two = tuple[list[Fraction], list[Fraction]]
HALF: Final = Fraction(1, 2)


def distributions(rng: Generator, scale: float, positive: bool = False) -> list[Two]:
    """Pairs of distributions on the same points; the second also equal to the first, or disjoint from it."""
    drawn: list[Two] = []
    for kind in (0, 1, *rng.integers(6, size=round(20 * scale) + 6)):
        size = int(rng.integers(2, 5))
        p, q = distribution(rng, size, positive), distribution(rng, size, positive)
        if kind == 0:
            q = list(p)
        elif kind == 1 and not positive:
            p, q = [*p, *[Fraction(0)] * size], [*[Fraction(0)] * size, *q]
        drawn.append((p, q))
    return drawn


def continuous(pairs_: Iterable[Two]) -> list[Two]:
    """Those pairs with q > 0 wherever p > 0."""
    return [(p, q) for p, q in pairs_ if kl(p, q) is not None]


def finite(p: Weights, q: Weights) -> Logarithm:
    """KL(p‖q) where it is known to be finite."""
    return mean(p, lambda i: log(p[i] / q[i]))


def unless(holds: bool, text: Callable[[], str]) -> str | None:
    """The counterexample when something does not hold."""
    return None if holds else text()


def gibbs(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """KL ≥ 0 and 0 only at p = q, exactly; not so without normalisation."""
    drawn = continuous(distributions(rng, scale))

    def negative(p: Weights, q: Weights) -> str | None:
        found = sign(finite(p, q))
        return unless(found == (p != q), lambda: f"{shown(p=p, q=q)}: KL has the sign {found}")

    doubled = ((p, [2 * x for x in q]) for p, q in drawn)
    wrong = [
        rejects("KL ≥ 0 for a q that does not integrate to 1", (negative(p, q) for p, q in doubled)),
        rejects("KL > 0, at p = q too", (unless(sign(finite(p, p)) > 0, lambda p=p: shown(p=p)) for p, _ in drawn)),
        rejects(
            "KL finite without a condition on supports",
            (unless(kl(p, q) is not None, lambda p=p, q=q: shown(p=p, q=q)) for p, q in distributions(rng, scale)),
        ),
    ]
    detail = f"KL has the sign it should, exactly, on {len(drawn)} pairs of distributions with zeros and ties."
    return [tally(detail, (negative(p, q) for p, q in drawn), wrong)]


def kl_convex(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """KL of mixtures against mixtures of KL, exactly."""
    drawn = list(zip(distributions(rng, scale, True), distributions(rng, scale, True), strict=True))
    same = [(a, b) for a, b in drawn if len(a[0]) == len(b[0])]

    def gap(first: Two, second: Two, s: Fraction) -> int:
        mixed = [[s * a + (1 - s) * b for a, b in zip(x, y, strict=True)] for x, y in zip(first, second, strict=True)]
        apart = FIELD.number(s) * finite(*first) + FIELD.number(1 - s) * finite(*second)
        return sign(apart - finite(*mixed))

    def fails(first: Two, second: Two, least: int) -> str | None:
        for s in (Fraction(0), Fraction(1, 3), HALF, Fraction(1)):
            if gap(first, second, s) < least:
                return f"{shown(p_1=first[0], q_1=first[1], p_2=second[0], q_2=second[1])}, s = {s}"
        return None

    def concave(first: Two, second: Two) -> str | None:
        return unless(gap(first, second, HALF) <= 0, lambda: shown(p_1=first[0], p_2=second[0]))

    wrong = [
        rejects("KL jointly concave", (concave(*pair) for pair in same)),
        rejects("strictly convex, at s = 0 and 1 too", (fails(*pair, 1) for pair in same)),
    ]
    detail = f"KL of four mixtures is at most the mixture of KL, exactly, for {len(same)} pairs of pairs."
    return [tally(detail, (fails(*pair, 0) for pair in same), wrong)]


def kl_asymmetric(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both divergences of random pairs, exactly: most differ, those of two points swapped do not."""
    drawn = [(p, q) for p, q in distributions(rng, scale, True) if p != q]

    def differ(p: Weights, q: Weights) -> str | None:
        return unless(sign(finite(p, q) - finite(q, p)) == 0, lambda: shown(p=p, q=q))

    quarter = [Fraction(1, 4), Fraction(3, 4)]
    swapped = unless(differ(quarter, quarter[::-1]) is not None, lambda: shown(p=quarter, q=quarter[::-1]))
    wrong = [
        rejects("KL is symmetric", (differ(p, q) for p, q in drawn)),
        rejects("KL(p‖q) ≠ KL(q‖p) for all p ≠ q", [swapped]),
    ]
    count = sum(differ(p, q) is not None for p, q in drawn)
    detail = f"KL(p‖q) and KL(q‖p) differ, exactly, for {count} of {len(drawn)} random pairs."
    return [Outcome(detail, count, missing=None if count else "no asymmetric pair", controls=tuple(wrong))]


def closed_form(one: tuple[Fraction, Fraction], other: tuple[Fraction, Fraction], slip: str = "") -> arb:
    """log(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½, or that with a slip."""
    (m, s), (n, t) = one, other
    if slip == "arguments swapped":
        return closed_form(other, one)
    if slip == "the factor 1/(2σ₂²) lost":
        return arb(rational((m - n) ** 2))
    ratio = s / t if slip == "log(σ₁/σ₂)" else t / s
    last = Fraction(0) if slip == "−½ dropped" else HALF
    return arb(rational(ratio)).log() + arb(rational((s * s + (m - n) ** 2) / (2 * t * t) - last))


SLIPS: Final = ("arguments swapped", "the factor 1/(2σ₂²) lost", "log(σ₁/σ₂)", "−½ dropped")


def gaussian_kl(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Arb's integral over the whole line against the closed form, at random rational parameters."""
    drawn = [(pair, kl_of(*pair)) for pair in pairs(rng, round(5 * scale) + 2)]

    def differs(pair: Pair, found: arb, slip: str = "") -> str | None:
        stated = closed_form(*pair, slip)
        return unless(
            found.overlaps(stated), lambda: f"KL(N{pair[0]}, N{pair[1]}) = {found.str(8)}, not {stated.str(8)}"
        )

    wrong = [rejects(slip, (differs(*d, slip) for d in drawn)) for slip in SLIPS]
    detail = f"Arb's integral, its tails bounded, encloses the closed form for {len(drawn)} pairs of Gaussians."
    return [tally(detail, (differs(*d) for d in drawn), wrong)]


def diagonal_gaussian_kl(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """In dimension 1 to 4, the sum of Arb's integrals of the coordinates against the formula."""
    drawn = [[parameters(rng) for _ in range(n)] for n in (1, 2, 3, 4)]
    known = {one: kl_of(one, (Fraction(0), Fraction(1))) for row in drawn for one in row}

    def stated(row: list[tuple[Fraction, Fraction]], factor: Fraction, sign_: int) -> arb:
        terms = (1 + 2 * arb(rational(s)).log() - arb(rational(m * m + sign_ * s * s)) for m, s in row)
        return arb(rational(-factor)) * sum(terms, arb(0))

    def differs(row: list[tuple[Fraction, Fraction]], factor: Fraction = HALF, sign_: int = 1) -> str | None:
        found, claim = sum((known[one] for one in row), arb(0)), stated(row, factor, sign_)
        return unless(found.overlaps(claim), lambda: f"N{row}: {found.str(8)}, not {claim.str(8)}")

    wrong = [
        rejects("−Σ for −½ Σ", (differs(row, Fraction(1)) for row in drawn)),
        rejects("+½ Σ for −½ Σ", (differs(row, -HALF) for row in drawn)),
        rejects("+σ² for −σ²", (differs(row, sign_=-1) for row in drawn)),
    ]
    detail = f"The integrals of the coordinates add up to the formula in dimensions {[len(row) for row in drawn]}."
    return [tally(detail, (differs(row) for row in drawn), wrong)]


def jsd_(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Symmetry, both bounds and both cases of equality on finite distributions, exactly; Gaussians by Arb."""
    drawn, top = distributions(rng, scale), log(2)

    def fails(p: Weights, q: Weights, bound: Logarithm = top, strict: bool = False) -> str | None:
        value, apart = jsd(p, q), not any(a and b for a, b in zip(p, q, strict=True))
        right = (
            sign(value - jsd(q, p)) == 0 and sign(value) == (p != q or strict) and sign(bound - value) == (not apart)
        )
        return unless(right, lambda: f"{shown(p=p, q=q)}: JSD = {value}")

    wrong = [
        rejects("JSD > 0, at p = q too", (fails(p, q, strict=True) for p, q in drawn)),
        rejects("JSD ≤ log(3/2)", (fails(p, q, log(Fraction(3, 2))) for p, q in drawn)),
        rejects("JSD = log 4 for disjoint supports", (fails(p, q, log(4)) for p, q in drawn)),
    ]
    detail = f"0 ≤ JSD ≤ log 2, equality and symmetry, exactly, on {len(drawn)} pairs with zeros and ties."
    return [tally(detail, (fails(p, q) for p, q in drawn), wrong), gaussian_jsd(rng)]


def gaussian_jsd(rng: Generator) -> Outcome:
    """JSD of two Gaussians strictly between 0 and log 2."""
    ((one, other),) = pairs(rng, 1)
    found = jsd_of(one, other)
    inside = bool(found > 0) and bool(found < arb(2).log())
    witness = unless(inside, lambda: f"JSD(N{one}, N{other}) = {found}")
    wrong = rejects(
        "Gaussians do not overlap: JSD = log 2", [unless(bool(found >= arb(2).log()), lambda: found.str(8))]
    )
    return Outcome(f"JSD(N{one}, N{other}) = {found.str(8)} by Arb.", 1, witness, controls=(wrong,))


jsd_.__name__ = "jsd"


def generator_objective(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """E_q[log((1 − D*)/D*)] is KL(q‖p) on finite distributions with q ≪ p, exactly."""
    drawn = [(p, q) for p, q in distributions(rng, scale) if kl(q, p) is not None]

    def differs(p: Weights, q: Weights, claim: Callable[[Weights, Weights], Logarithm | None]) -> str | None:
        d, right = best(p, q), claim(p, q)
        found = mean(q, lambda i: log((1 - d[i]) / d[i]))
        return unless(right is not None and not sign(found - right), lambda: f"{shown(p=p, q=q)}: {found}, not {right}")

    wrong = [
        rejects("KL(p‖q)", (differs(p, q, kl) for p, q in drawn)),
        rejects("2·JSD", (differs(p, q, lambda p, q: jsd(p, q) + jsd(p, q)) for p, q in drawn)),
    ]
    detail = f"The generator's objective is KL(q‖p), exactly, on {len(drawn)} pairs with zeros and ties."
    return [tally(detail, (differs(p, q, lambda p, q: kl(q, p)) for p, q in drawn), wrong)]


def likelihood(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """−E_p[log q] = KL(p‖q) + H(p) on finite distributions with p ≪ q, exactly."""
    drawn = continuous(distributions(rng, scale))

    def differs(p: Weights, q: Weights, rest: Callable[[Weights, Weights], Logarithm]) -> str | None:
        found = -mean(p, lambda i: log(q[i]))
        right = finite(p, q) + rest(p, q)
        return unless(not sign(found - right), lambda: f"{shown(p=p, q=q)}: {found}, not {right}")

    wrong = [
        rejects("+ H(q)", (differs(p, q, lambda _, q: entropy(q)) for p, q in drawn)),
        rejects("− H(p)", (differs(p, q, lambda p, _: -entropy(p)) for p, q in drawn)),
    ]
    detail = f"The cross-entropy is KL(p‖q) + H(p), exactly, on {len(drawn)} pairs with zeros and ties."
    return [tally(detail, (differs(p, q, lambda p, _: entropy(p)) for p, q in drawn), wrong)]


DATA: Final = (HALF, Fraction(1, 8), Fraction(3, 8))


def model(a: Fraction) -> tuple[Fraction, ...]:
    """q_a = (a, a, 1 − 2a)."""
    return a, a, 1 - 2 * a


def objectives_differ(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Both objectives on a grid of a around their minimisers, exactly."""
    grid = [Fraction(k, 112) for k in range(1, 56)]  # 5/16 and 2/7 are on it

    def values(one_way: bool) -> dict[Fraction, Logarithm]:
        return {a: finite(DATA, model(a)) if one_way else finite(model(a), DATA) for a in grid}

    forward, backward = values(True), values(False)

    def not_least(found: dict[Fraction, Logarithm], at: Fraction) -> str | None:
        lower = next((a for a in grid if a != at and sign(found[a] - found[at]) <= 0), None)
        return unless(lower is None, lambda: f"at a = {lower} it is not above the value at a = {at}")

    wrong = [
        rejects("KL(p‖q_a) least at 2/7", [not_least(forward, Fraction(2, 7))]),
        rejects("KL(q_a‖p) least at 5/16", [not_least(backward, Fraction(5, 16))]),
    ]
    checks = [not_least(forward, Fraction(5, 16)), not_least(backward, Fraction(2, 7))]
    return [tally(f"On a grid of {len(grid)} values of a, exactly.", checks, wrong)]


def gan_global_optimum(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """C(q) on finite distributions, exactly; the saddle; and a fixed discriminator, against which p is not best."""
    drawn = distributions(rng, scale)

    def fails(p: Weights, q: Weights, constant: int = 4, factor: int = 2) -> str | None:
        value = loss(p, q, best(p, q))
        right = log(constant) - FIELD.number(factor) * jsd(p, q)
        found = (sign(value - right), sign(log(constant) - value))
        return unless(found == (0, p != q), lambda: f"{shown(p=p, q=q)}: C(q) = {value}")

    wrong = [
        rejects("log 2 for log 4", (fails(p, q, constant=2) for p, q in drawn)),
        rejects("JSD for 2·JSD", (fails(p, q, factor=1) for p, q in drawn)),
        rejects("p is the best response to a discriminator that stays as it is", [fixed_response()]),
    ]
    detail = f"C(q) = log 4 − 2·JSD ≤ log 4, with equality only at q = p, exactly, on {len(drawn)} pairs."
    return [tally(detail, (fails(p, q) for p, q in drawn), wrong), saddle(rng, scale)]


def saddle(rng: Generator, scale: float) -> Outcome:
    """At (q = p, D = ½) neither player gains by moving alone: L(p, D) ≥ L(p, ½) = L(q, ½)."""
    drawn = distributions(rng, scale, True)

    def gains(p: Weights, q: Weights) -> str | None:
        flat, moved = [HALF] * len(p), [x / (1 + x) for x in q]
        right = sign(loss(p, q, flat) - log(4)) == 0 and sign(loss(p, p, moved) - log(4)) >= 0
        return unless(right, lambda: shown(p=p, q=q))

    return tally(f"(q = p, D = ½) is a saddle against {len(drawn)} deviations, exactly.", (gains(*d) for d in drawn))


def fixed_response() -> str | None:
    """p = (.5, .3, .2), q₀ = (.2, .3, .5) and D* of q₀ kept: some q raises the loss above that of p."""
    p, q = ([Fraction(k, 10) for k in row] for row in ((5, 3, 2), (2, 3, 5)))
    d = best(p, q)
    greedy = [Fraction(int(i == d.index(max(d)))) for i in range(3)]
    gain = loss(p, greedy, d) - loss(p, p, d)
    return f"{shown(p=p, q=greedy, D=d)}: the discriminator loses more than against q = p" if sign(gain) > 0 else None


def pushforward(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """E_z[f(G(z))] = E_{p_G}[f]: finite sums exactly, a linear map of a Gaussian by Arb."""
    drawn = [
        (distribution(rng, 5), [int(i) for i in rng.integers(3, size=5)], [rational_number(rng) for _ in range(3)])
        for _ in range(round(20 * scale) + 6)
    ]

    def differs(p: Weights, g: list[int], f: list[Fraction], normalised: bool = True) -> str | None:
        law = [sum((w for w, to in zip(p, g, strict=True) if to == j), Fraction(0)) for j in range(3)]
        if not normalised:
            law = [Fraction(int(bool(w)), max(1, sum(map(bool, law)))) for w in law]
        left = sum((w * f[to] for w, to in zip(p, g, strict=True)), Fraction(0))
        right = sum((w * v for w, v in zip(law, f, strict=True)), Fraction(0))
        return unless(left == right, lambda: f"{shown(p=p, G=[Fraction(i) for i in g], f=f)}: {left}, not {right}")

    wrong = rejects("p_G uniform on the values of G", (differs(*d, normalised=False) for d in drawn))
    detail = f"E[f(G(z))] is E[f] under the law of G(z), exactly, for {len(drawn)} maps of five points to three."
    return [tally(detail, (differs(*d) for d in drawn), [wrong]), linear_map(rng)]


def linear_map(rng: Generator) -> Outcome:
    """z ~ N(0, 1), G(z) = a + s·z, f(x) = 1/(1 + x²): two enclosures."""
    from derivations.kernel.terms import num
    from numerics.gaussians import X

    mean_, spread = parameters(rng)[0], Fraction(int(rng.integers(2, 4)), 4)
    image = num(mean_) + num(spread) * X
    left = integrated(normal_density((Fraction(0), Fraction(1))) / (1 + image**2))
    found = integrated(normal_density((mean_, spread)) / (1 + X**2))
    squared = integrated(normal_density((mean_, spread * spread)) / (1 + X**2))
    wrong = rejects(
        "scale s² for s", [unless(left.overlaps(squared), lambda: f"{left.str(8)} is not {squared.str(8)}")]
    )
    witness = unless(left.overlaps(found), lambda: f"{left.str(8)} is not {found.str(8)}")
    return Outcome(f"G(z) = {mean_} + {spread}·z: both sides are {left.str(8)}.", 1, witness, controls=(wrong,))


def _all() -> Iterator[Any]:
    yield from (gibbs, kl_convex, kl_asymmetric, gaussian_kl, diagonal_gaussian_kl, jsd_, generator_objective)
    yield from (likelihood, objectives_differ, gan_global_optimum, pushforward)


CHECKS: Final = with_samples("divergences", {check.__name__: check for check in _all()})
