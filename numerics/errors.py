"""Why a term or a formula has no value here. None of these is a counterexample."""

from __future__ import annotations


class NoValue(ArithmeticError):
    """Nothing can be said of a term or formula at this point."""


class Undefined(NoValue):
    """A partial operator was asked outside its domain: a quotient by 0, a logarithm of −1, a singular inverse."""


class NotExact(NoValue):
    """The value is not a number of the field in use, such as √2 among the rationals; enclose it instead."""


class Unresolved(NoValue):
    """An enclosure is too wide to tell, such as the sign of a ball around 0; use more bits."""


class UnexpectedForm(LookupError):
    """A statement has not the form that its topic's check was written for."""


class Unsupported(NoValue):
    """This package has no way to evaluate such a term, such as an unspecified function."""
