"""What LaTeX and Unicode text have in common: precedence, and how a term falls into pieces.

A notation is a subclass that supplies the signs. Two liberties are taken with what the author wrote, both in products:
a right-hand product loses its brackets (λ(βᵀAβ) is shown as λβᵀAβ), and a sign in front is not bracketed (−p·log t).
Entries are counted from 0, as in code.
"""

from __future__ import annotations

from derivations.kernel.terms import ONE, ZERO, Term, dimension
from derivations.render.abbreviations import face, once
from derivations.render.names import parse
from derivations.render.precedence import (
    ATOM,
    BIG,
    FACTOR,
    FLIPPED,
    INFIX,
    NOT,
    POSTFIX,
    POWER,
    PRODUCT,
    SIGN,
    Shown,
    bracketed,
    compact,
    leading,
    trailing,
)  # fmt: skip


class Notation:
    """Shows terms; a subclass supplies `signs` and the methods that raise NotImplementedError here."""

    signs: dict[str, str]

    def show(self, term: Term) -> str:
        """The whole term."""
        return self.shown(term)[0]

    def shown(self, term: Term) -> Shown:
        """The term and the precedence of what was written."""
        return once(type(self), term, self.written)

    def written(self, term: Term) -> Shown:
        """The same, not looked up."""
        seen = face(term)
        if seen is not term:
            return self.shown(seen) if seen.op == "apply" else (self.name(seen.data), ATOM)
        if term.op in INFIX:
            return self.infix(term)
        return getattr(self, f"on_{term.op}", self.applied)(term)

    def wrap(self, term: Term, needed: int) -> str:
        """The term, in brackets where its precedence is lower than needed."""
        text, precedence = self.shown(term)
        return text if precedence >= needed else self.brackets(text)

    def sequent(self, hypotheses: tuple[Term, ...], conclusion: Term) -> str:
        """hypotheses ⊢ conclusion."""
        assumed = self.signs["comma"].join(self.wrap(h, 1) for h in hypotheses)
        return f"{assumed}{self.signs['proves']}{self.show(conclusion)}".lstrip()

    # What a notation supplies
    def applied(self, term: Term) -> Shown:
        """An operator without a method of its own."""
        raise NotImplementedError

    def name(self, name: str) -> str:
        """A variable."""
        raise NotImplementedError

    def brackets(self, text: str) -> str:
        """Round brackets."""
        raise NotImplementedError

    def words(self, text: str) -> str:
        """Plain English inside a formula."""
        raise NotImplementedError

    def raised(self, base: str, exponent: str) -> str:
        """A superscript."""
        raise NotImplementedError

    def lowered(self, base: str, index: str) -> str:
        """A subscript."""
        raise NotImplementedError

    def on_div(self, term: Term) -> Shown:
        """A quotient."""
        raise NotImplementedError

    def slope(self, variable: Term, body: str, at: str) -> Shown:
        """A derivative of a body, at another point if one is given."""
        raise NotImplementedError

    # Names, numbers and sums
    def on_var(self, term: Term) -> Shown:
        """A variable."""
        return self.name(term.data), ATOM

    def on_bound(self, term: Term) -> Shown:
        """A variable whose binder is not shown."""
        return f"#{term.data}", ATOM

    def on_num(self, term: Term) -> Shown:
        """A number."""
        if term.data < 0:
            return self.signs["neg"] + self.fraction(-term.data.numerator, term.data.denominator)[0], SIGN
        return self.fraction(term.data.numerator, term.data.denominator)

    def fraction(self, top: int, bottom: int) -> Shown:
        """A rational number."""
        return (str(top), ATOM) if bottom == 1 else (f"{top}/{bottom}", PRODUCT)

    def infix(self, term: Term) -> Shown:
        """A sum, a relation or a connective; a number on the left of an inequality goes to the right."""
        own, left, right = INFIX[term.op]
        a, b = term.args
        if term.op in FLIPPED and a.op == "num" and b.op != "num":
            return f"{self.wrap(b, left)}{self.signs[FLIPPED[term.op]]}{self.wrap(a, right)}", own
        if term.op == "or":  # and binds closer, but nobody should have to know
            left, right = (NOT if u.op == "and" else needed for u, needed in ((a, left), (b, right)))
        return f"{self.wrap(a, left)}{self.signs[term.op]}{self.wrap(b, right)}", own

    def on_neg(self, term: Term) -> Shown:
        """A negative."""
        return self.signs["neg"] + self.wrap(term.args[0], PRODUCT), SIGN

    def on_mul(self, term: Term) -> Shown:
        """A product."""
        left, right = term.args
        head, precedence = self.opening(left)
        tail = self.wrap(right, PRODUCT if right.op in ("mul", *BIG) else FACTOR)
        return head + self.between(left, right) + tail, precedence

    def opening(self, left: Term) -> Shown:
        """What a product or quotient begins with, and the precedence that this gives it."""
        text, precedence = self.shown(left)
        fits = precedence >= self.left_factor(left)
        return (text, min(PRODUCT, precedence)) if fits else (self.brackets(text), PRODUCT)

    def left_factor(self, left: Term) -> int:
        """The precedence that a left factor needs: a sign may stand in front, an integral sign may not."""
        return ATOM if trailing(left).op in BIG else SIGN

    def between(self, left: Term, right: Term) -> str:
        """What stands between two factors."""
        last, first = trailing(left), leading(right)
        if first.op == "piecewise":
            return self.signs["next"]
        if first.op == "num" or (first.op == "pow" and first.args[0].op == "num"):
            return self.signs["times"]
        call = last.op == "var" and bracketed(first)  # x(a + b) would look like a function at a + b
        tight = all(compact(u) or bracketed(u) for u in (last, first)) and not call
        return self.signs["beside"] if tight or last.op == "num" else self.signs["next"]

    # Powers, functions
    def on_pow(self, term: Term) -> Shown:
        """A power."""
        return self.raised(self.wrap(term.args[0], POSTFIX + 1), self.show(term.args[1])), POWER

    def on_transpose(self, term: Term) -> Shown:
        """A transpose."""
        return self.raised(self.wrap(term.args[0], POSTFIX + 1), self.signs["transpose"]), POSTFIX

    def on_inv(self, term: Term) -> Shown:
        """An inverse."""
        return self.raised(self.wrap(term.args[0], POSTFIX + 1), self.signs["inverse"]), POSTFIX

    def on_abs(self, term: Term) -> Shown:
        """An absolute value."""
        return f"{self.signs['|']}{self.show(term.args[0])}{self.signs['|)']}", ATOM

    def on_sqnorm(self, term: Term) -> Shown:
        """A squared norm."""
        return self.raised(self.norm(term.args[0]), "2"), POWER

    def norm(self, column: Term) -> str:
        """‖v‖."""
        return f"{self.signs['‖']}{self.show(column)}{self.signs['‖)']}"

    def on_apply(self, term: Term) -> Shown:
        """An unspecified function at a point; one of several arguments with all of them in one pair of brackets."""
        function, arguments = term.args[0], [term.args[1]]
        while function.op == "apply":
            function, arguments = function.args[0], [function.args[1], *arguments]
        return self.wrap(function, ATOM) + self.brackets(", ".join(map(self.show, arguments))), ATOM

    def on_iterate(self, term: Term) -> Shown:
        """fᵏ(s)."""
        step, start, count = term.args
        return self.raised(self.wrap(step, ATOM), self.show(count)) + self.brackets(self.show(start)), ATOM

    # Matrices
    def on_zeros(self, term: Term) -> Shown:
        """A zero matrix; its shape is that of what it stands beside."""
        return "0", ATOM

    def on_slice(self, term: Term) -> Shown:
        """An entry, or some rows and columns."""
        whole, row, height, column, width = face(term.args[0]), *term.args[1:]
        rows, columns = whole.shape
        places = [self.place(row, height, rows), self.place(column, width, columns)]
        shown = places[:1] if columns is ONE else places
        return self.indexed_by(whole, ",".join(shown)), ATOM

    def indexed_by(self, whole: Term, index: str) -> str:
        """A matrix with an index, in brackets unless it is a letter without one."""
        whole = face(whole)
        plain = whole.op == "var" and not parse(whole.data).subscripts
        return self.lowered(self.show(whole) if plain else self.brackets(self.show(whole)), index)

    def place(self, start: Term, count: Term, size: Term) -> str:
        """An index, a range, or a colon for all."""
        if start is ZERO and dimension(count) is size:
            return ":" if size is not ONE else "0"
        if count is ONE:
            return self.show(start)
        return f"{self.show(start)}:{self.show(dimension(start + count))}".replace(" ", "")
