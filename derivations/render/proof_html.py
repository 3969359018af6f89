"""A proof as HTML that needs nothing from elsewhere: TeX where MathJax or KaTeX runs, Unicode text where not."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.resources import files

from derivations.kernel import RULES, Term
from derivations.proof import Proof, Step
from derivations.render.abbreviations import Abbreviation, meanings, named, used, used_in, without
from derivations.render.explanation import how
from derivations.render.latex import term_latex
from derivations.render.latex_lines import SIGNS, aligned
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
from derivations.render.proof_text import SIGNS as TEXT_SIGNS
from derivations.render.reasons import conditions_met, origin, reason
from derivations.render.text import term_text

LEADS = {"": ("", ""), "turnstile": (r"\vdash\ ", "⊢"), "and": (r"\land\ ", "∧")} | {
    r: (SIGNS[r], TEXT_SIGNS[r]) for r in TEXT_SIGNS
}


def proof_html(proof: Proof) -> str:
    """The whole proof as an `<article>`; every line has the id `<result>-<number>` and its rule as `data-rule`."""
    parts = [
        f'<article class="derivation" id="{escape(proof.id or "proof")}" data-answer="{proof.answer}">',
        f"<style>{style()}</style>",
        _header(proof),
        lines_html(proof),
        "</article>",
    ]
    return "\n".join(parts)


def style() -> str:
    """The style sheet for what stands inside an element of class `derivation`."""
    return files("derivations.render").joinpath("proof.css").read_text(encoding="utf-8")


def statement_html(proof: Proof) -> str:
    """The published theorem: its hypotheses, what names in it stand for, and its conclusion."""
    with named(used_in(proof, (*proof.hypotheses, proof.statement))):
        given = [f'<div class="claim">{formula(h)}</div>' for h in proof.hypotheses]
        where = [*map(_meaning, meanings())]
        parts = [("given", "Given", given), ("where", "Where", where), ("then", "Then", _conjuncts(proof.statement))]
        return "\n".join(_section(*part) for part in parts if part[2])


def lines_html(proof: Proof) -> str:
    """The lines of a proof: what is given, what names stand for, each step with its reason, what it rests on."""
    with named(used(proof)):
        given = [_step(proof, s) for s in proof.steps if s.kind == "given"]
        where = [*map(_meaning, meanings())]
        body = [_block(proof, b) for b in blocks(proof.steps)]
        parts = [("given", "Given", given), ("where", "Where", where), ("proof", "Proof", body)]
        return "\n".join([*(_section(*part) for part in parts if part[2]), _footer(proof)])


def _section(name: str, title: str, content: Sequence[str]) -> str:
    return f'<section class="{name}"><h4>{title}</h4>{"".join(content)}</section>'


def _meaning(name: Abbreviation) -> str:
    """What an abbreviation stands for, the others used in it."""
    with named(without(name)):
        head, term = name.head, name.body
        twice = _twice(f"{term_text(head)} = {term_text(term)}", f"{term_latex(head)} = {aligned(term, 'c')}")
    return f"<p>{twice}</p>"


def _header(proof: Proof) -> str:
    oracles = [f"believes {name}" for name in sorted(proof.oracles)] or ["no oracle"]
    kinds = ["oracle" if proof.oracles else "proved"] * len(oracles)
    badges = [_badge("proved by the kernel", "proved"), *map(_badge, oracles, kinds)]
    source = f'<span class="source">{escape(proof.source)}</span>' if proof.source else ""
    name = f"<h3>{escape(proof.id or 'A proof')}</h3>"
    return f'<header>{name} {source} {"".join(badges)}<p class="title">{escape(proof.title)}</p></header>'


def _badge(text: str, kind: str) -> str:
    return f'<span class="badge {kind}">{escape(text)}</span>'


def formula(term: Term, relation: str = "", bracketed: bool = False) -> str:
    """A formula twice, as text and as TeX; the style sheet shows the one that can be read."""
    tex_sign, text_sign = f"{LEADS[relation][0]} ", f"{LEADS[relation][1]} "
    shown = [(text_sign + term_text(term)).strip(), (tex_sign + aligned(term)).strip()]
    if bracketed:
        shown = [f"{text_sign}({term_text(term)})", rf"{tex_sign}\left({aligned(term, 'c')}\right)"]
    return _twice(*shown)


def _twice(text: str, tex: str) -> str:
    plain = f'<span class="text">{escape(text)}</span>'
    set_in_tex = f'<span class="tex tex2jax_process mathjax_process">\\({escape(tex)}\\)</span>'
    return f'<span class="formula">{plain}{set_in_tex}</span>'


def _block(proof: Proof, block: Block) -> str:
    if isinstance(block, Supposition):
        supposed = "".join(_step(proof, s, '<span class="word">Suppose</span> ') for s in block.supposed)
        inside = "".join(_block(proof, b) for b in block.inside)
        return f'<div class="supposition">{supposed}<div class="inside">{inside}</div></div>'
    if isinstance(block, Calculation):
        start = f'<div class="start"><span class="number"></span><div class="claim">{formula(block.start)}</div></div>'
        return f'<div class="calculation">{start}{"".join(_line(proof, line) for line in block.lines)}</div>'
    return _step(proof, block)


def _line(proof: Proof, line: Line) -> str:
    return _row(proof, line.step, formula(line.term, line.relation))


def _step(proof: Proof, step: Step, word: str = "") -> str:
    if step.kind != "conclusion":
        return _row(proof, step, word + formula(step.formula))
    return _row(proof, step, "".join(_conjuncts(step.formula, "turnstile")))


def _conjuncts(statement: Term, sign: str = "") -> list[str]:
    """The parts of a conjunction below each other, the first one behind a sign."""
    parts = conjuncts(statement)
    signs = [sign, *["and"] * (len(parts) - 1)]
    shown = [formula(part, lead, needs_brackets(part, parts)) for part, lead in zip(parts, signs, strict=True)]
    return [f"<div>{part}</div>" for part in shown]


def _row(proof: Proof, step: Step, claim: str) -> str:
    name = f"{escape(proof.id or 'proof')}-{step.number}"
    number = f'<a class="number" href="#{name}">({step.number})</a>'
    return (
        f'<div class="step {step.kind}" id="{name}" data-rule="{origin(step).rule}" data-number="{step.number}">'
        f'{number}<div class="claim">{claim}</div>{_why(step)}</div>'
    )


def _why(step: Step) -> str:
    """The reason; behind it the rule, its side conditions and how they were met."""
    if step.kind in ("given", "suppose"):
        return f'<span class="why">{escape(step.because)}</span>'
    rule = RULES[origin(step).rule]
    declared = [f"<li>{escape(text)}</li>" for text in rule.conditions.values()]
    met = [f"<li>{formula(c)}: {escape(how(shown))}</li>" for c, shown in conditions_met(step)]
    lists = [
        f"<p>{title}</p><ul>{''.join(items)}</ul>" for title, items in (("Asks", declared), ("Met here", met)) if items
    ]
    oracles = f"<p>Believes {escape(', '.join(sorted(step.theorem.oracles)))}.</p>" if step.theorem.oracles else ""
    summary = f"<summary>{escape(reason(step) or 'rule ' + rule.name)}</summary>"
    name = f'<p>Rule <code class="rule">{rule.name}</code></p>'
    return f'<details class="why">{summary}{name}{"".join(lists)}{oracles}</details>'


def _footer(proof: Proof) -> str:
    uses = ", ".join(f'<a href="#{escape(u)}">{escape(u)}</a>' for u in proof.uses) or "no other result"
    oracles = escape(", ".join(sorted(proof.oracles))) or "none: the kernel alone"
    items = [("Rests on", uses), ("Oracles", oracles), ("Symbols", "; ".join(map(_symbol, symbols(proof))))]
    if proof.answer_term is not None:
        items.append((f"Answer ({proof.answer})", formula(proof.answer_term)))
    return f"<footer><dl>{''.join(f'<dt>{label}</dt><dd>{text}</dd>' for label, text in items if text)}</dl></footer>"


def _symbol(symbol: Term) -> str:
    kind = kind_of(symbol) or " × ".join(term_text(side) for side in symbol.shape)
    typed = "" if term_text(symbol) == symbol.data else f" = <code>{escape(symbol.data)}</code>"
    return f"{formula(symbol)}{typed} ({escape(kind)})"
