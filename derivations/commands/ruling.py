"""`derivations rules [RULE]`: the rules of the kernel, their side conditions and what goes wrong without them."""

from __future__ import annotations

from argparse import Namespace
from difflib import get_close_matches
from inspect import cleandoc
from textwrap import wrap
from typing import Any

from derivations.commands import output
from derivations.commands.complaint import Complaint

DESCRIPTION = """The rules of inference. For one rule: what it derives, its side conditions, its source, and for each
condition a stored instance in which the rule without it would derive something false."""


def add(commands: Any) -> None:
    """Register the subcommand."""
    parser = commands.add_parser("rules", help="the kernel's rules and their side conditions", description=DESCRIPTION)
    parser.add_argument("rule", nargs="?", metavar="RULE", help="a rule, such as combination; all of them by default")
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.set_defaults(run=run)


def run(args: Namespace) -> int:
    """Print all rules or one."""
    from derivations.kernel import RULES

    if args.rule is not None and args.rule not in RULES:
        near = get_close_matches(args.rule, RULES, n=3, cutoff=0.5)
        hint = f"did you mean {', '.join(near)}?" if near else "`derivations rules` shows them all"
        raise Complaint(f"argument RULE: there is no rule {args.rule!r}; {hint}")
    chosen = list(RULES) if args.rule is None else [args.rule]
    if args.json:
        output.say(output.as_json([described(name) for name in chosen]))
    elif args.rule is None:
        _print_all(chosen)
    else:
        _print(described(args.rule))
    return 0


def described(name: str) -> dict[str, Any]:
    """A rule as plain data."""
    from derivations.audits import known_counterexamples
    from derivations.kernel import RULES

    rule = RULES[name]
    broken = known_counterexamples(name)
    return {
        "rule": name,
        "module": rule.__module__.rpartition(".")[2],
        "statement": cleandoc(rule.__doc__ or ""),
        "oracle": rule.oracle or None,
        "source": rule.source or None,
        "conditions": [
            {"name": c, "states": text, "without": [entry for entry in broken if entry["condition"] == c]}
            for c, text in rule.conditions.items()
        ],
    }


def _print_all(names: list[str]) -> None:
    rules = [described(name) for name in names]
    rows = [
        (
            (r["rule"], "bold"),
            r["module"],
            ", ".join(c["name"] for c in r["conditions"]),
            (r["oracle"] or "", "yellow"),
            r["statement"].partition("\n")[0],
        )
        for r in rules
    ]
    output.table(("rule", "module", "side conditions", "oracle", "statement"), rows)


def _print(rule: dict[str, Any]) -> None:
    output.styled(f"{rule['rule']} ({rule['module']})", "bold")
    output.say(rule["statement"])
    if rule["oracle"]:
        output.say(f"\nOracle: {rule['oracle']} (a theorem made with this rule believes it)")
    if rule["source"]:
        output.say(f"\nSource: {rule['source']}")
    output.say("\nSide conditions:" if rule["conditions"] else "\nNo side conditions.")
    for condition in rule["conditions"]:
        _say(f"  {condition['name']}: {condition['states']}")
        for broken in condition["without"]:
            _say(f"    without it: {broken['reading'].removeprefix(_repeated(condition))}")


def _repeated(condition: dict[str, Any]) -> str:
    """How the audit begins a reading; here the condition stands just above."""
    return f'without "{condition["states"]}": '


def _say(text: str) -> None:
    indent = " " * (len(text) - len(text.lstrip()) + 2)
    output.say("\n".join(wrap(text, output.width(), subsequent_indent=indent)))
