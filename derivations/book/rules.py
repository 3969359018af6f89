"""The rules of the kernel: each drawn, its side conditions, and what it would prove without them."""

from __future__ import annotations

import re
from html import escape
from importlib import import_module
from inspect import cleandoc
from typing import Any, Final, NamedTuple

from docutils import nodes

from derivations.book.domain import Derivations
from derivations.book.printed import printed
from derivations.book.printing import Printing
from derivations.commands.ruling import described
from derivations.kernel import RULES

BAR: Final = re.compile(r"(?:\s{2}|\n\s*)/\s+")


class Drawn(NamedTuple):
    """A rule as its docstring draws it: premises over a line over the conclusion, and the sentences around it."""

    figures: tuple[tuple[tuple[str, ...], str], ...]
    sentences: tuple[str, ...]


def drawn(statement: str) -> Drawn:
    r"""The rule that a docstring draws: a paragraph with a turnstile or a bar, cut at the bar.

    >>> drawn("Γ ⊢ φ,  Δ ⊢ ψ  /  Γ, Δ ⊢ φ ∧ ψ.").figures
    ((('Γ ⊢ φ', 'Δ ⊢ ψ'), 'Γ, Δ ⊢ φ ∧ ψ'),)
    >>> drawn("Take it for granted.\n\nφ ⊢ φ")
    Drawn(figures=(((), 'φ ⊢ φ'),), sentences=('Take it for granted.',))
    """
    paragraphs = [p.strip() for p in statement.split("\n\n")]
    figures = [p for p in paragraphs if "⊢" in p or BAR.search(p)]
    cut = [piece for p in figures for piece in re.split(r",  and\s+", p)]
    return Drawn(tuple(map(_figure, cut)), tuple(p for p in paragraphs if p not in figures))


def _figure(text: str) -> tuple[tuple[str, ...], str]:
    above, *below = BAR.split(text)
    if not below:
        return (), _line(text)
    return tuple(_line(p) for p in re.split(r"[,;](?: {2,}|\s*\n)\s*", above) if p.strip()), _line(" / ".join(below))


def _line(text: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", text.strip()).removesuffix(".")


class KernelRules(Printing):
    """`kernel-rules FAMILY`: the rules of a module of the kernel."""

    def content_nodes(self) -> list[nodes.Node]:
        """A paragraph about the module and a section for each of its rules."""
        names = [name for name, rule in RULES.items() if rule.__module__.rpartition(".")[2] == self.argument]
        if not names:
            families = dict.fromkeys(rule.__module__.rpartition(".")[2] for rule in RULES.values())
            raise self.error(f"the kernel has no rules in {self.argument!r}; it has some in {', '.join(families)}")
        about = cleandoc(import_module(f"derivations.kernel.{self.argument}").__doc__ or "").partition("\n\n")[0]
        return [nodes.paragraph("", about.replace("\n", " ")), *map(self._rule, names)]

    def _rule(self, name: str) -> nodes.section:
        section = self.titled(f"rule-{name}", name)
        Derivations.of(self.env).note("rule", name, f"rule-{name}", name)
        entry = described(name)
        section += printed(f'<div class="derivation rule-of-inference">{_html(entry)}</div>', entry["statement"])
        return section


def _html(entry: dict[str, Any]) -> str:
    shown = drawn(entry["statement"])
    figures = "".join(_inference(*figure) for figure in shown.figures)
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in shown.sentences)
    sources = [f"Source: {escape(entry['source'])}."] if entry["source"] else []
    sources += [f"Believes {escape(entry['oracle'])}."] if entry["oracle"] else []
    conditions = "".join(map(_condition, entry["conditions"])) or "<p>No side conditions.</p>"
    return f"{figures}{sentences}<p class='source'>{' '.join(sources)}</p>{conditions}"


def _inference(premises: tuple[str, ...], conclusion: str) -> str:
    above = "".join(f"<span>{escape(p)}</span>" for p in premises)
    top = f'<div class="premises">{above}</div>' if premises else ""
    return f'<div class="inference">{top}<div class="conclusion-of">{escape(conclusion)}</div></div>'


def _condition(condition: dict[str, Any]) -> str:
    """A side condition and what goes wrong without it."""
    repeated = f'without "{condition["states"]}": '
    wrong = "".join(
        f"<li>Without it: {escape(e['reading'].removeprefix(repeated))}.</li>" for e in condition["without"]
    )
    summary = f"<summary><b>{escape(condition['name'])}</b>: {escape(condition['states'])}</summary>"
    return f"<details>{summary}<ul>{wrong}</ul></details>"


DIRECTIVES: Final = {"kernel-rules": KernelRules}
