"""Densities, expectations and divergences, for every notation.

A density that is a function of x is shown as people write it: N(m, s²) for x ↦ N(x; m, s²), (p + q)/2 for
x ↦ (p(x) + q(x))/2, and x ↦ … otherwise.
"""

from __future__ import annotations

from typing import Final

from derivations.kernel.display import opened
from derivations.kernel.formulas import fresh
from derivations.kernel.terms import ONE, REAL, Term, make, traverse, var
from derivations.render.abbreviations import name_of
from derivations.render.integrals import Integrals, at_variable
from derivations.render.precedence import ATOM, CONDITIONAL, RELATION, Shown

ARITHMETIC: Final = ("add", "sub", "neg", "mul", "div", "num", "var")


def pointwise(function: Term) -> Term | None:
    """(p + q)/2 for x ↦ (p(x) + q(x))/2; None when there is more to a function than arithmetic with others."""
    x, body = opened(function)

    def leaf(node: Term, _: int) -> Term | None:
        at_x = node.op == "apply" and node.args[0].op == "var" and node.args[1] is x and node.sort is REAL
        return var(node.args[0].data, REAL) if at_x else None

    found = traverse(body, leaf)
    functions = {v.data for v in body.free if v.sort.kind == "function"}
    clear = functions.isdisjoint(v.data for v in body.free if v.sort.kind != "function")
    return found if functions and clear and x not in found.free and _arithmetic(found) else None


def _arithmetic(term: Term) -> bool:
    return term.op in ARITHMETIC and all(map(_arithmetic, term.args))


class Densities(Integrals):
    """Adds what is measured of densities."""

    def distribution(self, function: Term) -> Shown:
        """A density by its name, as N(m, s²), as arithmetic with other densities, or as x ↦ …."""
        if function.op != "lambda" or function.loose or name_of(function):
            return self.shown(function)
        x, body = opened(function)
        if body.op == "normal" and body.args[0] is x and not any(x in a.free for a in body.args[1:]):
            return self.call("normal", self.show(body.args[1]), self.square(body.args[2]))
        simple = pointwise(function)
        return self.shown(function) if simple is None else self.shown(simple)

    def named(self, function: Term) -> str:
        """A density inside a sentence or a relation."""
        text, precedence = self.distribution(function)
        return text if precedence >= 7 else self.brackets(text)

    def call(self, sign: str, *arguments: str) -> Shown:
        """A name with its arguments."""
        return self.signs[sign] + self.brackets(", ".join(arguments)), ATOM

    def square(self, term: Term) -> str:
        """The variance of a standard deviation."""
        return self.show(term if term is ONE else term**2)

    def marked(self, sign: str, measure: Term) -> str:
        """The sign of a quantity; the measure below it unless it goes without saying, as dx does."""
        if measure.op == "lebesgue" or self.silent(measure):
            return self.signs[sign]
        return self.signs[sign] + self.foot(self.below(measure, "i"))

    def below(self, measure: Term, index: str) -> str:
        """A measure in a subscript."""
        return f"{index}<{self.show(measure.args[0])}" if measure.op == "counting" else self.show(measure)

    def on_expectation(self, term: Term) -> Shown:
        """E_p[f], or E_{x~p}[f(x)] for a function that is written out."""
        measure, density, f = term.args
        letter, index, shown = "i", self.distribution(density)[0], self.show(f)
        if f.op == "lambda" and not name_of(f):
            x, body = at_variable(f)
            letter, shown = self.show(x), self.show(body)
            index = f"{letter}{self.signs['~']}{self.named(density)}"
        if measure.op != "lebesgue" and not self.silent(measure):
            index += self.signs["comma"] + self.below(measure, letter)
        return f"{self.signs['E']}{self.foot(index)}{self.signs['[']}{shown}{self.signs[']']}", ATOM

    def foot(self, index: str) -> str:
        """A subscript, braced unless it is one letter."""
        return f"_{index}" if len(index) == 1 else f"_{{{index}}}"

    def on_KL(self, term: Term) -> Shown:  # noqa: N802 - the field's name
        """KL(p ‖ q)."""
        measure, p, q = term.args
        inside = f"{self.distribution(p)[0]}{self.signs['parallel']}{self.distribution(q)[0]}"
        return self.marked("KL", measure) + self.brackets(inside), ATOM

    def on_JSD(self, term: Term) -> Shown:  # noqa: N802 - the field's name
        """JSD(p, q), and H(p)."""
        measure, *densities = term.args
        inside = ", ".join(self.distribution(p)[0] for p in densities)
        return self.marked(term.op, measure) + self.brackets(inside), ATOM

    on_entropy = on_JSD

    def on_normal(self, term: Term) -> Shown:
        """N(x; m, s²)."""
        x, mean, scale = term.args
        return self.signs["normal"] + self.brackets(f"{self.show(x)}; {self.show(mean)}, {self.square(scale)}"), ATOM

    def on_sigmoid(self, term: Term) -> Shown:
        """σ(h)."""
        return self.call("sigmoid", self.show(term.args[0]))

    # Sentences
    def say_density(self, term: Term) -> tuple[str, str, str]:
        """The function is a density."""
        measure, p = term.args
        return self.named(p), "a density", self.on(measure)

    def on_absolutely_continuous(self, term: Term) -> Shown:
        """p ≪ q."""
        measure, p, q = term.args
        return f"{self.named(p)}{self.signs['≪']}{self.named(q)}{self.on(measure)}", RELATION

    def on_same_almost_everywhere(self, term: Term) -> Shown:
        """p = q almost everywhere."""
        measure, p, q = term.args
        equal = f"{self.named(p)}{self.signs['eq']}{self.named(q)}"
        return f"{equal}{self.words(' almost everywhere')}{self.on(measure)}", RELATION

    def on_finite_kl(self, term: Term) -> Shown:
        """KL(p ‖ q) < ∞."""
        return f"{self.on_KL(term)[0]}{self.signs['lt']}{self.signs['infinity']}", RELATION

    def say_differentiable_under_integral(self, term: Term) -> tuple[str, str, str]:
        """The integral of a family of functions may be differentiated inside."""
        measure, family, at = term.args
        t, member = opened(family, term) if family.op == "lambda" else self.parameter(family, term)
        where = f"{self.show(t)}{self.signs['eq']}{self.show(at)}"
        subject = self.wrap(make("integral", measure, member), 7)
        return subject, "differentiable under the integral", self.words(" at ") + where

    def parameter(self, family: Term, term: Term) -> tuple[Term, Term]:
        """A new number and the member of an unspecified family that belongs to it."""
        t = fresh("t", REAL, term)
        return t, family(t)

    on_differentiable_under_integral = Integrals.on_integrable

    def on_pushes_forward(self, term: Term) -> Shown:
        """If z has density p, then g(z) has density q."""
        first, p, g, second, q = term.args
        z, image = at_variable(g, p)
        if g.op != "lambda":
            z = var("z", z.sort)
            image = g(z)
        left = f"{self.words('if ')}{self.show(z)}{self.words(' has density ')}{self.named(p)}{self.on(first)}"
        right = f"{self.wrap(image, 7)}{self.words(' has density ')}{self.named(q)}{self.on(second)}"
        return f"{left}{self.words(', then ')}{right}", CONDITIONAL
