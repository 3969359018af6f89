"""A proof for a terminal: hypotheses, calculations in aligned columns, suppositions indented, the conclusion."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap as wrap_words
from typing import Final

from derivations.kernel import Term
from derivations.proof import Proof, Step
from derivations.render.abbreviations import Abbreviation, meanings, named, used, without
from derivations.render.layout import (
    Block,
    Calculation,
    Line,
    Supposition,
    blocks,
    conjuncts,
    kind_of,
    needs_brackets,
    symbols,
)
from derivations.render.reasons import reason
from derivations.render.text import term_ascii, term_text
from derivations.render.wrapping import ascii_only, columns, wrap

SIGNS: Final = {"eq": "=", "le": "≤", "lt": "<", "ge": "≥", "gt": ">"}
REASON: Final = 30  # columns that a reason may take beside a line
TOGETHER: Final = "\N{WORD JOINER}"  # a blank at which no line breaks
LONGEST: Final = 100  # a wider terminal is not filled


def proof_text(proof: Proof, unicode: bool = True, width: int = 100) -> str:
    """The whole proof as text of at most `width` columns where its formulas can be broken.

    Args:
        proof: a proof that has reached its conclusion.
        unicode: use the signs of mathematics; plain ASCII otherwise.
        width: columns to fill.
    """
    with named(used(proof)):
        return "\n".join(_Page(proof, unicode, max(40, min(width, LONGEST))).lines())


@dataclass(frozen=True)
class _Page:
    """One proof on its way to a terminal."""

    proof: Proof
    unicode: bool
    width: int

    def lines(self) -> list[str]:
        """The whole page."""
        given = [line for s in self.proof.steps if s.kind == "given" for line in self.numbered(s, 2, "")]
        where = self.where() if self.unicode else []
        parts = [self.header(), ["Given", *given] if given else [], where, self.body(), self.footer()]
        return [line.rstrip() for part in parts if part for line in [*part, ""]][:-1]

    # Signs
    def plain(self, sentence: str) -> str:
        """A sentence of the author's."""
        return sentence if self.unicode else ascii_only(sentence)

    def shown(self, term: Term) -> str:
        """A term."""
        return term_text(term) if self.unicode else term_ascii(term)

    def sign(self, relation: str) -> str:
        """A relation."""
        return SIGNS[relation] if self.unicode else ascii_only(SIGNS[relation])

    # Around the proof
    def header(self) -> list[str]:
        """Which result, what it says, where it is from."""
        title = wrap_words(self.plain(self.proof.title), self.width)
        source = self.plain(f"   ({self.proof.source})") if self.proof.source else ""
        head = self.proof.id or "A proof"
        if columns(head + source) <= self.width:
            return [head + source, *title]
        return [head, *(f"   {line}" for line in wrap_words(source.strip(), self.width - 3)), *title]

    def footer(self) -> list[str]:
        """What it rests on, how its symbols are typed, and what a reader would be asked for."""
        items = [("Rests on", ", ".join(self.proof.uses) or "no other result")]
        items.append(("Oracles", ", ".join(sorted(self.proof.oracles)) or "none: the kernel alone"))
        items.append(("Symbols", "; ".join(map(self.symbol, symbols(self.proof)))))
        if self.proof.answer_term is not None:
            items.append((f"Answer ({self.proof.answer})", self.shown(self.proof.answer_term)))
        return [line for label, text in items for line in self.item(label, text)]

    def item(self, label: str, text: str) -> list[str]:
        """A labelled entry, wrapped under itself."""
        head = f"{label}: "
        broken = wrap if label.startswith("Answer") else wrap_words
        lines = [line.replace(TOGETHER, " ") for line in broken(text, self.width - len(head))]
        return [head + lines[0], *(" " * len(head) + line for line in lines[1:])] if lines else []

    def symbol(self, symbol: Term) -> str:
        """A symbol, how it is typed where that differs, and what it stands for."""
        name = self.shown(symbol)
        typed = "" if name == symbol.data else f" = {symbol.data}"
        by = "×" if self.unicode else " by "
        kind = kind_of(symbol) or by.join(self.shown(side) for side in symbol.shape)
        return f"{name}{typed} ({kind})".replace(" ", TOGETHER)

    def where(self) -> list[str]:
        """What the abbreviations stand for."""
        found = [*map(self.meaning, meanings())]
        return ["Where", *(line for lines in found for line in lines)] if found else []

    def meaning(self, name: Abbreviation) -> list[str]:
        """One abbreviation, the others used in it."""
        with named(without(name)):
            head = f"  {self.shown(name.head)} = "
            lines = wrap(self.shown(name.body), self.width - len(head))
        return [head + lines[0], *(" " * len(head) + line for line in lines[1:])]

    # The proof
    def body(self) -> list[str]:
        """Everything from the first line to the conclusion."""
        found = [self.block(b, 2) for b in blocks(self.proof.steps)]
        lines = ["Proof"]
        for before, part in zip([[], *found], found, strict=False):
            apart = before and (len(before) > 1 or len(part) > 1)
            lines += ["", *part] if apart else part
        return lines

    def block(self, block: Block, indent: int, bar: str = "") -> list[str]:
        """A supposition with what is inside, a calculation, or one line."""
        if isinstance(block, Supposition):
            return self.supposition(block, indent, bar)
        if isinstance(block, Calculation):
            return self.calculation(block, indent, bar)
        return self.numbered(block, indent, bar)

    def supposition(self, block: Supposition, indent: int, bar: str) -> list[str]:
        """Suppose …, and what follows behind a bar."""
        mark = f"{bar}{'│' if self.unicode else '|'} "
        opened = [line for s in block.supposed for line in self.numbered(s, indent, bar, "Suppose ")]
        return [*opened, *(line for b in block.inside for line in self.block(b, indent, mark))]

    def numbered(self, step: Step, indent: int, bar: str, head: str = "") -> list[str]:
        """One formula with its number and its reason; a conclusion part by part."""
        concluding = step.kind == "conclusion"
        parts = conjuncts(step.formula) if concluding else [step.formula]
        first, others = ("⊢ ", "∧ ") if self.unicode else ("|- ", "and ")
        found = list[str]()
        for i, part in enumerate(parts):
            lead = head if not concluding else others if i else first.ljust(len(others) if len(parts) > 1 else 0)
            why = reason(step) if i == len(parts) - 1 else ""
            found += self.row(step.number if i == 0 else None, bar, lead, self.parenthesised(part, parts), why, indent)
        return found

    def parenthesised(self, part: Term, parts: list[Term]) -> str:
        """A part of a conjunction, in brackets where its operator binds less."""
        text = self.shown(part)
        return f"({text})" if needs_brackets(part, parts) else text

    def calculation(self, block: Calculation, indent: int, bar: str) -> list[str]:
        """The first term beside its relations where there is room, above them otherwise."""
        start = self.shown(block.start)
        longest = max(columns(self.shown(line.term)) for line in block.lines)
        margin = indent + 6 + columns(bar)
        beside = (
            columns(start) + 3 + min(longest, 40) + margin + REASON <= self.width and columns(start) < self.width // 3
        )
        if not beside:
            opening = self.row(None, bar, "", start, "", indent)
            return [*opening, *(line for each in block.lines for line in self.related(each, "", 2, bar, indent))]
        pad = columns(start) + 1
        found = list[str]()
        for i, each in enumerate(block.lines):
            found += self.related(each, start if i == 0 else "", pad, bar, indent)
        return found

    def related(self, line: Line, start: str, pad: int, bar: str, indent: int) -> list[str]:
        """One line of a calculation."""
        lead = start + " " * (pad - columns(start)) + self.sign(line.relation).ljust(2 - self.unicode) + " "
        return self.row(line.step.number, bar, lead, self.shown(line.term), reason(line.step), indent)

    def row(self, number: int | None, bar: str, lead: str, text: str, why: str, indent: int) -> list[str]:
        """Number, bar, lead, formula; the reason to the right where it fits, below otherwise."""
        head = " " * indent + (f"({number})" if number else "").rjust(4) + " " + bar
        rest = " " * (indent + 5) + bar
        margin = columns(head) + columns(lead)
        why = self.plain(why)
        lines = wrap(text, self.width - margin)
        rows = [head + lead + lines[0], *(rest + " " * columns(lead) + line for line in lines[1:])]
        if not why:
            return rows
        note = f"[{why}]"
        if columns(rows[-1]) + 3 + columns(note) <= self.width:
            return [*rows[:-1], rows[-1] + " " * (self.width - columns(rows[-1]) - columns(note)) + note]
        return [*rows, *(rest + " " * (columns(lead) + 2) + w for w in wrap_words(note, self.width - margin - 2))]
