"""`python -m derivations.audits [--update]`: audit every rule; with --update store the counterexamples afresh."""

from __future__ import annotations

import argparse
import sys

from derivations.audits.engine import audit
from derivations.audits.registry import update
from derivations.kernel import RULES


def main() -> int:
    """Audit; 0 when every rule holds."""
    parser = argparse.ArgumentParser(prog="python -m derivations.audits", description=__doc__)
    parser.add_argument("--update", action="store_true", help="store the counterexamples that the search finds")
    parser.add_argument("--cases", type=int, default=20, help="random instances of each rule (default 20)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the random instances (default 0)")
    options = parser.parse_args()
    if options.update:
        sys.stdout.write(f"{len(update())} counterexamples stored\n")
    held = True
    for rule in list(RULES.values()):
        found = audit(rule, seed=options.seed, cases=options.cases)
        held = held and found.holds
        missing = [c for c, example in found.counterexamples.items() if example is None]
        sys.stdout.write(f"{rule.name:20} {found.cases:3} cases {found.points:5} points {found.confirmed:5} seen"
                         f"{''.join(f'  WRONG {f.reading}' for f in found.failures[:1])}"
                         f"{'  no counterexample without ' + ', '.join(missing) if missing else ''}\n")  # fmt: skip
    return 0 if held else 1


if __name__ == "__main__":
    raise SystemExit(main())
