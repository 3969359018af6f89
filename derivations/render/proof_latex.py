"""A proof as LaTeX for a document with amsmath: numbered lines in align*, reasons as text."""

from __future__ import annotations

from collections.abc import Iterator

from derivations.proof import Proof, Step
from derivations.render.abbreviations import Abbreviation, meanings, named, used, without
from derivations.render.latex import term_latex
from derivations.render.latex_lines import SIGNS, broken, latex_sentence
from derivations.render.layout import Block, Calculation, Supposition, blocks, conjuncts, needs_brackets
from derivations.render.reasons import reason

Row = tuple[str, str]  # the formula, and what stands at the end of its line


def proof_latex(proof: Proof) -> str:
    """The whole proof as the body of a LaTeX document."""
    with named(used(proof)):
        return _page(proof)


def _page(proof: Proof) -> str:
    given = [row for s in proof.steps if s.kind == "given" for row in _numbered(s)]
    parts = [_header(proof)]
    if given:
        parts.append(_block("Given", given))
    if where := [row for name in meanings() for row in _meaning(name)]:
        parts.append(_block("Where", where))
    rows = [_rows(b) for b in blocks(proof.steps)]
    parts += [_block("Proof" if i == 0 else "", [*found]) for i, found in enumerate(rows)]
    return "\n".join([*parts, _footer(proof)])


def _meaning(name: Abbreviation) -> Iterator[Row]:
    with named(without(name)):
        head, pieces = term_latex(name.head), broken(name.body)
    for i, piece in enumerate(pieces):
        yield f"{head} = {piece}" if i == 0 else _more(i) + piece, ""


def _header(proof: Proof) -> str:
    source = f" ({latex_sentence(proof.source)})" if proof.source else ""
    return rf"\paragraph{{{latex_sentence(proof.id or 'Result')}}}{source} {latex_sentence(proof.title)}"


def _footer(proof: Proof) -> str:
    uses = ", ".join(map(latex_sentence, proof.uses)) or "no other result"
    oracles = ", ".join(latex_sentence(o) for o in sorted(proof.oracles)) or "none"
    answer = "" if proof.answer_term is None else rf" Answer: ${term_latex(proof.answer_term)}$."
    return rf"\noindent Rests on: {uses}. Oracles: {oracles}.{answer}"


def _block(label: str, rows: list[Row]) -> str:
    lead = [rf"\noindent\textbf{{{label}}}"] if label else []
    lines = " \\\\\n".join(f"  & {formula} {end}".rstrip() for formula, end in rows)
    return "\n".join([*lead, r"\begin{align*}", lines, r"\end{align*}"])


def _rows(block: Block) -> Iterator[Row]:
    if isinstance(block, Supposition):
        for step in block.supposed:
            yield from _numbered(step)
        for inner in block.inside:
            yield from _rows(inner)
    elif isinstance(block, Calculation):
        yield from _calculation(block)
    else:
        yield from _numbered(block)


def _calculation(block: Calculation) -> Iterator[Row]:
    space = _space(block.lines[0].step)
    for i, piece in enumerate(broken(block.start)):
        yield f"{space}{_more(i)}{piece}", ""
    for line in block.lines:
        pieces = [f"{SIGNS[line.relation]} {piece}" if i == 0 else piece for i, piece in enumerate(broken(line.term))]
        yield from _stacked(pieces, rf"{space}\quad ", line.step)


def _numbered(step: Step) -> Iterator[Row]:
    lead = {"suppose": r"\text{Suppose }", "conclusion": r"\vdash\ "}.get(step.kind, "")
    parts = conjuncts(step.formula) if step.kind == "conclusion" else [step.formula]
    pieces = list[str]()
    for i, part in enumerate(parts):
        lines = broken(part)
        if needs_brackets(part, parts):
            lines = [rf"\bigl({lines[0]}", *lines[1:]]
            lines[-1] += r"\bigr)"
        pieces += [(lead if i == 0 else r"\land\ ") + lines[0], *lines[1:]]
    yield from _stacked(pieces, _space(step), step)


def _stacked(pieces: list[str], space: str, step: Step) -> Iterator[Row]:
    why = reason(step)
    end = (rf"&& \text{{{latex_sentence(why)}}} " if why else "") + rf"\tag{{{step.number}}}"
    for i, piece in enumerate(pieces):
        yield f"{space}{_more(i)}{piece}", end if i == len(pieces) - 1 else ""


def _space(step: Step) -> str:
    return r"\quad " * step.depth


def _more(index: int) -> str:
    return r"\quad " if index else ""
