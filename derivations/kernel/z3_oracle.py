"""Polynomial inequalities by z3: an oracle, named in every theorem that rests on it."""

# z3 ships no types:
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownLambdaType=false
# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false

from __future__ import annotations

from typing import Any, Final

from derivations.kernel.errors import Undecided
from derivations.kernel.formulas import FALSE
from derivations.kernel.terms import PROP, Term
from derivations.kernel.theorem import Sequent, Side, Theorem, merge, rule

LIMIT: Final = 5_000_000  # z3's resource units: the same on every machine, unlike seconds


@rule(
    {
        "form": "facts and goal are polynomial relations between numbers",
        "unsat": "z3 finds the facts and the negated goal contradictory",
    },
    oracle="z3",
    source="de Moura and Bjørner 2008; decision procedure of Jovanović and de Moura 2012",
)
def z3(side: Side, goal: Term, facts: tuple[Theorem, ...]) -> Sequent:
    """Γᵢ ⊢ φᵢ  /  Γ ⊢ ψ, when z3 reports that φ₁ ∧ … ∧ ¬ψ has no solution in real numbers."""
    import z3 as solver

    for claim in (*(fact.conclusion for fact in facts), goal):
        side.require("form", claim.sort is PROP, lambda c=claim: f"{c} is not a formula")
    names: dict[Term, Any] = {}
    engine = solver.SolverFor("QF_NRA")
    engine.set("rlimit", LIMIT)
    for fact in facts:
        engine.add(_translate(fact.conclusion, names))
    engine.add(solver.Not(_translate(goal, names)))
    answer = engine.check()
    side.require("unsat", answer == solver.unsat, lambda: f"z3 answers {answer} for {goal}")
    return Sequent(merge(*(f.hypotheses for f in facts)), goal)


def _translate(term: Term, names: dict[Term, Any]) -> Any:
    import z3 as solver

    op = term.op
    if op == "var" and term.is_scalar:
        return names.setdefault(term, solver.Real(f"x{len(names)}"))
    if op == "num":
        return solver.RealVal(str(term.data))
    if op == "pow" and term.is_scalar and term.args[1].op == "num" and term.args[1].data <= 20:
        base = _translate(term.args[0], names)
        result: Any = solver.RealVal(1)
        for _ in range(int(term.args[1].data)):
            result = result * base
        return result
    table: dict[str, Any] = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b, "neg": lambda a: -a,
        "eq": lambda a, b: a == b, "le": lambda a, b: a <= b, "lt": lambda a, b: a < b, "not": solver.Not,
        "and": solver.And, "or": solver.Or, "implies": solver.Implies, "iff": lambda a, b: a == b,
    }  # fmt: skip
    if term is FALSE:
        return solver.BoolVal(False)
    if op not in table or any(not (a.is_scalar or a.sort.kind == "prop") for a in term.args):
        raise Undecided(f"z3 is asked for polynomial relations between numbers only, not {term}", "form")
    return table[op](*(_translate(a, names) for a in term.args))
