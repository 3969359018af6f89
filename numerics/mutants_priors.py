"""Settings in which wrong variants of some results show, where random draws would hardly ever meet the premises.

Predictors know their data, or nearly so; the sigmoid is taken of logarithms of rationals. As with every prior,
hypotheses and premises are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.terms import NAT, ONE, Sort, num
from numerics.exact import rational
from numerics.functions import Native
from numerics.logarithms import Logarithm, log_of
from numerics.matrices import Matrix
from numerics.priors import Prior
from numerics.spaces import table

RIGHT: Final = 0.6  # how often the predictor is right
FEW: Final = 0.15  # how often a setting of its own kind is drawn
CALM: Final = 20  # images that pull little
SHIFTS: Final = tuple(map(Fraction, (1, 1, 1, 2, "1/2", -1)))  # of the balance of forces: a variant may ask for another
SLIPS: Final = (  # the factors in X·s + G·(1 + s) that a variant may have instead
    (-1, 1, 1), (1, 1, -1), (1, -1, 1), (1, -1, -1), (1, 0, 1), (1, 1, 0), (1, 2, 1), (1, 1, 2), (2, 1, 1), (0, 1, 1)
)  # fmt: skip
TINY: Final = Fraction(1, 10**9)
SHARES: Final = (*map(Fraction, (0, -1)), -TINY, TINY - 1, *map(Fraction, ("-1/6", "-1/3", "-1/2", "-2/3", "-5/6")))
WRONG: Final[dict[str, Prior]] = {}
ASIDE: Final[dict[str, Prior]] = {}  # whole points, beside those that are drawn as usual


def prior(*names: str) -> Callable[[Prior], Prior]:
    """Register the prior of some results."""

    def register(rule: Prior) -> Prior:
        WRONG.update(dict.fromkeys(names, rule))
        return rule

    return register


def aside(name: str) -> Callable[[Prior], Prior]:
    """Register what gives whole points of a result, for the claims of which it gives all variables."""

    def register(rule: Prior) -> Prior:
        ASIDE[name] = rule
        return rule

    return register


def looked_up(known: Sequence[tuple[Matrix, Matrix]], elsewhere: Matrix | None = None) -> Native:
    """The function of columns with these values, the first for an argument that comes twice, and one value elsewhere.

    That is 0 unless another one is given.
    """
    rest = known[0][1].scaled(0) if elsewhere is None else elsewhere

    def value(field: Any, _: tuple[Any, ...], at: Matrix) -> Matrix:
        for argument, found in known:
            if all(field.sign(a - b) == 0 for a, b in at.paired(argument.map(field.number))):
                return found.map(field.number)
        return rest.map(field.number)

    shown = ", ".join(f"{_column(a)}: {_column(b)}" for a, b in known)
    return Native(Sort("real", num(known[0][0].rows), ONE), value, shown=f"{{{shown}, else {_column(rest)}}}")


def _column(value: Matrix) -> str:
    return f"({', '.join(map(str, value.entries))})"


def one_of(rng: Generator, values: Sequence[Any]) -> Any:
    """One of some values."""
    return values[int(rng.integers(len(values)))]


def small_column(rng: Generator, size: int) -> Matrix:
    """A column of small rationals."""
    drawn = rng.integers((-4, 1), (5, 4), (size, 2))
    return Matrix(size, 1, tuple(Fraction(int(p), int(q)) for p, q in drawn))


def nearly(rng: Generator, known: Sequence[tuple[Matrix, Matrix]]) -> Native:
    """The function with these values, or one that is wrong at one place, where it has another's value perhaps.

    So has it elsewhere.
    """
    off = [small_column(rng, known[0][0].rows), *(value for _, value in known)]
    place, values = int(rng.integers(len(known))), [value for _, value in known]
    if rng.random() > RIGHT:
        values[place] = one_of(rng, off)
    elsewhere = one_of(rng, off)
    return looked_up([(at, value) for (at, _), value in zip(known, values, strict=True)], elsewhere)


@prior("gan_duality.strong_duality")
def at_the_optimum(rng: Generator) -> Mapping[str, Any]:
    """One weight w = ±1 and data log(a/b), so that σ is rational there, and the C for which w is optimal, or nearly."""
    if rng.random() < FEW:
        return _stretched(rng)
    if rng.random() < FEW:
        return _without_data(rng)
    odds = {name: [Fraction(int(a), int(b)) for a, b in rng.integers(1, 6, (n, 2))] for name, n in _counts(rng).items()}
    w = Fraction(1) if rng.random() < RIGHT else Fraction(-1)
    slip = (1, 1, 1) if rng.random() < RIGHT else one_of(rng, SLIPS)
    known = _balanced(odds, w, slip, one_of(rng, SHIFTS))
    others = {"v": known["w"], "mu_x": known["lam_x"], "mu_z": known["lam_z"]} if rng.random() < RIGHT else {}
    return {**known, **others, **(_misread(rng, odds) if w == 1 and rng.random() < FEW else {})}


def _misread(rng: Generator, odds: Mapping[str, Sequence[Fraction]]) -> dict[str, Any]:
    """The multipliers of one kind with the other sign, or σ taken of twice the number; for w = 1."""
    name = one_of(rng, "XG")
    turned = [q / (1 + q) for q in odds[name]]
    doubled = [-(q**2) / (1 + q**2) for q in odds[name]]
    share = turned if rng.random() < RIGHT else doubled
    return {"lam_x" if name == "X" else "lam_z": Matrix(len(share), 1, tuple(share))}


def _counts(rng: Generator) -> dict[str, int]:
    return {"X": int(rng.integers(1, 3)), "G": int(rng.integers(1, 4))}


def _balanced(
    odds: Mapping[str, Sequence[Fraction]], w: Fraction, slip: tuple[int, int, int], shift: Fraction
) -> dict[str, Any]:
    """The data log q, the multipliers −σ(w·log q) and C with C·w = X·s + G·(1 + s) times the shift."""
    shares = {name: [-(q / (1 + q) if w == 1 else 1 / (1 + q)) for q in part] for name, part in odds.items()}
    data = {name: [log_of(rational(q)) for q in part] for name, part in odds.items()}
    sign, one, weight = slip
    force = [x.scaled(rational(sign * s)) for x, s in zip(data["X"], shares["X"], strict=True)]
    force += [g.scaled(rational(one + weight * s)) for g, s in zip(data["G"], shares["G"], strict=True)]
    total = sum(force, Logarithm(rational(0), {})).scaled(rational(w * shift))
    values = {name: Matrix(len(part), 1, tuple(part)) for name, part in data.items()}
    duals = {f"lam_{n}": Matrix(len(s), 1, tuple(s)) for n, s in zip("xz", shares.values(), strict=True)}
    return {"d": 1, "N": len(odds["X"]), "K": len(odds["G"]), "w": Matrix(1, 1, (w,)), "C": total, **values, **duals}


def _stretched(rng: Generator) -> Mapping[str, Any]:
    """The optimum of an image that pulls hard against many that hardly do, and the multiplier μ of it beyond [−1, 0].

    There log(1 + eʸ) + μy lies well below the entropy of μ, for y = ±log 8 and μ = −3/2 or 1/2, and since C is great
    the other terms change little.
    """
    name, beyond = one_of(rng, "XG"), Fraction(one_of(rng, ("-3/2", "1/2")))
    hard, calm = (
        [Fraction(8) if beyond < 0 else Fraction(1, 8)],
        [Fraction(4) if name == "X" else Fraction(1, 4)] * CALM,
    )
    odds = {"X": hard, "G": calm} if name == "X" else {"X": calm, "G": hard}
    known = _balanced(odds, Fraction(1), (1, 1, 1), Fraction(1))
    mu = {"mu_x": known["lam_x"], "mu_z": known["lam_z"]}
    mu["mu_x" if name == "X" else "mu_z"] = Matrix(1, 1, (beyond,))
    return {**known, "v": known["w"], **mu}


def _without_data(rng: Generator) -> Mapping[str, Any]:
    """Images that are 0: all multipliers of the optimum w = 0 are −1/2, and every value is exact."""
    n, k = (int(rng.integers(3)) for _ in range(2))
    half = {"x": Matrix(n, 1, (Fraction(-1, 2),) * n), "z": Matrix(k, 1, (Fraction(-1, 2),) * k)}
    nothing, c = Matrix(1, 1, (Fraction(0),)), Fraction(1 + int(rng.integers(3)), 2)
    data = {"X": Matrix(n, 1, (Fraction(0),) * n), "G": Matrix(k, 1, (Fraction(0),) * k), "w": nothing, "v": nothing}
    duals = {f"{letter}_{name}": part for letter in ("lam", "mu") for name, part in half.items()}
    return {"d": 1, "N": n, "K": k, "C": c, **data, **duals}


@prior("gan_duality.dual")
def at_the_saddle(rng: Generator) -> Mapping[str, Any]:
    """Multipliers, some at the ends of [−1, 0], the weight and the labels for which the bound is attained, or nearly.

    The slack is small, so that a bound that is not approached shows.
    """
    shares = SHARES if rng.random() > RIGHT else SHARES[2:]
    sizes = {name: int(rng.integers(3)) for name in "xz"}
    lam = {name: [one_of(rng, shares) for _ in range(n)] for name, n in sizes.items()}
    data = {name: small_column(rng, n) for name, n in sizes.items()}
    c = Fraction(one_of(rng, ("1/8", "1", "5/2")))
    forces = (lam["x"], [1 + share for share in lam["z"]])
    pulls = zip(data.values(), forces, strict=True)
    total = sum(a * f for part, force in pulls for a, f in zip(part.entries, force, strict=True))
    labels = {f"y_{name}": table(NAT, tuple(map(_label, part))) for name, part in lam.items()}
    duals = {f"lam_{name}": Matrix(len(part), 1, tuple(part)) for name, part in lam.items()}
    slack = Fraction(one_of(rng, ("1/5000", "1", "2")))
    matrices = {"X": data["x"], "G": data["z"], "w": Matrix(1, 1, (total / c,))}
    return {"d": 1, "N": sizes["x"], "K": sizes["z"], "C": c, "e": slack, **matrices, **duals, **labels}


def _label(share: Fraction) -> Any:
    """The y at which log(1 + eʸ) + λy is least; 0 where there is none."""
    return log_of(rational(-share / (1 + share))) if -1 < share < 0 else Logarithm(rational(0), {})
