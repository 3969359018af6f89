"""The steps of a proof as a reader sees them: calculations as one piece, suppositions around what they give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from derivations.kernel import Term
from derivations.kernel.terms import NAT, SPACE
from derivations.proof import Proof, Step

RELATIONS: Final = {"eq": ("eq", "eq"), "le": ("le", "ge"), "lt": ("lt", "gt")}


class Line(NamedTuple):
    """One line of a calculation: the relation to the line before, and the term."""

    relation: str  # eq, le, lt, ge or gt
    term: Term
    step: Step


@dataclass(frozen=True)
class Calculation:
    """A chain of relations that starts from one term."""

    start: Term
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Supposition:
    """Formulas supposed, and what was shown from them."""

    supposed: tuple[Step, ...]
    inside: tuple[Block, ...]


Block = Step | Calculation | Supposition


def blocks(steps: Sequence[Step]) -> list[Block]:
    """The steps of a proof without its hypotheses, nested."""
    return [*_blocks([s for s in steps if s.kind != "given"])]


def _blocks(steps: Sequence[Step]) -> Iterator[Block]:
    position = 0
    while position < len(steps):
        step = steps[position]
        if step.kind == "suppose":
            inside = _end(steps, position, lambda s, d=step.depth: s.kind == "suppose" and s.depth == d)
            after = _end(steps, inside, lambda s, d=step.depth: s.depth > d)
            yield Supposition(tuple(steps[position:inside]), tuple(_blocks(steps[inside:after])))
        elif step.kind == "line":
            after = _end(steps, position + 1, lambda s, d=step.depth: s.kind == "line" and not s.start and s.depth == d)
            yield _calculation(steps[position:after])
        else:
            after = position + 1
            yield step
        position = after


def _end(steps: Sequence[Step], start: int, belongs: object) -> int:
    while start < len(steps) and belongs(steps[start]):  # type: ignore[operator] - set above
        start += 1
    return start


def _calculation(steps: Sequence[Step]) -> Calculation:
    """Follow the chain; ≥ is kept by the kernel as ≤ with its sides exchanged."""
    lines = [_line(step) for step in steps]
    return Calculation(steps[0].formula.args[1 if steps[0].down else 0], tuple(lines))


def _line(step: Step) -> Line:
    left, right = step.formula.args
    forth, back = RELATIONS[step.formula.op]
    return Line(back, left, step) if step.down else Line(forth, right, step)


def conjuncts(formula: Term) -> list[Term]:
    """The parts of a conjunction."""
    return [p for a in formula.args for p in conjuncts(a)] if formula.op == "and" else [formula]


def needs_brackets(part: Term, parts: Sequence[Term]) -> bool:
    """Whether a part of a conjunction must stand in brackets, because its operator binds less than "and"."""
    return len(parts) > 1 and part.op in ("iff", "implies", "or", "forall", "exists")


def symbols(proof: Proof) -> list[Term]:
    """The free variables of what is stated and answered, by name."""
    answer = [] if proof.answer_term is None else [proof.answer_term]
    free = {v for formula in (*proof.hypotheses, proof.statement, *answer) for v in formula.free}
    return sorted(free, key=lambda v: v.data)


def kind_of(symbol: Term) -> str:
    """What a symbol stands for, in words."""
    if symbol.sort is NAT:
        return "natural"
    if symbol.sort.kind != "real":
        return "point" if symbol.sort is SPACE else symbol.sort.kind
    return "real" if symbol.is_scalar else ""


__all__ = ["Block", "Calculation", "Line", "Supposition", "blocks", "conjuncts", "kind_of", "needs_brackets", "symbols"]
