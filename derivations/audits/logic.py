"""Instances of the logical rules."""

from __future__ import annotations

from random import Random
from typing import Any

from derivations.audits.engine import Args, Plan
from derivations.audits.expressions import C, D, K, N, X, Y, formula, relation, scalar, sequent, square_block, valid
from derivations.audits.places import LINE, MU, P, Q, U, W, on_unit
from derivations.kernel import Sequent
from derivations.kernel.densities import (
    JSD,
    KL,
    absolutely_continuous,
    density,
    entropy,
    expectation,
    finite_kl,
    normal,
    same_almost_everywhere,
    sigmoid,
)
from derivations.kernel.formulas import (
    FALSE,
    TRUE,
    And,
    Eq,
    Exists,
    ForAll,
    Iff,
    Implies,
    Ne,
    Not,
    Or,
    matrix,
    positive_definite,
    positive_semidefinite,
    sqrt,
    symmetric,
    vector,
)
from derivations.kernel.terms import ONE, Term, apply, lam, make, num


def _sequent(conclusion: Term, *hypotheses: Term) -> Sequent:
    return Sequent(hypotheses, conclusion)


def _two(random: Random) -> Args:
    return sequent(random), sequent(random)


def _implication(random: Random) -> Args:
    a, b = formula(random), formula(random)
    return sequent(random, random.choice((Implies, Iff))(a, b)), sequent(random, a)


def _conjunction(random: Random) -> Args:
    return (sequent(random, And(formula(random), formula(random))),)


def _disjunction(random: Random) -> Args:
    a, b = formula(random), formula(random)
    return sequent(random, a), random.choice((Or(a, b), Or(b, a)))


def _cases(random: Random) -> Args:
    a, b, c = (formula(random, 1) for _ in range(3))
    return sequent(random, Or(a, b)), sequent(random, c, a), sequent(random, c, b)


def _equivalence(random: Random) -> Args:
    a, b = formula(random), formula(random)
    return sequent(random, Implies(a, b)), sequent(random, Implies(b, a))


def _generalised(random: Random) -> Args:
    return random.choice((X, Y, K)), valid(random)


def _special(random: Random) -> Args:
    x = random.choice((X, K))
    value = K + random.randrange(3) if x is K else scalar(random, 1)
    easy = (X - Y) ** 2 + 1 > 0, (X + C) ** 2 >= 0, Eq(X * (Y + 1), X * Y + X)
    body = random.choice(easy) if x is X and random.random() < 0.5 else relation(random, 2)
    return sequent(random, ForAll(x, body)), value


def _exhibited(random: Random) -> Args:
    claim = Exists(X, relation(random, 2))
    value = scalar(random, 1)
    return claim, value, sequent(random, apply(claim.args[0], value))


def _obtained(random: Random) -> Args:
    a, b = scalar(random, 1, leaves=(Y, K)), scalar(random, 1, leaves=(Y,))
    existence = Exists(X, And(Eq(X, a), X <= b))
    return _sequent(existence, a <= b), C, _sequent(a <= b, And(Eq(C, a), C <= b))


def _instance(random: Random) -> Args:
    x = (X, scalar(random, 1, leaves=(X, Y, K)))
    pairs = random.sample((x, (N, num(random.randrange(4))), (D, N + 1), (K, K + 2)), random.randrange(1, 4))
    return valid(random), tuple(pairs)


def _chain(random: Random) -> Args:
    a, b, c = (scalar(random, 1) for _ in range(3))
    relations = (Eq, lambda s, t: s <= t, lambda s, t: s < t)
    if random.random() < 0.3:
        p, q, r = (formula(random, 1) for _ in range(3))
        return sequent(random, random.choice((Implies, Iff))(p, q)), sequent(
            random, random.choice((Implies, Iff))(q, r)
        )
    return sequent(random, random.choice(relations)(a, b)), sequent(random, random.choice(relations)(b, c))


def _rewritten(random: Random) -> Args:
    old = random.choice((X, Y, X + Y, X * Y))
    return sequent(random, relation(random, 2)), sequent(random, Eq(old, scalar(random, 1)))


def _congruent(random: Random) -> Args:
    body = scalar(random, 2) if random.random() < 0.7 else relation(random)
    return lam(X, body), sequent(random, Eq(scalar(random, 1), scalar(random, 1)))


def _abstracted(random: Random) -> Args:
    a = scalar(random, 1, division=False)
    claim = random.choice((Eq(X * (Y + a), X * Y + X * a), Iff(X <= a, Not(a < X))))
    return X, Sequent((Y > 0,), claim)


def _unfolded(random: Random) -> Args:
    m, other = square_block(random), lam(U, on_unit(random.choice((1, 2 * U, 1 / (2 * sqrt(U))))))
    p, q = random.choice(((P, Q), (P, P), (lam(W, P(W) / 2), Q)))
    line = random.choice((lam(U, normal(U, X, num(1))), other)), other
    mu, p, q = random.choice(((MU, p, q), (MU, p, q), (LINE, *line)))
    return (random.choice((
        random.choice((symmetric, positive_definite, positive_semidefinite))(m),
        random.choice((normal(X, Y, C), sigmoid(X), sigmoid(X * Y))),
        random.choice((density, entropy))(mu, p),
        random.choice((absolutely_continuous, same_almost_everywhere, finite_kl, KL, JSD))(mu, p, q),
        expectation(mu, p, q),
    )),)  # fmt: skip


def _inductive(random: Random) -> Args:
    statement = random.choice((lam(K, 0 <= K * K), lam(K, 1 + K * X <= (1 + X) ** K), lam(K, Eq(ONE**K, 1))))
    return statement, K, Sequent((X > 0,), apply(statement, num(0))), Sequent(
        (X > 0, apply(statement, K)), apply(statement, K + ONE))  # fmt: skip


