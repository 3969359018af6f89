"""Terms as plain ASCII text, for errors, `repr` and a terminal without Unicode."""

from __future__ import annotations

from typing import Any, Final, cast

from derivations.kernel.terms import Term, apply, intern

# op: (symbol, its precedence, the precedence its left and right arguments need)
INFIX: Final[dict[str, tuple[str, int, int, int]]] = {
    "iff": (" <=> ", 1, 2, 2),
    "implies": (" => ", 2, 3, 2),
    "or": (" or ", 3, 4, 3),
    "and": (" and ", 4, 5, 4),
    "eq": (" = ", 6, 7, 7),
    "le": (" <= ", 6, 7, 7),
    "lt": (" < ", 6, 7, 7),
    "add": (" + ", 8, 8, 9),
    "sub": (" - ", 8, 8, 9),
    "mul": ("*", 10, 10, 11),
    "div": ("/", 10, 10, 11),
    "pow": ("**", 13, 14, 12),
}
BINDING: Final = ("integral", "integrable", "almost", "measurable", "product")
ATOM: Final = 20


def opened(function: Term, avoid: Term | None = None) -> tuple[Term, Term]:
    """A lambda's variable, renamed if its name is taken, and its body."""
    hint, sort = function.data
    taken: set[Any] = {v.data for v in (function.free if avoid is None else function.free | avoid.free)}
    name, count = hint or "x", 0
    while name in taken:
        count += 1
        name = f"{hint or 'x'}_{count}"
    variable = intern("var", (), name, sort)
    return variable, apply(function, variable)


def text(term: Term) -> str:
    """The term in Python's notation."""
    return _text(term)[0]


def _wrap(term: Term, needed: int) -> str:
    shown, precedence = _text(term)
    return shown if precedence >= needed else f"({shown})"


def _text(term: Term) -> tuple[str, int]:
    op, args = term.op, term.args
    if op == "num":
        whole = term.data.denominator == 1
        return str(term.data), ATOM if whole and term.data >= 0 else (10 if term.data >= 0 else 9)
    if op == "var":
        return term.data, ATOM
    if op == "bound":
        return f"#{term.data}", ATOM
    if op == "not" and args[0].op == "eq":
        return f"{_wrap(args[0].args[0], 7)} != {_wrap(args[0].args[1], 7)}", 6
    if op in ("le", "lt") and args[0].op == "num" and args[1].op != "num":
        return f"{_wrap(args[1], 7)}{ {'le': ' >= ', 'lt': ' > '}[op] }{_wrap(args[0], 7)}", 6
    if op in INFIX:
        symbol, own, left, right = INFIX[op]
        return f"{_wrap(args[0], left)}{symbol}{_wrap(args[1], right)}", own
    if op == "neg":
        return f"-{_wrap(args[0], 10)}", 9
    if op == "not":
        return f"not {_wrap(args[0], 5)}", 5
    if op == "transpose":
        return f"{_wrap(args[0], ATOM)}.T", 15
    return _application(term), ATOM if op not in ("forall", "exists") else 0


def _application(term: Term) -> str:
    op, args = term.op, term.args
    if op in ("forall", "exists") and args[0].op == "lambda" and not args[0].loose:
        variable, body = opened(args[0])
        return f"{op} {variable.data}. {text(body)}"
    if op == "lambda":
        if term.loose:
            return f"({term.data[0]} -> {text(args[0])})"
        variable, body = opened(term)
        return f"({variable.data} -> {text(body)})"
    if op == "tends" and args[0].op == "lambda" and not args[0].loose:
        variable, body = opened(args[0])
        return f"({text(body)} -> {text(args[2])} as {variable.data} -> {text(args[1])})"
    if op == "slice" and args[2].op == "num" and args[4].op == "num" and term.is_scalar:
        column = "" if args[0].shape[1].op == "num" and args[0].shape[1].data == 1 else f", {text(args[3])}"
        return f"{_wrap(args[0], ATOM)}[{text(args[1])}{column}]"
    if op in BINDING and args[-1].op == "lambda" and not term.loose:
        variable, body = opened(args[-1], args[0])
        total = op == "integral" and args[0].op == "counting"
        over = args[0].args if total else args[:-1]
        return f"{'sum' if total else op}({', '.join([text(body), variable.data, *map(text, over)])})"
    if op == "block":
        rows, columns = cast("tuple[int, int]", term.data)
        lines = [", ".join(text(args[i * columns + j]) for j in range(columns)) for i in range(rows)]
        return "[" + "; ".join(lines) + "]"
    if op == "near":
        return text(args[0])
    if op == "above":
        return f"{_wrap(args[0], 11)}+"
    if op == "apply":
        return f"{_wrap(args[0], ATOM)}({text(args[1])})"
    if op == "unit":
        return f"unit({text(args[1])}, {text(args[0])})"
    if op == "infinity":
        return "oo"
    return f"{op}({', '.join(map(text, args))})" if args else op
