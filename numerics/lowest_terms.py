"""Rational functions in lowest terms, by SymPy; whoever uses them has the kernel check that they are the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations.kernel.terms import ONE, ZERO, Term, num


def lowest(term: Term) -> tuple[Fraction, Term, Term]:
    """A rational function of numbers that are left as they are: c·u/v in lowest terms, whole numbers in u and v.

    >>> from derivations.kernel.formulas import real
    >>> a, b = real("a"), real("b")
    >>> lowest(1 - a / (2 * (a + b)))
    (Fraction(1, 2), a + 2*b, a + b)
    """
    import sympy as sp

    atoms = dict[Term, Any]()
    parts: list[Any] = [sp.expand(t).as_content_primitive() for t in sp.fraction(sp.cancel(_expression(term, atoms)))]
    factor, back = parts[0][0] / parts[1][0], {symbol: t for t, symbol in atoms.items()}
    top, bottom = (_term(sp.expand(t), back) for _, t in parts)
    return Fraction(int(factor.p), int(factor.q)), top, bottom


def _expression(term: Term, atoms: dict[Term, Any]) -> Any:
    import sympy as sp

    if term.op == "num":
        return sp.Rational(term.data.numerator, term.data.denominator)
    rules = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "div": lambda a, b: a / b}
    if term.op in rules:
        return rules[term.op](*(_expression(a, atoms) for a in term.args))
    if term.op == "neg":
        return -_expression(term.args[0], atoms)
    return atoms.setdefault(term, sp.Symbol(f"a{len(atoms)}", positive=True))


def _term(expression: Any, back: dict[Any, Term]) -> Term:
    """A polynomial as a term, positive summands first."""
    total = ZERO
    summands = sorted(expression.as_ordered_terms(), key=lambda t: bool(t.could_extract_minus_sign()))
    for i, summand in enumerate(summands):
        factor, rest = summand.as_coeff_Mul()
        value = num(Fraction(int(abs(factor).p), int(abs(factor).q)))
        for base, power in rest.as_powers_dict().items():
            if base != 1:
                value = value * back[base] ** int(power) if int(power) > 1 else value * back[base]
        value = _plain_product(value)
        total = (value if factor > 0 else -value) if i == 0 else total + value if factor > 0 else total - value
    return total


def _plain_product(value: Term) -> Term:
    """The product without a factor 1."""
    if value.op == "mul" and value.args[0] is ONE:
        return value.args[1]
    if value.op == "mul":
        return _plain_product(value.args[0]) * value.args[1]
    return value
