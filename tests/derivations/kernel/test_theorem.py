"""Only the rules make theorems: every other way is refused, with Python's optimisation as well."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from derivations.kernel import RULES, NotATheorem, Sequent, Theorem, is_theorem
from derivations.kernel.formulas import FALSE, TRUE, Eq, real
from derivations.kernel.theorem import Rule

FIELDS = ("hypotheses", "conclusion", "rule", "args", "oracles")
x, y = real("x"), real("y")


@pytest.fixture
def theorem():
    return RULES["field"](Eq(x + y, y + x))


def bare(conclusion=FALSE):
    """A theorem-shaped object that no rule made."""
    forged = object.__new__(Theorem)
    for name, value in zip(FIELDS, ((), conclusion, "truth", (), frozenset()), strict=True):
        object.__setattr__(forged, name, value)
    return forged


@dataclasses.dataclass
class LookAlike:
    """Has every attribute of a theorem."""

    conclusion: object = FALSE
    hypotheses: tuple = ()
    rule: str = "truth"
    args: tuple = ()
    oracles: frozenset = frozenset()


def disguised():
    """A look-alike that lies about its class."""

    class Disguise(LookAlike):
        """Says it is a theorem."""

        __class__ = Theorem

    return Disguise()


def test_theorem_states_what_its_rule_concluded(theorem):
    assert is_theorem(theorem)
    assert theorem.conclusion is Eq(x + y, y + x)
    assert theorem.hypotheses == ()
    assert (theorem.rule, theorem.args, theorem.oracles) == ("field", (Eq(x + y, y + x),), frozenset())
    assert repr(theorem) == "|- x + y = y + x"
    assert repr(RULES["assume"](x > 0)) == "x > 0 |- x > 0"


def test_theorem_cannot_be_constructed():
    with pytest.raises(NotATheorem, match="only the rules"):
        Theorem((), FALSE)
    with pytest.raises(NotATheorem, match="only the rules"):
        Theorem.__new__(Theorem)


@pytest.mark.parametrize(
    "duplicate",
    [copy.copy, copy.deepcopy, pickle.dumps, lambda t: t.__reduce_ex__(2)],
    ids=["copy", "deepcopy", "pickle", "reduce"],
)
def test_theorem_is_neither_copied_nor_pickled(theorem, duplicate):
    with pytest.raises(TypeError):
        duplicate(theorem)


def test_theorem_cannot_be_replaced(theorem):
    with pytest.raises(TypeError):
        dataclasses.replace(theorem, conclusion=FALSE)


def test_theorem_cannot_be_subclassed():
    with pytest.raises(TypeError, match="cannot be subclassed"):
        type("Better", (Theorem,), {})


@pytest.mark.parametrize("name", [*FIELDS, "anything"])
def test_theorem_attributes_cannot_be_set_or_deleted(theorem, name):
    with pytest.raises(AttributeError, match="immutable"):
        setattr(theorem, name, FALSE)
    with pytest.raises(AttributeError, match="immutable"):
        delattr(theorem, name)


@pytest.mark.parametrize(
    "forged",
    [bare(), LookAlike(), SimpleNamespace(conclusion=FALSE, hypotheses=()), Sequent((), FALSE), disguised()],
    ids=["object.__new__", "dataclass", "namespace", "sequent", "disguise"],
)
def test_rules_take_no_forged_theorem(forged):
    assert not is_theorem(forged)
    for attempt in (lambda: RULES["weaken"](forged, x > 0), lambda: RULES["publish"](RULES["truth"](), (forged,)),
                    lambda: RULES["nonneg"](FALSE, ((1, (forged,), ()),), (), ())):  # fmt: skip
        with pytest.raises(NotATheorem):
            attempt()


def test_a_theorem_whose_place_in_memory_is_reused_is_not_a_theorem():
    forged = [bare() for _ in range(200)]
    for _ in range(200):
        RULES["truth"]()
    assert not any(is_theorem(f) for f in forged)


def test_a_rule_needs_terms_of_the_kernel():
    fake = LookAlike()
    with pytest.raises(NotATheorem):
        RULES["assume"](fake)


def test_oracles_are_inherited():
    believed = RULES["z3"](x**2 + 1 > 0, ())
    assert believed.oracles == {"z3"}
    assert RULES["weaken"](believed, y > 0).oracles == {"z3"}
    assert RULES["both"](RULES["truth"](), believed).oracles == {"z3"}
    assert RULES["truth"]().oracles == frozenset()


def test_hypotheses_are_listed_once_and_true_is_none_of_them():
    doubled = RULES["both"](RULES["assume"](x > 0), RULES["weaken"](RULES["assume"](x > 0), TRUE))
    assert doubled.hypotheses == (x > 0,)


def test_rules_show_their_names():
    assert repr(RULES["field"]) == "<rule field>"
    assert isinstance(RULES["field"], Rule)
    assert all(r.__doc__ for r in RULES.values())


def test_forgeries_are_refused_under_python_o():
    script = Path(__file__)
    code = (
        "import pytest, sys; assert False, 'optimised away'; "
        f"sys.exit(pytest.main(['-q', '-p', 'no:cacheprovider', {str(script)!r}, "
        "'-k', 'not python_o', '-W', 'ignore::pytest.PytestConfigWarning']))"
    )
    ran = subprocess.run(
        [sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False, cwd=script.parents[3]
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "passed" in ran.stdout
