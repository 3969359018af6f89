"""How long proofs take, against `import sympy` and against what a user would write in SymPy: ratios taken in one run.

    python benchmarks/proofs.py                  prints Markdown; benchmarks/RESULTS.md is such an output
    python benchmarks/proofs.py --limit 20       seconds that one SymPy attempt may take

Both sides of a ratio are measured alternately, in this process (imports and first proofs: in fresh processes), and
medians are compared. SymPy's cache is cleared before each attempt, as in a user's first call; nothing is kept between
our proofs either. Garbage is collected before a measurement.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from math import exp, log
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import naive
from sympy.core.cache import clear_cache

from derivations import (
    change_of_variables,
    divergences,
    generator_losses,
    lemmas,
    minimax,
    optimal_discriminator,
    ridge,
)
from derivations.counterexample import describe, find
from derivations.kernel import Term, Theorem, algebra, logic, matrices
from derivations.kernel.formulas import (
    And,
    Derivative,
    Eq,
    Iff,
    block,
    identity,
    inv,
    invertible,
    matrix,
    natural,
    real,
    sqrt,
    vector,
    zeros,
)
from derivations.kernel.terms import ONE, num
from derivations.lemmas import linear_iterations as linear
from derivations.lemmas import logarithm
from derivations.proof import Proof
from derivations.results import catalogue

ROOT = Path(__file__).parents[1]
Attempt = Callable[[], bool | None]


# The statements that are smaller than a result of the catalogue
a, b, c, eta, x, y = map(real, ["a", "b", "c", "eta", "x", "y"])
n, d, lam = natural("n"), natural("d"), real("lam")
Z, A, beta, target = matrix("Z", n, d), matrix("A", d, d), vector("beta", d), vector("y", n)
TURN = block([[ONE - eta * a, -eta * b], [eta * b, ONE - eta * a]])
ALTERNATING = block([[ONE, -eta], [eta, 1 - eta**2]])
EXTRA = block([[1 - eta**2, -eta], [eta, 1 - eta**2]])


def formula_solves() -> Theorem:
    """G invertible: G·(G⁻¹Zᵀy) = Zᵀy."""
    normal, right = Z.T * Z + n * lam * A, Z.T * target
    proof = Proof(given=[invertible(normal)])
    both = logic.left(matrices.inverse(normal))
    line = Eq(normal * (inv(normal) * right), right)
    return proof.conclude(line, parts=[(1, both, right)]).theorem


def moduli(turn: Term, rho: Term) -> Theorem:
    """Every eigenvalue of a matrix that turns and scales has modulus² ρ."""
    preserved = algebra.field(Eq(turn.T * identity(2) * turn, rho * identity(2)))
    return linear.modulus(turn, identity(2), rho, preserved, lemmas.identity_definite(num(2)))


def region(rho: Term, low: Term, high: Term, up: Any, down: Any, back: Any, given: tuple[Term, ...] = ()) -> Theorem:
    """ρ < 1 ⇔ low ∧ high, from the multipliers of the two contradictions and of the way back."""
    proof, inside = Proof(given=given), And(low, high)
    with proof.suppose(rho < 1) as (small,):
        first = proof.otherwise(low, lambda no: up(proof, small, no))
        second = proof.otherwise(high, lambda no: down(first, small, no))
        forward = proof.have(inside, by=logic.both(first, second))
    with proof.suppose(inside) as (both,):
        backward = proof.have(rho < 1, terms=[(back, lemmas.split(both), [])])
    return proof.conclude(Iff(rho < 1, inside), by=proof.equivalence(Iff(rho < 1, inside), forward, backward)).theorem


def exercise_region() -> Theorem:
    """(1 − 8η)² < 1 ⇔ 0 < η < ¼."""
    return region(
        (1 - 8 * eta) ** 2,
        0 < eta,
        eta < num(1) / 4,
        lambda _, small, no: [(1, [small], []), (16, [no], []), (64, [], [eta])],
        lambda low, small, no: [(1, [small], []), (64, [low, no], [])],
        64,
    )


def general_region() -> Theorem:
    """a > 0: (1 − ηa)² + η²b² < 1 ⇔ 0 < η and η(a² + b²) < 2a."""
    known = lambda proof: proof.known(a > 0)  # noqa: E731 - a formula in one line
    return region(
        (1 - eta * a) ** 2 + eta**2 * b**2,
        0 < eta,
        eta * (a**2 + b**2) < 2 * a,
        lambda p, small, no: [(1, [small], []), (2, [no, known(p)], []), (1, [], [eta * a]), (1, [], [eta * b])],
        lambda low, small, no: [(1, [small], []), (1, [low, no], [])],
        1,
        (a > 0,),
    )


def best_step() -> Theorem:
    """a > 0: (1 − ηa)² + η²b² is least at η = a/(a² + b²), where it is b²/(a² + b²)."""
    proof, total = Proof(given=[a > 0]), a**2 + b**2
    rho = lambda h: (1 - h * a) ** 2 + h**2 * b**2  # noqa: E731 - a formula in one line
    positive = proof.have(0 < total)
    at_best = proof.have(Eq(rho(a / total), b**2 / total))
    least = proof.have(b**2 / total <= rho(eta), terms=[(1, [positive], [eta - a / total])])
    return proof.conclude(And(at_best.conclusion, least.conclusion)).theorem


def two_steps() -> Theorem:
    """The iteration matrix of the best two step sizes squares to 0."""
    proof, total = Proof(given=[a > 0, c > 0]), a * c + b**2
    proof.have(0 < total)
    ratio = abs(b) / sqrt(total)
    down, up = (1 + ratio) / a, (1 - ratio) / c
    m = block([[1 - down * a, -down * b], [up * b, 1 - up * c]])
    return proof.conclude(Eq(m * m, zeros(2, 2))).theorem


def alternating_invariant() -> Theorem:
    """x² + y² − ηxy is the same after an alternating step."""
    p = vector("p", 2)
    energy = lambda v: v[0] ** 2 + v[1] ** 2 - eta * v[0] * v[1]  # noqa: E731 - a formula in one line
    return Proof().conclude(Eq(energy(ALTERNATING * p), energy(p))).theorem


def alternating_moduli() -> Theorem:
    """0 < η ≤ 2: every eigenvalue of an alternating step has modulus 1."""
    return linear.unit_modulus(ALTERNATING, logic.assume(eta > 0), logic.assume(eta <= 2), eta)


def extra_gradient() -> Theorem:
    """Modulus² ρ = 1 − η² + η⁴; for η > 0 less than 1 iff η < 1, and never below ¾."""
    rho = 1 - eta**2 + eta**4
    proof = Proof(given=[eta > 0])
    angles = moduli(EXTRA, rho)
    step, weak = proof.known(eta > 0), proof.have(num(3) / 4 <= rho, terms=[(1, [], [eta**2 - num(1) / 2])])
    with proof.suppose(rho < 1) as (small,):
        forward = proof.otherwise(
            eta < 1, lambda no: [(1, [small], []), (1, [step, step, no, no], []), (2, [step, step, no], [])]
        )
    with proof.suppose(eta < 1) as (below,):
        backward = proof.have(rho < 1, terms=[(1, [step, step, below, step], []), (1, [step, step, below], [])])
    same = proof.equivalence(Iff(rho < 1, eta < 1), forward, backward)
    return proof.conclude(
        And(angles.conclusion, same.conclusion, weak.conclusion), by=lemmas.join(angles, same, weak)
    ).theorem


def log_bound() -> Theorem:
    """0 < u: log u ≤ u − 1."""
    return logarithm.bound(real("u"))


@dataclass(frozen=True)
class Statement:
    """A statement, our proof of it, and SymPy's attempts with what each is about."""

    name: str
    ours: Callable[[], Any]
    attempts: tuple[tuple[str, Attempt], ...]


