"""Certificates: a theorem with everything it rests on, as plain JSON, and back.

A certificate is `{"version", "sorts", "terms", "steps", "statement"}`. Sorts, terms and steps are lists whose entries
refer to earlier ones by position:

    sort   {"kind": "real", "terms": [rows, columns]} | {"kind": "function", "sorts": [a, b]}
           | {"kind": "measure", "sorts": [domain]} | {"kind": "nat" | "prop" | "filter" | "space"}
    term   {"op": "num", "value": "p/q"} | {"op": "var", "name", "sort"} | {"op": "bound", "index", "sort"}
           | {"op": "lambda", "name", "sort", "args": [body]}
           | {"op", "args": [...]} (+ "grid": [rows, columns] for a block)
    step   {"rule", "args": [argument], "hypotheses": [term], "conclusion": term, "oracles": [name]}
    argument  {"term": i} | {"step": i} | {"number": "p/q"} | {"text": "…"} | {"list": [argument]}

The statement is the last step. Reading replays every step through the rules and compares what each one states, then
writes the theorem again and compares that with what was read: a certificate with any node changed is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final, cast

from derivations.kernel.errors import ProofError
from derivations.kernel.terms import FILTER, NAT, PROP, SPACE, Sort, Term, intern, make, matrix_sort, num, traverse, var
from derivations.kernel.theorem import RULES, Theorem

VERSION: Final = 1
SIMPLE: Final = {"nat": NAT, "prop": PROP, "filter": FILTER, "space": SPACE}
Json = dict[str, Any]


class _Writer:
    def __init__(self) -> None:
        self.sorts: list[Json] = []
        self.terms: list[Json] = []
        self.steps: list[Json] = []
        self.seen: dict[object, int] = {}
        self.kept: list[object] = []

    def place(self, table: list[Json], item: object, entry: Json) -> int:
        self.kept.append(item)
        table.append(entry)
        self.seen[id(item)] = len(table) - 1
        return len(table) - 1

    def sort(self, sort: Sort) -> int:
        if id(sort) in self.seen:
            return self.seen[id(sort)]
        entry: Json = {"kind": sort.kind}
        if sort.kind == "real":
            entry["terms"] = [self.term(p) for p in sort.params]
        if sort.kind in ("function", "measure"):
            entry["sorts"] = [self.sort(p) for p in sort.params]
        return self.place(self.sorts, sort, entry)

    def term(self, term: Term) -> int:
        if id(term) in self.seen:
            return self.seen[id(term)]
        entry: Json = {"op": term.op}
        if term.op == "num":
            entry["value"] = str(term.data)
        elif term.op == "var":
            entry |= {"name": term.data, "sort": self.sort(term.sort)}
        elif term.op == "bound":
            entry |= {"index": term.data, "sort": self.sort(term.sort)}
        else:
            if term.op == "lambda":
                entry |= {"name": term.data[0], "sort": self.sort(term.data[1])}
            if term.op == "block":
                entry["grid"] = list(term.data)
            entry["args"] = [self.term(a) for a in term.args]
        return self.place(self.terms, term, entry)

    def argument(self, value: Any) -> Json:
        if isinstance(value, tuple):
            return {"list": [self.argument(v) for v in cast("tuple[Any, ...]", value)]}
        if type(value) is Theorem:
            return {"step": self.step(value)}
        if type(value) is Term:
            return {"term": self.term(value)}
        return {"text": value} if type(value) is str else {"number": str(Fraction(value))}

    def step(self, theorem: Theorem) -> int:
        if id(theorem) in self.seen:
            return self.seen[id(theorem)]
        entry: Json = {
            "rule": theorem.rule,
            "args": [self.argument(a) for a in theorem.args],
            "hypotheses": [self.term(h) for h in theorem.hypotheses],
            "conclusion": self.term(theorem.conclusion),
            "oracles": sorted(theorem.oracles),
        }
        return self.place(self.steps, theorem, entry)


def write(theorem: Theorem) -> Json:
    """The certificate of a theorem."""
    writer = _Writer()
    statement = writer.step(theorem)
    return {
        "version": VERSION,
        "sorts": writer.sorts,
        "terms": writer.terms,
        "steps": writer.steps,
        "statement": statement,
    }


class CertificateError(ProofError):
    """The certificate is not one of this version's, or a step in it does not follow."""


