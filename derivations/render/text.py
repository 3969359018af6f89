"""Terms as Unicode text for a terminal, with plain ASCII for those that have no Unicode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from derivations.kernel import display
from derivations.kernel.terms import Term
from derivations.render.names import subscript, superscript, unicode_name
from derivations.render.precedence import ATOM, BIG, FACTOR, PRODUCT, SIGN, Shown, trailing
from derivations.render.vectors import Vectors

FRACTIONS: Final = {(1, 2): "½", (1, 4): "¼", (3, 4): "¾", (1, 3): "⅓", (2, 3): "⅔", (1, 8): "⅛"}


class UnicodeText(Vectors):
    """λβᵀAβ + ‖Zβ − y‖²/n."""

    signs = {  # noqa: RUF012 - a constant of the class
        "iff": " ⇔ ", "implies": " ⇒ ", "or": " ∨ ", "and": " ∧ ", "not": "¬", "eq": " = ", "ne": " ≠ ", "le": " ≤ ",
        "lt": " < ", "ge": " ≥ ", "gt": " > ", "add": " + ", "sub": " − ", "neg": "−", "times": "·", "next": "·",
        "beside": "", "transpose": "ᵀ", "inverse": "⁻¹", "|": "|", "|)": "|", "‖": "‖", "‖)": "‖", "comma": ", ",
        "proves": " ⊢ ", "mapsto": " ↦ ", "forall": "∀ ", "exists": "∃ ", "in": " ∈ ", "colon": ": ", "real": "ℝ",
        "nat": "ℕ", "by": "×", "maps": " → ", "to": " → ", "infinity": "∞", "nabla": "∇", "prime": "′",
        "integral": "∫", "sum": "Σ", "product": "Π", "d": " d", "dots": "…", "{": "{", "}": "}", "[": "[", "]": "]",
        "space": "Ω", "pi": "π", "normal": "N", "sigmoid": "σ", "E": "E", "KL": "KL", "JSD": "JSD", "entropy": "H",
        "parallel": " ‖ ", "≪": " ≪ ", "~": "~", "trace": "tr", "prop": "{true, false}",
    }  # fmt: skip

    def name(self, name: str) -> str:
        """A variable."""
        return unicode_name(name)

    def brackets(self, text: str) -> str:
        """Round brackets."""
        return f"({text})"

    def words(self, text: str) -> str:
        """English as it is."""
        return text

    def raised(self, base: str, exponent: str) -> str:
        """A superscript."""
        return base + (exponent if exponent in ("ᵀ", "⁻¹") else superscript(exponent))

    def lowered(self, base: str, index: str) -> str:
        """A subscript."""
        return base + subscript(index.replace(" ", ""))

    def on_div(self, term: Term) -> Shown:
        """A quotient on one line."""
        top, precedence = self.opening(term.args[0])
        return f"{top}/{self.wrap(term.args[1], FACTOR)}", precedence

    def left_factor(self, left: Term) -> int:
        """A quotient in front of another factor is bracketed: (2/n)·x."""
        if left.op == "neg":
            return self.left_factor(left.args[0])
        if trailing(left).op in BIG:
            return ATOM
        return FACTOR if left.op == "div" or (left.op == "num" and left.data.denominator != 1) else SIGN

    def fraction(self, top: int, bottom: int) -> Shown:
        """A rational number, in one sign where there is one."""
        return (FRACTIONS[top, bottom], ATOM) if (top, bottom) in FRACTIONS else super().fraction(top, bottom)

    def on_sqrt(self, term: Term) -> Shown:
        """A root; the norm for that of a squared norm."""
        inside = term.args[0]
        if inside.op == "sqnorm":
            return self.norm(inside.args[0]), ATOM
        shown = self.show(inside)
        return "√" + (shown if inside.op in ("var", "num", "pi") else self.brackets(shown)), ATOM

    def on_identity(self, term: Term) -> Shown:
        """The identity."""
        return "I", ATOM

    def on_ones(self, term: Term) -> Shown:
        """The matrix of ones."""
        return "𝟏", ATOM

    def on_block(self, term: Term) -> Shown:
        """A matrix of blocks, rows apart by semicolons."""
        rows, columns = term.data
        lines = (", ".join(map(self.show, term.args[i * columns : (i + 1) * columns])) for i in range(rows))
        return f"[{'; '.join(lines)}]", ATOM

    def on_piecewise(self, term: Term) -> Shown:
        """Two cases in curly brackets."""
        condition, value, otherwise = term.args
        return f"{{{self.show(value)} if {self.chained(condition)}, {self.show(otherwise)} otherwise}}", ATOM

    def name_in_words(self, measure: Term) -> str:
        """The name of a measure inside a sentence."""
        return self.wrap(measure, ATOM)

    def slope(self, variable: Term, body: str, at: str) -> Shown:
        """A derivative of a body."""
        x = self.show(variable)
        head = f"d/d{x} " if variable.is_scalar else f"∇_{x} "
        return f"{head}[{body}]" + (f"({x} = {at})" if at else ""), PRODUCT


def term_text(term: Term, *, unicode: bool = True) -> str:
    """A term as text.

    Args:
        term: any term.
        unicode: False for a terminal without Unicode; the text is then the kernel's own, in ASCII.

    >>> from derivations.kernel.formulas import matrix, natural, real, sqnorm, vector
    >>> n, d = natural("n"), natural("d")
    >>> term_text(2 * real("lam") * (matrix("A", d, d) * vector("beta_star", d)))
    '2λAβ*'
    """
    return UnicodeText().show(term) if unicode else display.text(term)


def term_ascii(term: Term) -> str:
    """A term as plain ASCII, in Python's notation."""
    return display.text(term)


def sequent_text(hypotheses: Iterable[Term], conclusion: Term, *, unicode: bool = True) -> str:
    """`hypotheses ⊢ conclusion` as text."""
    return UnicodeText().sequent(tuple(hypotheses), conclusion) if unicode else sequent_ascii(hypotheses, conclusion)


def sequent_ascii(hypotheses: Iterable[Term], conclusion: Term) -> str:
    """`hypotheses |- conclusion` as plain ASCII."""
    return f"{', '.join(map(display.text, hypotheses))} |- {display.text(conclusion)}".lstrip()