GENERAL, INSTANCE, SAME, POINTS, VALUE = "general", "3x2", "same", "2 points", "one value"
STATEMENTS = (
    Statement(
        "ridge.gradient",
        ridge.gradient,
        ((GENERAL, naive.gradient_by_trace), (GENERAL, naive.gradient_by_matrix), (INSTANCE, naive.gradient_explicit)),
    ),
    Statement("G·(G⁻¹Zᵀy) = Zᵀy", formula_solves, ((GENERAL, naive.closed_form_general),)),
    Statement("ridge.closed_form", ridge.closed_form, ((INSTANCE, naive.closed_form_explicit),)),
    Statement(
        "ridge.global_minimum",
        ridge.global_minimum,
        ((GENERAL, naive.global_minimum_general), (INSTANCE, naive.global_minimum_explicit)),
    ),
    Statement("ridge.unique", ridge.unique, ((INSTANCE, naive.unique_explicit),)),
    Statement("ridge.centering", ridge.centering, ((INSTANCE, naive.centering_explicit),)),
    Statement(
        "ridge.bias_equivariance",
        ridge.bias_equivariance,
        ((GENERAL, naive.bias_general), (INSTANCE, naive.bias_explicit)),
    ),
    Statement("ridge.limits", ridge.limits, ((INSTANCE, naive.limits_explicit),)),
    Statement("minimax.saddle", minimax.saddle, ((SAME, naive.saddle),)),
    Statement("minimax.updates", minimax.updates, ((SAME, naive.updates),)),
    Statement("minimax.step_size: region", exercise_region, ((SAME, naive.exercise_region),)),
    Statement(
        "general quadratic: moduli",
        lambda: moduli(TURN, (1 - eta * a) ** 2 + eta**2 * b**2),
        ((SAME, naive.general_moduli),),
    ),
    Statement("general quadratic: best η", best_step, ((SAME, naive.best_step),)),
    Statement("general quadratic: region", general_region, ((SAME, naive.general_region),)),
    Statement("two step sizes: M² = 0", two_steps, ((SAME, naive.two_steps),)),
    Statement("minimax.separate_step_sizes", minimax.separate_step_sizes, ((SAME, naive.separate_region),)),
    Statement("minimax.descent_diverges", minimax.descent_diverges, ((SAME, naive.descent_diverges),)),
    Statement("alternating: invariant", alternating_invariant, ((SAME, naive.alternating_invariant),)),
    Statement("alternating: modulus 1", alternating_moduli, ((SAME, naive.alternating_moduli),)),
    Statement("alternating: bounded (all of minimax.bilinear)", minimax.bilinear, ((SAME, naive.alternating_bounded),)),
    Statement("extra-gradient: moduli, region, least", extra_gradient, ((SAME, naive.extra_gradient),)),
    Statement("change_of_variables.forward", change_of_variables.forward, ((SAME, naive.forward),)),
    Statement("change_of_variables.square", change_of_variables.square, ((VALUE, naive.square),)),
    Statement("change_of_variables.logistic", change_of_variables.logistic, ((VALUE, naive.logistic),)),
    Statement(
        "log u ≤ u − 1",
        log_bound,
        ((SAME, naive.log_bound_assumption), (SAME, naive.log_bound_inequality)),
    ),
    Statement("divergences.gibbs", divergences.gibbs, ((POINTS, naive.gibbs_points),)),
    Statement("divergences.jsd", divergences.jsd, ((POINTS, naive.jsd_points),)),
    Statement("divergences.kl_asymmetric", divergences.kl_asymmetric, ((SAME, naive.asymmetric),)),
    Statement(
        "divergences.gaussian_kl",
        divergences.gaussian_kl,
        (
            (SAME, naive.gaussian_kl_integrate),
            (SAME, naive.gaussian_kl_renamed),
            (SAME, naive.gaussian_kl_expanded),
            (SAME, naive.gaussian_kl_stats),
        ),
    ),
    Statement("divergences.generator_objective", divergences.generator_objective, ((POINTS, naive.generator_points),)),
    Statement("divergences.objectives_differ", divergences.objectives_differ, ((SAME, naive.objectives),)),
    Statement("optimal_discriminator.optimum", optimal_discriminator.optimum, ((SAME, naive.optimum),)),
    Statement("optimal_discriminator.global_minimum", optimal_discriminator.global_minimum, ((SAME, naive.convex),)),
    Statement("optimal_discriminator.logit", optimal_discriminator.logit, ((SAME, naive.optimal_logit),)),
    Statement(
        "optimal_discriminator.gaussian_logit",
        optimal_discriminator.gaussian_logit,
        ((SAME, naive.gaussian_logit),),
    ),
    Statement("optimal_discriminator.value", optimal_discriminator.value, ((POINTS, naive.value_points),)),
    Statement(
        "generator_losses.sigmoid_derivative", generator_losses.sigmoid_derivative, ((SAME, naive.sigmoid_derivative),)
    ),
    Statement(
        "generator_losses.saturating_gradient", generator_losses.saturating_gradient, ((SAME, naive.saturating),)
    ),
    Statement("generator_losses.combined", generator_losses.combined, ((SAME, naive.combined),)),
    Statement("generator_losses.vanishing", generator_losses.vanishing, ((SAME, naive.vanishing),)),
)


