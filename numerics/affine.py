"""Affine maps x ↦ Mx + c, recognised by their values: a long run of one is run as a matrix."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from numerics.errors import NoValue, Unresolved
from numerics.matrices import Matrix, blocks, identity, product

Map = Callable[[Matrix], Matrix]


def affine(step: Map, size: int, field: Any) -> tuple[Matrix, Matrix] | None:
    """M and c when a map of ℝ^size into itself agrees with x ↦ Mx + c at 0, the units and two generic points."""
    one = identity(field, size)
    constant = step(Matrix(size, 1, (field.number(0),) * size))
    columns = [step(Matrix(size, 1, one.column(j))) - constant for j in range(size)]
    linear = blocks([columns]) if columns else Matrix(0, 0, ())
    for shift in (2, 5):
        probe = Matrix(size, 1, tuple(field.number(Fraction(shift * i * i - 7, i + shift)) for i in range(size)))
        difference = step(probe) - (product(field, linear, probe) + constant)
        if not all(may_vanish(field, x) for x in difference.entries):
            return None
    return linear, constant


def may_vanish(field: Any, value: Any) -> bool:
    """Whether a scalar is 0 or a ball around it."""
    try:
        return field.sign(value) == 0
    except Unresolved:
        return True


def leaped(step: Map, start: Matrix, count: int, field: Any) -> Matrix | None:
    """The iterate of an affine map after many steps, by squaring; None when the map is not affine."""
    try:
        parts = affine(step, start.rows, field)
    except NoValue:
        return None
    if parts is None:
        return None
    point, (linear, constant) = start, parts
    while count:
        if count % 2:
            point = product(field, linear, point) + constant
        count //= 2
        if count:
            linear, constant = product(field, linear, linear), product(field, linear, constant) + constant
    return point