def _vector_rewrite(random: Random) -> Args:
    v, w = vector("v", N), matrix("W", N, N)
    return Sequent((), Eq(w * v, v)), Sequent((), Eq(v, w.T * v))


def _fixed(*args: Any) -> Any:
    return lambda random: args


ABSURD = lam(X, Ne(X, X))
PLANS = {
    "assume": Plan(lambda r: (formula(r),)),
    "truth": Plan(_fixed()),
    "weaken": Plan(lambda r: (sequent(r), formula(r))),
    "discharge": Plan(lambda r: ((f := formula(r, 1)), sequent(r, None, *(f,) * r.randrange(2)))),
    "modus_ponens": Plan(_implication, {"form": _fixed(_sequent(Implies(X > 1, X > 0)), _sequent(X > -1, X > -1))}),
    "cut": Plan(lambda r: ((a := sequent(r)), sequent(r, None, *(a.conclusion,) * r.randrange(2)))),
    "both": Plan(_two),
    "left": Plan(_conjunction, {"form": _fixed(_sequent(Or(X > 0, X <= 0)))}),
    "right": Plan(_conjunction, {"form": _fixed(_sequent(Or(X > 0, X <= 0)))}),
    "either": Plan(_disjunction, {"form": _fixed(_sequent(X > 0, X > 0), Or(X > 1, X > 2))}),
    "cases": Plan(
        _cases, {"form": _fixed(_sequent(Iff(X > 0, X > 1)), _sequent(X > 0, X > 0), _sequent(X > 0, X > 1))}
    ),
    "excluded_middle": Plan(lambda r: (formula(r),)),
    "negate": Plan(
        lambda r: ((f := formula(r, 1)), sequent(r, FALSE, *(f,) * r.randrange(2))),
        {"form": _fixed(X > 0, _sequent(TRUE, X > 0))},
    ),
    "contradiction": Plan(
        lambda r: (sequent(r, (f := formula(r, 1))), sequent(r, Not(f))),
        {"form": _fixed(_sequent(X > 0), _sequent(Ne(X, 0)))},
    ),
    "by_contradiction": Plan(
        lambda r: ((f := formula(r, 1)), sequent(r, FALSE, *(Not(f),) * r.randrange(2))),
        {"form": _fixed(X > 0, _sequent(TRUE, Not(X > 0)))},
    ),
    "equivalence": Plan(
        _equivalence, {"form": _fixed(_sequent(Implies(X > 1, X > 0)), _sequent(Implies(X > 2, X > 1)))}
    ),
    "converse": Plan(
        lambda r: (sequent(r, Iff(formula(r, 1), formula(r, 1))),), {"form": _fixed(_sequent(Implies(X > 1, X > 0)))}
    ),
    "generalise": Plan(_generalised, {"fresh": _fixed(X, _sequent(X > 0, X > 0))}, pointwise=False),
    "specialise": Plan(_special, {"form": _fixed(_sequent(Exists(X, X > 0)), num(-1))}),
    "exhibit": Plan(_exhibited, {"form": _fixed(ForAll(X, X > 0), num(1), _sequent(num(1) > 0))}),
    "obtain": Plan(
        _obtained,
        {
            "form": _fixed(_sequent(Eq(ABSURD, ABSURD)), C, _sequent(FALSE, Ne(C, C))),
            "fresh": _fixed(_sequent(Exists(X, X < 0)), C, _sequent(C < 0, C < 0)),
        },
        suspects=((_sequent(Exists(X, X < 0)), K, _sequent(FALSE, K < 0)),),  # a witness of a smaller sort
        pointwise=False,
    ),
    "instantiate": Plan(_instance, pointwise=False),
    "reflexivity": Plan(lambda r: (r.choice((scalar(r), formula(r), matrix("Z", N, D), lam(X, X))),)),
    "symmetry": Plan(lambda r: (sequent(r, Eq(scalar(r, 1), scalar(r, 1))),), {"form": _fixed(_sequent(X <= X + 1))}),
    "transitivity": Plan(_chain, {"form": _fixed(_sequent(X < X + 1), _sequent(make("le", X, X)))}),
    "rewrite": Plan(
        lambda r: (_vector_rewrite if r.random() < 0.2 else _rewritten)(r),
        {"form": _fixed(_sequent(Eq(X, Y)), _sequent(X <= X + 1))},
    ),
    "congruence": Plan(_congruent, {"form": _fixed(lam(Y, Y**2), _sequent(X <= X + 1))}),
    "abstraction": Plan(
        _abstracted,
        {"form": _fixed(X, _sequent(X <= X + 1)), "fresh": _fixed(X, _sequent(Eq(X, Y), Eq(X, Y)))},
        pointwise=False,
    ),
    "unfold": Plan(
        _unfolded,
        structural={"form": "a predicate that is not a definition abbreviates nothing: there is nothing to conclude"},
    ),
    "induction": Plan(
        _inductive,
        {
            "form": _fixed(lam(K, K <= 0), K, _sequent(num(0) <= 0), _sequent(make("le", K, K), K <= 0)),
            "fresh": _fixed(lam(K, K <= 1), K, _sequent(num(0) <= 1), _sequent(K + ONE <= 1, Eq(K, 0), K <= 1)),
        },
        suspects=((lam(K, K <= 1), num(0), _sequent(num(0) <= 1), _sequent(apply(lam(K, K <= 1), num(0) + ONE))),),
        pointwise=False,
    ),
}
