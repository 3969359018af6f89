"""Functions written down once and played back: the same values, nothing computed twice."""

import pytest
from flint import acb, arb, fmpq

from numerics.charts import PLAIN, Chart, Piece, Traced, Values
from numerics.tapes import Node, Tape

WHOLE = Piece(None, None)
POINTS = [acb(0.5), acb(-3, 2), acb(arb(2, 0.25)), acb(7, -1)]


def formula(t):
    """Every operation, from both sides where an order matters."""
    u = (2 * t + 1 - t / 3) * (3 - t) + acb(1, 1) / (t * t + 4)
    return -(u * u).exp() + (t * t + 5).sqrt() / (t + acb(9)).log() - 2


@pytest.mark.parametrize("t", POINTS, ids=str)
def test_a_tape_plays_what_was_computed(t):
    tape = Tape()
    played = tape.played(formula(tape.variable))(t, False)
    assert played.overlaps(formula(t))


def test_another_formula_plays_something_else():
    tape = Tape()
    assert not tape.played(formula(tape.variable) + 1)(POINTS[0], False).overlaps(formula(POINTS[0]))


def test_equal_operations_on_the_variable_are_written_once():
    tape = Tape()
    t = tape.variable
    assert (t * t).index == (t * t).index
    assert ((t * t) + t).index != ((t * t) * t).index
    assert len(tape.lines) == 3


def test_a_constant_is_played_without_a_tape():
    assert Tape().played(acb(3))(acb(1), True) == acb(3)


def test_only_what_the_result_needs_is_played():
    tape = Tape()
    wanted = tape.variable + 1
    _ = 1 / (tape.variable - tape.variable)  # would be no number
    assert tape.played(wanted)(acb(2), True) == acb(3)


@pytest.mark.parametrize("name", ["log", "sqrt"])
def test_a_branch_cut_is_noticed_when_the_tape_is_played(name):
    tape = Tape()
    play = tape.played(getattr(tape.variable, name)())
    across = acb(arb(-1), arb(0, 0.5))
    assert play(across, False).is_finite()
    assert not play(across, True).is_finite()


@pytest.mark.parametrize("chart", [PLAIN, Chart(-1), Chart(1, fmpq(2)), Chart(-1, fmpq(3))], ids=str)
def test_numbers_of_a_piece_are_the_same_on_a_tape(chart):
    traced, moving = Traced(WHOLE, chart), Values(WHOLE, chart)

    def number(field):
        x = field.from_line((fmpq(1), fmpq(2)))
        return (x * x + field.number(3)).exp() / (x * x + field.pi()).sqrt()

    found, t = number(traced), acb(0.75)
    moving.at(t, False)
    assert isinstance(found.at, Node)
    start = t if chart.end is None else (-t).exp()
    assert traced.tape.played(found.at)(start, False).overlaps(number(moving).at)
