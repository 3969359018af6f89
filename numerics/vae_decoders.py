"""Checks of decoders: products of normal densities by Arb, and all binary strings of up to 6 bits, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any, Final

from flint import arb
from numpy.random import Generator

from derivations.kernel.terms import NAT
from numerics import spaces
from numerics.exact import rational
from numerics.finite import log, shown, sign
from numerics.outcome import Outcome, rejects, tally
from numerics.priors import prior
from numerics.randomness import positive_number, rational_number

if TYPE_CHECKING:
    from derivations.proof import Proof

Image = tuple[list[Fraction], list[Fraction], Fraction]


def negative_log(image: Image) -> arb:
    """−log of the product of the scalar normal densities."""
    x, f, s = image
    scale = (2 * arb.pi()).sqrt() * arb(rational(s))
    factors = [(-arb(rational((a - b) ** 2 / (2 * s * s)))).exp() / scale for a, b in zip(x, f, strict=True)]
    return -prod(factors, start=arb(1)).log()


def squared_error(image: Image, power: Fraction | None = None, flip: int = 1) -> arb:
    """‖x − f‖²/(2σ²) + (D/2)·log(2πσ²), or with another power of the normaliser or sign of the square."""
    x, f, s = image
    square = sum(((a - b) ** 2 for a, b in zip(x, f, strict=True)), Fraction(0)) / (2 * s * s)
    power = Fraction(len(x), 2) if power is None else power
    return arb(rational(flip * square)) + arb(rational(power)) * (2 * arb.pi() * arb(rational(s * s))).log()


def images(rng: Generator, scale: float) -> list[Image]:
    """Images of 0 to 5 pixels, what the decoder says of them, and a standard deviation."""

    def one(size: int) -> Image:
        x, f = ([rational_number(rng) for _ in range(size)] for _ in range(2))
        return x, f, positive_number(rng)

    return [one(k % 6) for k in range(round(24 * scale) + 12)]


def gaussian_decoder(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """−log of a product of normal densities against the squared error, enclosed."""
    drawn = images(rng, scale)

    def differs(image: Image, claim: arb) -> str | None:
        x, f, s = image
        found = negative_log(image)
        text = f"{shown(x=x, f=f)}, σ = {s}: −log p(x|z) is {found.str(8)}, not {claim.str(8)}"
        return None if found.overlaps(claim) else text

    wrong = [
        rejects("the power ½ of the normaliser for D/2", (differs(i, squared_error(i, Fraction(1, 2))) for i in drawn)),
        rejects("exp(+‖x − f‖²/(2σ²))", (differs(i, squared_error(i, flip=-1)) for i in drawn)),
        rejects("no normaliser", (differs(i, squared_error(i, Fraction(0))) for i in drawn)),
    ]
    detail = f"Products of normal densities have this logarithm, enclosed, for {len(drawn)} images of up to 5 pixels."
    return [tally(detail, (differs(i, squared_error(i)) for i in drawn), wrong)]


# Binary strings
Bits = tuple[int, ...]
Chances = Sequence[Fraction]
LARGEST: Final = 6  # bits of the longest strings


def chance(x: Sequence[Fraction | int], g: Chances) -> Fraction:
    """Π(x g + (1−x)(1−g))."""
    return prod((a * b + (1 - a) * (1 - b) for a, b in zip(x, g, strict=True)), start=Fraction(1))


def cross_entropy(x: Bits, g: Chances, swap: bool = False) -> Any:
    """Σ[x log g + (1−x) log(1−g)], exactly; with g and 1 − g swapped for a wrong variant."""
    return sum((log(b if bool(a) is not swap else 1 - b) for a, b in zip(x, g, strict=True)), log(Fraction(1)))


def inside(rng: Generator, size: int) -> list[Fraction]:
    """Chances strictly between 0 and 1."""
    return [Fraction(int(k), 12) for k in rng.integers(1, 12, size=size)]


def strings(size: int) -> list[Bits]:
    """All binary strings of this size, by brute force."""
    return list(product((0, 1), repeat=size))


def grey_gap(t: Fraction, c: Fraction) -> arb:
    """t c + (1−t)(1−c) − exp(t log c + (1−t) log(1−c)), enclosed."""
    x, g = arb(rational(t)), arb(rational(c))
    return x * g + (1 - x) * (1 - g) - (x * g.log() + (1 - x) * (1 - g).log()).exp()


def bernoulli_decoder(proof: Proof, rng: Generator, scale: float) -> list[Outcome]:
    """Every binary string of up to 6 bits: the product against its logarithm, and the sum of all of them, exactly."""
    drawn = [inside(rng, k % (LARGEST + 1)) for k in range(round(16 * scale) + 2 * LARGEST)]
    greys = [
        (Fraction(1, 2), Fraction(9, 10)),
        *((t, c) for t, c in zip(inside(rng, 30), inside(rng, 30), strict=True)),
    ]
    greys = [(t, c) for t, c in greys if c != Fraction(1, 2)]

    def sums(g: Chances, listed: Sequence[Bits], term: Callable[[Bits, Chances], Fraction] = chance) -> str | None:
        total = sum((term(x, g) for x in listed), Fraction(0))
        return None if total == 1 else f"{shown(g=g)}: the sum is {total}"

    def logs(g: Chances, swap: bool = False) -> str | None:
        gaps = ((x, cross_entropy(x, g, swap) - log(chance(x, g))) for x in strings(len(g)))
        return next((f"{shown(g=g)}, x = {x}: off by {gap}" for x, gap in gaps if sign(gap)), None)

    def less(at: tuple[Fraction, Fraction], factor: int = 1) -> str | None:
        gap = grey_gap(*at) * factor
        return None if gap > 0 else f"x = {at[0]}, g = {at[1]}: the product exceeds the other side by {gap.str(8)}"

    def blind(x: Bits, g: Chances) -> Fraction:
        return prod((a * b + (1 - a) * b for a, b in zip(x, g, strict=True)), start=Fraction(1))

    some = [g for g in drawn if g]
    wrong = [
        rejects("x g + (1−x) g for a factor", (sums(g, strings(len(g)), blind) for g in some)),
        rejects("a string is left out", (sums(g, strings(len(g))[1:]) for g in drawn)),
        rejects("a string is listed twice, another not", (sums(g, twice(strings(len(g)))) for g in some)),
        rejects("g and 1−g swapped in the logarithm", (logs(g, swap=True) for g in drawn)),
        rejects("the sum over the grey values 0, ½ and 1 is 1 as well", map(halves, some)),
        rejects("grey pixels: the right side is greater", (less(at, -1) for at in greys)),
    ]
    found = [*(sums(g, shuffled(rng, strings(len(g)))) for g in drawn), *map(logs, drawn), *map(less, greys)]
    detail = (
        f"For {len(drawn)} decoders of up to {LARGEST} pixels all binary strings were gone through: the logarithms "
        f"agree and the probabilities sum to 1, exactly; {len(greys)} grey pixels fall short of the product, enclosed."
    )
    return [tally(detail, [*found, example()], wrong)]


def example() -> str | None:
    """x = ½, g = 9/10: √(9/100) is 3/10 and the product is ½."""
    half, nine = Fraction(1, 2), Fraction(9, 10)
    right = Fraction(3, 10) ** 2 == nine * (1 - nine) and chance([half], [nine]) == half
    return None if right else "x = 1/2, g = 9/10: not 3/10 and 1/2"


def twice(listed: list[Bits]) -> list[Bits]:
    """A list with its first string in place of its last."""
    return [*listed[:-1], listed[0]]


def halves(g: Chances) -> str | None:
    """A witness when the right side sums to more than 1 over all strings of 0, ½ and 1: √(g(1−g)) ≥ min(g, 1−g)."""
    total = prod((b + (1 - b) + min(b, 1 - b) for b in g), start=Fraction(1))
    return f"{shown(g=g)}: the sum is at least {total}" if total > 1 else None


def shuffled(rng: Generator, listed: list[Bits]) -> list[Bits]:
    """The same list in another order."""
    return [listed[int(i)] for i in rng.permutation(len(listed))]


@prior("vae.bernoulli_decoder")
def decoder(rng: Generator) -> Mapping[str, Any]:
    """A binary string, chances, and a list of all strings in some order."""
    size = int(rng.integers(3))
    listed = shuffled(rng, strings(size))
    x = listed[int(rng.integers(len(listed)))]
    rows = [table(row) for row in listed]
    return {"D": size, "x": table(x), "g": table(inside(rng, size)), "b": spaces.table(NAT, tuple(rows))}


def table(values: Sequence[Fraction | int]) -> Any:
    """A function of natural numbers by its values."""
    return spaces.table(NAT, tuple(map(Fraction, values)) or (Fraction(0),))
