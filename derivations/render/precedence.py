"""Precedence, once for every notation, and what may stand beside what without a sign."""

from __future__ import annotations

from typing import Final

from derivations.kernel.terms import Term
from derivations.render.abbreviations import face
from derivations.render.names import parse

QUANTIFIED, CONDITIONAL, LIMIT, NOT, RELATION = 0, 1, 2, 5, 6
SUM, SIGN, PRODUCT, FACTOR, POWER, POSTFIX, ATOM = 8, 9, 10, 11, 13, 15, 20
# op: its own precedence, and what its left and right arguments need so as to stand without brackets
INFIX: Final[dict[str, tuple[int, int, int]]] = {
    "iff": (1, 2, 2), "implies": (2, 3, 2), "or": (3, 4, 3), "and": (4, 5, 4),
    "eq": (RELATION, 7, 7), "le": (RELATION, 7, 7), "lt": (RELATION, 7, 7),
    "add": (SUM, SUM, PRODUCT), "sub": (SUM, SUM, PRODUCT),
}  # fmt: skip
FLIPPED: Final = {"le": "ge", "lt": "gt"}
BIG: Final = ("integral", "product")  # signs that reach as far to the right as a product does
SUPERSCRIPTED: Final = ("transpose", "inv", "pow")
Shown = tuple[str, int]


def leading(term: Term) -> Term:
    """The first factor of a product."""
    term = face(term)
    return leading(term.args[0]) if term.op == "mul" else term


def trailing(term: Term) -> Term:
    """The last factor of a product."""
    term = face(term)
    if term.op == "neg":
        return trailing(term.args[0])
    return trailing(term.args[1]) if term.op == "mul" else term


def bracketed(term: Term) -> bool:
    """Whether a factor stands in brackets, perhaps with a power, or is a fraction."""
    term = face(term)
    if term.op in SUPERSCRIPTED:
        return term.args[0].op in ("mul", *SUPERSCRIPTED) or bracketed(term.args[0])
    return term.op in ("add", "sub", "div", "neg", "block")


def compact(term: Term) -> bool:
    """Whether a factor shows as one letter with marks, so that no sign is needed beside it."""
    term = face(term)
    if term.op == "var":
        return parse(term.data).short
    if term.op in ("slice", "entry") and term.args[0].op == "var":
        return compact(term.args[0])
    if term.op in ("identity", "ones", "pi"):
        return True
    if term.op == "mul":
        return all(map(compact, term.args)) and leading(term.args[1]).op != "num"
    if term.op in ("transpose", "inv") or (term.op == "pow" and term.args[1].op == "num"):
        return term.args[0].op != "mul" and compact(term.args[0])
    return term.op == "num" and term.data.denominator == 1 and term.data >= 0
