"""Where random draws would hardly ever meet the hypotheses of a result: whole settings to draw from instead.

A prior gives values to some variables of a statement together, by name; the hypotheses are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from numpy.random import Generator

from derivations.kernel.densities import normal
from derivations.kernel.formulas import TRUE, And, exp, log, piecewise, sqrt
from derivations.kernel.terms import REAL, Term, lam, num, var

Prior = Callable[[Generator], Mapping[str, Any]]


class Priors(dict[str, Prior]):
    """The priors by result. Most are registered by the module of their topic, which `get` imports first."""

    def get(self, name: str, default: Any = None) -> Any:
        """The prior of a result; None, or the default, if it has none."""
        module = f"numerics.{name.partition('.')[0]}"
        if name not in self and find_spec(module) is not None:
            import_module(module)
        return super().get(name, default)


PRIORS: Final = Priors()

X: Final = var("x", REAL)


def prior(name: str) -> Callable[[Prior], Prior]:
    """Register the prior of a result."""

    def register(rule: Prior) -> Prior:
        PRIORS[name] = rule
        return rule

    return register


def uniform(low: Fraction | int, high: Fraction | int) -> Term:
    """The density of the uniform distribution on an interval."""
    return lam(X, piecewise(between(low, high), num(1 / Fraction(high - low)), 0))


def between(low: Fraction | int, high: Fraction | int) -> Term:
    """x lies in a closed interval."""
    return And(num(low) <= X, X <= num(high))


def gaussian(mean: Fraction | int, spread: Fraction | int) -> Term:
    """A normal density."""
    return lam(X, normal(X, num(mean), num(spread)))


@prior("change_of_variables.scalar")
def monotone_map(rng: Generator) -> Mapping[str, Any]:
    """A density on the line, a strictly monotone map of the set S that carries it onto R, and its inverse."""
    a, b = Fraction(3, 2), Fraction(1, 2)
    slope = a if rng.random() < 0.5 else -a
    line = num(slope) * X + num(b)
    undone = (X - num(b)) / num(slope)
    settings = (
        (uniform(0, 1), line, undone, between(0, 1), And(*sorted_ends(b, b + slope))),
        (uniform(0, 1), X**2, sqrt(X), between(0, 1), between(0, 1)),
        (uniform(0, 2), 1 / (1 + X), 1 / X - 1, between(0, 2), between(Fraction(1, 3), 1)),
        (gaussian(b, a), line, undone, TRUE, TRUE),
        (gaussian(b, 1), 1 / (1 + exp(-X)), log(X / (1 - X)), TRUE, And(num(0) < X, X < num(1))),
    )
    p_z, g, g_inv, inside, reached = settings[int(rng.integers(len(settings)))]
    values = {"g": g, "g_inv": g_inv, "S": inside, "R": reached}
    return {"p_z": p_z, **{name: lam(X, body) for name, body in values.items()}}


@prior("divergences.pushforward")
def smooth_map(rng: Generator) -> Mapping[str, Any]:
    """A density p on an open set S, a map with slope nowhere 0 that carries S onto T, its inverse, and a function."""
    unit = within(0, 1)
    settings = (
        (piecewise(unit, 1, 0), X**2, sqrt(X), unit, unit),
        (piecewise(unit, 1, 0), 2 - 3 * X, (2 - X) / 3, unit, within(-1, 2)),
        (piecewise(within(0, 2), num(1) / 2, 0), 1 / (1 + X), 1 / X - 1, within(0, 2), within(Fraction(1, 3), 1)),
        (normal(X, num(1), num(2)), 1 - 2 * X, (1 - X) / 2, TRUE, TRUE),
    )
    functions = (X, 2 - X**2, exp(-(X**2)), 1 / (4 + X**2))
    names = ("p_3", "g", "k", "S", "T")
    drawn = dict(zip(names, settings[int(rng.integers(len(settings)))], strict=True))
    return {name: lam(X, body) for name, body in drawn.items()} | {"f_3": lam(X, functions[int(rng.integers(4))])}


@prior("wasserstein.lipschitz_critic")
def gentle_critic(rng: Generator) -> Mapping[str, Any]:
    """A function whose slope is at most 1 everywhere, by its form."""
    bend = abs(X - num(Fraction(int(rng.integers(-4, 5)), 2)))
    level = num(int(rng.integers(-2, 3)))
    forms = (X, -X, -bend, bend, level - X, level + X / 2, level + 0 * X, level - bend / 3)
    return {"D": lam(X, forms[int(rng.integers(len(forms)))])}


def within(low: Fraction | int, high: Fraction | int) -> Term:
    """x lies in an open interval."""
    return And(num(low) < X, X < num(high))


def sorted_ends(one: Fraction, other: Fraction) -> tuple[Term, Term]:
    """The two inequalities of a closed interval with these ends."""
    low, high = sorted((one, other))
    return num(low) <= X, X <= num(high)
