"""What LaTeX and Unicode text have in common: precedence, and how a term falls into pieces.

A notation is a subclass that supplies the signs. Two liberties are taken with what the author wrote, both in products:
a right-hand product loses its brackets (λ(βᵀAβ) is shown as λβᵀAβ), and a sign in front is not bracketed (−p·log t).
Entries are counted from 0, as in code.
"""

from __future__ import annotations

import re
from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.terms import NAT, ONE, REAL, ZERO, Sort, Term, apply, dimension
from derivations.render.names import parse

QUANTIFIED, LIMIT, NOT, RELATION = 0, 2, 5, 6
SUM, SIGN, PRODUCT, FACTOR, POWER, POSTFIX, ATOM = 8, 9, 10, 11, 13, 15, 20
# op: its own precedence, and what its left and right arguments need so as to stand without brackets
INFIX: Final[dict[str, tuple[int, int, int]]] = {
    "iff": (1, 2, 2), "implies": (2, 3, 2), "or": (3, 4, 3), "and": (4, 5, 4),
    "eq": (RELATION, 7, 7), "le": (RELATION, 7, 7), "lt": (RELATION, 7, 7),
    "add": (SUM, SUM, PRODUCT), "sub": (SUM, SUM, PRODUCT),
}  # fmt: skip
FLIPPED: Final = {"le": "ge", "lt": "gt"}
WORDS: Final = {
    "invertible": "{0} is invertible",
    "symmetric": "{0} is symmetric",
    "positive_semidefinite": "{0} is positive semidefinite",
    "positive_definite": "{0} is positive definite",
    "full_column_rank": "{0} has full column rank",
    "converges_from_every_start": "the iteration {0} converges to {1} from every start",
    "minimiser": "{1} is a minimiser of {0}",
    "differentiable": "{0} is differentiable at {1}",
}
SUPERSCRIPTED: Final = ("transpose", "inv", "pow")
Shown = tuple[str, int]


def leading(term: Term) -> Term:
    """The first factor of a product."""
    return leading(term.args[0]) if term.op == "mul" else term


def trailing(term: Term) -> Term:
    """The last factor of a product."""
    if term.op == "neg":
        return trailing(term.args[0])
    return trailing(term.args[1]) if term.op == "mul" else term


def bracketed(term: Term) -> bool:
    """Whether a factor stands in brackets, perhaps with a power, or is a fraction."""
    if term.op in SUPERSCRIPTED:
        return term.args[0].op in ("mul", *SUPERSCRIPTED) or bracketed(term.args[0])
    return term.op in ("add", "sub", "div", "neg")


def compact(term: Term) -> bool:
    """Whether a factor shows as one letter with marks, so that no sign is needed beside it."""
    if term.op == "var":
        return parse(term.data).short
    if term.op == "mul":
        return all(map(compact, term.args)) and leading(term.args[1]).op != "num"
    if term.op in ("transpose", "inv") or (term.op == "pow" and term.args[1].op == "num"):
        return term.args[0].op != "mul" and compact(term.args[0])
    return term.op == "num" and term.data.denominator == 1 and term.data >= 0