class _Reader:
    def __init__(self, certificate: Json) -> None:
        self.source = certificate
        self.sorts: dict[int, Sort] = {}
        self.terms: dict[int, Term] = {}
        self.steps: list[Theorem] = []

    def sort(self, index: int) -> Sort:
        if index not in self.sorts:
            entry = self.source["sorts"][index]
            if entry["kind"] == "real":
                rows, columns = map(self.term, entry["terms"])
                self.sorts[index] = matrix_sort(rows, columns)
            elif entry["kind"] == "function":
                domain, codomain = map(self.sort, entry["sorts"])
                self.sorts[index] = Sort("function", domain, codomain)
            elif entry["kind"] == "measure":
                (domain,) = map(self.sort, entry["sorts"])
                self.sorts[index] = Sort("measure", domain)
            else:
                self.sorts[index] = SIMPLE[entry["kind"]]
        return self.sorts[index]

    def term(self, index: int) -> Term:
        if index not in self.terms:
            self.terms[index] = self.build(self.source["terms"][index])
        return self.terms[index]

    def build(self, entry: Json) -> Term:
        op = entry["op"]
        if op == "num":
            return num(Fraction(entry["value"]))
        if op == "var":
            return var(entry["name"], self.sort(entry["sort"]))
        if op == "bound":
            return intern(op, (), _index(entry["index"]), self.sort(entry["sort"]))
        args = tuple(self.term(a) for a in entry["args"])
        if op == "lambda":
            sort = self.sort(entry["sort"])
            if entry["name"] != "":
                var(entry["name"], sort)  # raises unless it is a name
            (body,) = args
            _same_sort(body, sort)
            return intern(op, (body,), (entry["name"], sort), Sort("function", sort, body.sort))
        return make(op, *args, data=tuple(entry["grid"]) if op == "block" else None)

    def argument(self, entry: Json) -> Any:
        ((kind, value),) = entry.items()
        readers: dict[str, Callable[[Any], Any]] = {
            "list": lambda values: tuple(map(self.argument, values)),
            "term": self.term,
            "step": self.steps.__getitem__,
            "text": str,
            "number": _number,
        }
        return readers[kind](value)

    def replay(self) -> Theorem:
        for position, entry in enumerate(self.source["steps"]):
            made = RULES[entry["rule"]](*(self.argument(a) for a in entry["args"]))
            claimed = (tuple(map(self.term, entry["hypotheses"])), self.term(entry["conclusion"]), entry["oracles"])
            if claimed != (made.hypotheses, made.conclusion, sorted(made.oracles)):
                raise CertificateError(
                    f"step {position}: the rule {made.rule} states {made}, the certificate something else"
                )
            self.steps.append(made)
        statement: int = self.source["statement"]
        return self.steps[statement]


def _index(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not the index of a bound variable")
    return value


def _same_sort(body: Term, sort: Sort) -> None:
    """Raise unless the variable that a lambda around `body` binds has this sort wherever it stands."""

    def leaf(node: Term, depth: int) -> Term | None:
        if node.op == "bound" and node.data == depth and node.sort is not sort:
            raise ValueError(f"a variable of sort {sort} is bound as if it were {node.sort}")
        return node if node.loose <= depth else None

    traverse(body, leaf)


def _number(text: str) -> int | Fraction:
    value = Fraction(text)
    return value.numerator if value.denominator == 1 else value


def read(certificate: Json) -> Theorem:
    """Rebuild the theorem of a certificate by replaying every step; CertificateError when anything does not fit."""
    if type(certificate) is not dict or certificate.get("version") != VERSION:
        raise CertificateError(f"this is not a certificate of version {VERSION}")
    try:
        theorem = _Reader(certificate).replay()
        same = json.dumps(write(theorem), sort_keys=True) == json.dumps(certificate, sort_keys=True)  # 1 is not true
    except CertificateError:
        raise
    except (ProofError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError, RecursionError) as error:
        raise CertificateError(f"the certificate cannot be replayed: {error}") from error
    if not same:
        raise CertificateError("the certificate says more, or in another order, than its theorem does")
    return theorem
