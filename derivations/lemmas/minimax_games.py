"""The games of homework E.1: the exercise f = 4x² − 4y², the bilinear xy, and quadratics; their steps as maps."""

from __future__ import annotations

from typing import Any

from derivations.data import exact
from derivations.kernel import Term
from derivations.kernel.formulas import column, lam, real
from derivations.kernel.terms import num
from derivations.lemmas.gradient_steps import Objective, slope_x, slope_y, v

eta, eta_x, eta_y = real("eta"), real("eta_x"), real("eta_y")
x_0, y_0 = real("x_0"), real("y_0")


def exercise(p: Term, q: Term) -> Term:
    """F = 4x² − 4y²."""
    return 4 * p**2 - 4 * q**2


def product(p: Term, q: Term) -> Term:
    """F = xy."""
    return p * q


def quadratic(p: Term, q: Term, r: Term) -> Objective:
    """F = (p/2)x² + qxy − (r/2)y²."""
    return lambda u, w: p / 2 * u**2 + q * u * w - r / 2 * w**2


def parameter(value: Any, symbol: Term, name: str) -> Term:
    """A parameter: the symbol, or exact data."""
    return symbol if value is None else num(exact(value, name))


def exercise_map(sign: int) -> Term:
    """One step on 4x² − 4y²: descent in x, and in y ascent (sign 1) or descent (sign −1)."""
    dx, dy = slope_x(exercise, (v[0], v[1])), slope_y(exercise, (v[0], v[1]))
    return lam(v, column(v[0] - eta * dx, v[1] + sign * eta * dy))


def product_map() -> Term:
    """One simultaneous step on xy."""
    dx, dy = slope_x(product, (v[0], v[1])), slope_y(product, (v[0], v[1]))
    return lam(v, column(v[0] - eta * dx, v[1] + eta * dy))