class Notation:
    """Shows terms; a subclass supplies `signs` and the methods that raise NotImplementedError here."""

    signs: dict[str, str]

    def show(self, term: Term) -> str:
        """The whole term."""
        return self.shown(term)[0]

    def shown(self, term: Term) -> Shown:
        """The term and the precedence of what was written."""
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
        tail = self.wrap(right, PRODUCT if right.op == "mul" else FACTOR)
        return head + self.between(left, right) + tail, precedence

    def opening(self, left: Term) -> Shown:
        """What a product or quotient begins with, and the precedence that this gives it."""
        text, precedence = self.shown(left)
        fits = precedence >= self.left_factor(left)
        return (text, min(PRODUCT, precedence)) if fits else (self.brackets(text), PRODUCT)

    def left_factor(self, left: Term) -> int:
        """The precedence that a left factor needs: a sign may stand in front."""
        return SIGN

    def between(self, left: Term, right: Term) -> str:
        """What stands between two factors."""
        last, first = trailing(left), leading(right)
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
        return self.raised(f"{self.signs['‖']}{self.show(term.args[0])}{self.signs['‖)']}", "2"), POWER

    def on_apply(self, term: Term) -> Shown:
        """An unspecified function at a point."""
        return self.wrap(term.args[0], ATOM) + self.brackets(self.show(term.args[1])), ATOM

    def on_iterate(self, term: Term) -> Shown:
        """fᵏ(s)."""
        step, start, count = term.args
        return self.raised(self.wrap(step, ATOM), self.show(count)) + self.brackets(self.show(start)), ATOM

    def applied(self, term: Term) -> Shown:
        """Words for a predicate that has them; a name applied to arguments for the rest."""
        if term.op in WORDS:
            return self.in_words(term, WORDS[term.op]), RELATION
        name = self.signs.get(term.op) or self.words(term.op.replace("_", " "))
        arguments = self.signs["comma"].join(map(self.show, term.args))
        return (name + self.brackets(arguments) if term.args else name), ATOM

    def in_words(self, term: Term, template: str) -> str:
        """A sentence with the arguments in their places."""
        pieces = [p for p in re.split(r"(\{\d\})", template) if p]
        return "".join(self.wrap(term.args[int(p[1])], 7) if p[0] == "{" else self.words(p) for p in pieces)

    def on_eigenvalue(self, term: Term) -> Shown:
        """A complex eigenvalue by its real and imaginary part."""
        matrix, real, imaginary = term.args
        value = f"{self.wrap(real, SUM)}{self.signs['add']}i{self.signs['next']}{self.wrap(imaginary, FACTOR)}"
        return f"{value}{self.words(' is an eigenvalue of ')}{self.wrap(matrix, 7)}", RELATION

    # Matrices
    def on_zeros(self, term: Term) -> Shown:
        """A zero matrix; its shape is that of what it stands beside."""
        return "0", ATOM

    def on_slice(self, term: Term) -> Shown:
        """An entry, or some rows and columns."""
        whole, row, height, column, width = term.args
        rows, columns = whole.shape
        places = [self.place(row, height, rows), self.place(column, width, columns)]
        shown = places[:1] if columns is ONE else places
        plain = whole.op == "var" and not parse(whole.data).subscripts
        return self.lowered(self.show(whole) if plain else self.brackets(self.show(whole)), ",".join(shown)), ATOM

    def place(self, start: Term, count: Term, size: Term) -> str:
        """An index, a range, or a colon for all."""
        if start is ZERO and dimension(count) is size:
            return ":" if size is not ONE else "0"
        if count is ONE:
            return self.show(start)
        return f"{self.show(start)}:{self.show(dimension(start + count))}".replace(" ", "")

    # Binders
    def on_lambda(self, term: Term) -> Shown:
        """x ↦ body."""
        if term.loose:
            return f"({term.data[0]} -> {self.show(term.args[0])})", ATOM
        variable, body = opened(term)
        return f"{self.show(variable)}{self.signs['mapsto']}{self.wrap(body, 1)}", QUANTIFIED

    def on_forall(self, term: Term) -> Shown:
        """∀ x ∈ ℝ: body."""
        if term.args[0].op != "lambda" or term.loose:
            return self.applied(term)
        variable, body = opened(term.args[0])
        head = f"{self.signs[term.op]}{self.show(variable)}{self.signs['in']}{self.space(variable.sort)}"
        return f"{head}{self.signs['colon']}{self.show(body)}", QUANTIFIED

    on_exists = on_forall

    def space(self, sort: Sort) -> str:
        """The set that a sort stands for."""
        if sort is NAT or sort is REAL or sort.kind != "real":
            arrow = "" if sort.kind != "function" else self.signs["maps"].join(map(self.space, sort.params))
            return self.brackets(arrow) if arrow else self.signs.get(sort.kind, sort.kind)
        sizes = [self.wrap(p, FACTOR) for p in (sort.shape if sort.shape[1] is not ONE else sort.shape[:1])]
        return self.raised(self.signs["real"], self.signs["by"].join(sizes))

    def on_derivative(self, term: Term) -> Shown:
        """A derivative or gradient."""
        function, point = term.args
        if function.op != "lambda" or term.loose:
            return self.primed(function, point)
        own = point.op == "var" and point.sort is function.data[1] and point not in function.free
        own = own and function.data[0] in ("", point.data)
        variable, body = (point, apply(function, point)) if own else opened(function, point)
        return self.slope(variable, self.show(body), "" if own else self.show(point))

    def primed(self, function: Term, point: Term) -> Shown:
        """The derivative of a function that has a name."""
        argument, shown = self.brackets(self.show(point)), self.wrap(function, ATOM)
        slope = f"{shown}{self.signs['prime']}" if point.is_scalar else f"{self.signs['nabla']}{shown}"
        return slope + argument, ATOM

    def on_not(self, term: Term) -> Shown:
        """A negation."""
        inside = term.args[0]
        if inside.op == "eq":
            return f"{self.wrap(inside.args[0], 7)}{self.signs['ne']}{self.wrap(inside.args[1], 7)}", RELATION
        if " is " in WORDS.get(inside.op, ""):
            return self.in_words(inside, WORDS[inside.op].replace(" is ", " is not ", 1)), RELATION
        return self.signs["not"] + self.wrap(inside, ATOM), NOT

    def on_tends(self, term: Term) -> Shown:
        """body → target as x → source."""
        function, source, target = term.args
        if function.op != "lambda" or term.loose:
            return self.applied(term)
        variable, body = opened(function, source)
        arrow = self.signs["to"]
        approach = f"{self.show(variable)}{arrow}{self.show(source)}"
        return f"{self.wrap(body, 7)}{arrow}{self.show(target)}{self.words(' as ')}{approach}", LIMIT

    def on_near(self, term: Term) -> Shown:
        """Towards a point."""
        return self.shown(term.args[0])

    def on_above(self, term: Term) -> Shown:
        """Down towards a point."""
        return self.raised(self.wrap(term.args[0], POSTFIX + 1), "+"), POSTFIX

    def on_infinity(self, term: Term) -> Shown:
        """∞."""
        return self.signs["infinity"], ATOM