# Measuring
class OutOfTime(Exception):
    """An attempt took longer than it may."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many seconds."""

    def ring(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def collected() -> Iterator[None]:
    """What lives before the block is out of the garbage collector's sight: no side pays for the other's objects."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def forget() -> None:
    """Nothing that was proved before is at hand: neither lemmas nor the results that others use."""
    for name, module in [*sys.modules.items()]:
        if name.partition(".")[0] == "derivations":
            for value in vars(module).values():
                if isinstance(value, type(catalogue)):
                    value.cache_clear()


def timed(act: Callable[[], Any]) -> float:
    """Seconds that our side takes."""
    forget()
    with collected():
        started = perf_counter()
        act()
        return perf_counter() - started


def attempted(attempt: Attempt, limit: float) -> tuple[float, str]:
    """Seconds, and what became of SymPy's attempt."""
    clear_cache()
    started = perf_counter()
    try:
        with limited(limit), collected():
            started = perf_counter()
            found = attempt()
        verdict = {True: "decides", False: "WRONG", None: "leaves it open"}[found]
    except OutOfTime:
        verdict = "no answer in time"
    except (NotImplementedError, TypeError, ValueError, AttributeError) as error:
        verdict = f"{type(error).__name__}"
    return perf_counter() - started, verdict


@dataclass(frozen=True)
class Row:
    """One attempt against our proof."""

    statement: Statement
    kind: str
    attempt: str
    verdict: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """How many times as long SymPy takes."""
        return self.theirs / self.ours


def measured(statement: Statement, kind: str, attempt: Attempt, repeats: int, limit: float) -> Row:
    """Medians of alternating measurements; slow attempts are repeated less often."""
    timed(statement.ours)
    first, verdict = attempted(attempt, limit)
    ours, theirs = [timed(statement.ours)], [first]
    for _ in range(repeats - 1 if first < 1 else 2 if first < 5 else 0):
        theirs.append(attempted(attempt, limit)[0])
        ours.append(timed(statement.ours))
    return Row(statement, kind, attempt.__name__, verdict, median(ours), median(theirs))


def best_of(rows: list[Row]) -> Row:
    """SymPy's best attempt: the fastest that decides, else the fastest."""
    return min([r for r in rows if r.verdict == "decides"] or rows, key=lambda r: r.ratio)


def python(code: str) -> str:
    """What a fresh interpreter prints."""
    path = os.pathsep.join(p for p in (str(ROOT), os.environ.get("PYTHONPATH", "")) if p)
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout


IMPORT = "import time; t = time.perf_counter(); import {0}; print(time.perf_counter() - t)"
PROVE = """
import json, os, time
from derivations.results import catalogue
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
times = {}
for name, result in catalogue().items():
    if name in ONLY or not ONLY:
        t = time.perf_counter(); result.prove(); times[name] = time.perf_counter() - t
print(json.dumps(times))
"""


def imports(repeats: int) -> None:
    """Import times in fresh processes."""
    topics = ", ".join(f"derivations.{name}" for name in sorted({r.topic for r in catalogue().values()}))
    names = ("sympy", "derivations", topics)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(repeats):
        for name in names:
            seconds[name].append(float(python(IMPORT.format(name))))
    base = median(seconds["sympy"])
    print("## Imports\n\n| import | ms | ratio to sympy |\n| --- | ---: | ---: |")
    for name in names:
        print(f"| {name} | {1000 * median(seconds[name]):.0f} | {median(seconds[name]) / base:.2f} |")


def proved(*only: str) -> dict[str, float]:
    """Seconds of the proofs of a fresh process on one core; of the whole catalogue unless some are named."""
    return json.loads(python(f"ONLY = {only!r}\n{PROVE}"))


def proofs(repeats: int) -> None:
    """All proofs in one fresh process, one after the other, and each alone in one, with all that it uses."""
    runs = [proved() for _ in range(repeats)]
    each = {name: median(run[name] for run in runs) for name in runs[0]}
    alone = {name: median(proved(name)[name] for _ in range(min(3, repeats))) for name in each}
    print("\n## All proofs after import\n\n| result | ms | alone, ms |\n| --- | ---: | ---: |")
    for name, value in each.items():
        print(f"| {name} | {1000 * value:.1f} | {1000 * alone[name]:.1f} |")
    slowest, hardest = max(each, key=lambda name: each[name]), max(alone, key=lambda name: alone[name])
    print(
        f"\n{len(each)} results of {len({name.partition('.')[0] for name in each})} topics on one core: "
        f"total {median(sum(run.values()) for run in runs):.2f} s, "
        f"median {1000 * median(each.values()):.1f} ms, slowest {slowest} {1000 * each[slowest]:.0f} ms; "
        f"alone in a process, with all that it uses, slowest {hardest} {1000 * alone[hardest]:.0f} ms."
    )


def against_sympy(repeats: int, limit: float) -> None:
    """Every statement against SymPy's attempts."""
    print("\n## Against SymPy\n\n| statement | attempt | about | SymPy | ours, ms | SymPy's, ms | ratio |")
    print("| --- | --- | --- | --- | ---: | ---: | ---: |")
    best: list[Row] = []
    for statement in STATEMENTS:
        rows = [measured(statement, kind, attempt, repeats, limit) for kind, attempt in statement.attempts]
        best.append(best_of(rows))
        for r in rows:
            mark = " *" if r is best[-1] else ""
            times = f"{1000 * r.ours:.2f} | {1000 * r.theirs:.1f} | {r.ratio:.1f}"
            print(f"| {statement.name} | {r.attempt}{mark} | {r.kind} | {r.verdict} | {times} |", flush=True)
            if r.verdict == "WRONG":
                WRONG.append(r)
    summarise(best)


WRONG: list[Row] = []


def summarise(best: list[Row]) -> None:
    """The geometric mean, and what SymPy could not do."""
    mean = exp(sum(log(r.ratio) for r in best) / len(best))
    decided = [r for r in best if r.verdict == "decides"]
    among = exp(sum(log(r.ratio) for r in decided) / len(decided))
    general = [r for r in decided if r.kind in (GENERAL, SAME)]
    worst = min(best, key=lambda r: r.ratio)
    print(
        "\n`*` is SymPy's best attempt: the fastest that decides, else the fastest. "
        f"Geometric mean of these {len(best)} ratios: **{mean:.1f}**; "
        f"of the {len(decided)} statements that SymPy decides: {among:.1f}; "
        f"least {worst.ratio:.1f} ({worst.statement.name})."
    )
    print(
        f"\nSymPy decides {len(general)} of the {len(best)} statements as they are stated, "
        f"{len(decided) - len(general)} more for one instance only (3x2 matrices, two points, one value), "
        f"and leaves {len(best) - len(decided)} undecided: "
        f"{', '.join(r.statement.name for r in best if r.verdict != 'decides')}."
    )
    for r in WRONG:
        print(f"\nWrong: `{r.attempt}` ({r.statement.name}). {refutation()}")


def refutation() -> str:
    """An exact point that refutes SymPy's derivative."""
    loss = (Z * beta - target).T * (Z * beta - target) / n + lam * (beta.T * A * beta)
    point = find(Eq(Derivative(loss, beta), zeros(d)), [n >= 1])
    return f"SymPy says that the gradient is 0; it is not at {describe(point)}." if point else "No point was found."


def main() -> None:
    """Print the whole report."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=7, help="measurements of each kind")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds that one SymPy attempt may take")
    options = parser.parse_args()
    packages = ", ".join(f"{name} {version(name)}" for name in ("sympy", "z3-solver", "python-flint"))
    print(
        f"# Proofs\n\nPython {platform.python_version()}, {packages}; {platform.machine()}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.1f} when it began, so that absolute times are noisy: "
        f"compare the ratios, which were taken alternately in one run (medians of {options.repeats}).\n"
    )
    imports(options.repeats)
    proofs(options.repeats)
    against_sympy(options.repeats, options.limit)


if __name__ == "__main__":
    main()
