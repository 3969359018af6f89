"""Slips in the homework on minimax games, each refuted by a witness."""

from __future__ import annotations

from derivations.kernel import Term
from derivations.kernel.formulas import (
    Derivative,
    Eq,
    Implies,
    Not,
    Or,
    block,
    column,
    converges_from_every_start,
    det,
    infinity,
    iterate,
    real,
    tends,
    zeros,
)
from derivations.kernel.terms import num
from derivations.lemmas.gradient_steps import k, x, y
from derivations.lemmas.minimax_games import eta, exercise, exercise_map, product_map, x_0, y_0
from derivations.slips import Slip

a, b, c = real("a"), real("b"), real("c")


def _second_derivatives() -> tuple[Term, Term, Term]:
    """f_xx, f_yy and f_xy of (a/2)x² + bxy + (c/2)y²."""
    f = a / 2 * x**2 + b * x * y + c / 2 * y**2
    return Derivative(Derivative(f, x), x), Derivative(Derivative(f, y), y), Derivative(Derivative(f, y), x)


def _wrong_test() -> Term:
    """The determinant of the Hessian taken as f_xx·f_yy − f_xy."""
    fxx, fyy, fxy = _second_derivatives()
    return Eq(det(block([[fxx, fxy], [fxy, fyy]])), fxx * fyy - fxy)


def _converges(step: Term) -> Term:
    return converges_from_every_start(step, zeros(2))


ERRATA = (
    Slip(
        "minimax",
        "y_{i+1} = y_i − η f_y as the ascent step",
        lambda: exercise(x, y) <= exercise(x, y - eta * Derivative(exercise(x, y), y)),
        "refuted",
        given=[0 < eta, eta < num(1) / 4],
        correct="y_{i+1} = y_i + η f_y: an ascent step does not lower f",
    ),
    Slip(
        "minimax",
        "the learning rate must be 0 or 1",
        lambda: Implies(_converges(exercise_map(1)), Or(Eq(eta, 0), Eq(eta, 1))),
        "refuted",
        correct="0 < η < ¼",
    ),
    Slip(
        "minimax",
        "second-derivative test with f_xy instead of f_xy²",
        _wrong_test,
        "refuted",
        correct="f_xx·f_yy − f_xy²; equal iff f_xy is 0 or 1, as in the exercise",
    ),
    Slip(
        "minimax",
        "convergence needs 0 < |1−8η|",
        lambda: Implies(_converges(exercise_map(1)), 0 < abs(1 - 8 * eta)),
        "refuted",
        correct="|1 − 8η| < 1; η = ⅛ converges in one step",
    ),
    Slip(
        "minimax",
        "descent in both never converges",
        lambda: Not(tends(iterate(exercise_map(-1), column(x_0, y_0), k), k, infinity(), zeros(2))),
        "refuted",
        given=[0 < eta, Eq(x_0, 1), Eq(y_0, 0)],
        correct="it converges iff y₀ = 0 and (x₀ = 0 or 0 < η < ¼)",
    ),
    Slip(
        "minimax",
        "longer training (250 to 500 epochs) makes GAN losses settle",
        lambda: _converges(product_map()),
        "refuted",
        given=[0 < eta],
        correct="not a theorem: for f = xy simultaneous steps spiral out however long one trains",
    ),
)
