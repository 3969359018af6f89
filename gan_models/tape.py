"""The tensor operations of a pure function, written down in one call and done again in the next.

A step of small models spends most of its time on the way to its operations: in Python, in the wrappers of `torch.func`,
in what gradients note down. But as long as the arguments have the same shapes, every step does the same operations. A
tape holds those that arrive below `vmap` and `grad`. What is worked out twice is worked out once, what nobody reads is
left out, and what depends on no argument is a constant; the numbers are the same, bit by bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import getitem
from typing import Any, Final, NamedTuple

from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten, tree_unflatten

from gan_models.backend import Tensor, torch

AS_LARGE: Final = {
    getattr(torch.ops.aten, name).default for name in ("ones_like", "zeros_like", "new_zeros", "new_ones")
}
LEAVING: Final = {Tensor.numpy, Tensor.tolist, Tensor.__array__, Tensor.__dlpack__, Tensor.data_ptr}
PLAIN: Final = (bool, int, float, str)
KINDS: Final = 4  # of arguments that one function is taped for; for others it is called as it is


class Line(NamedTuple):
    """One operation.

    Attributes:
        operation: What is called.
        names: Of the last arguments, which are given by name.
        places: Where the arguments are.
        result: Where the result goes.
    """

    operation: Callable[..., Any]
    names: tuple[str, ...]
    places: tuple[int, ...]
    result: int


class Tape:
    """Operations on tensors, in order.

    Args:
        values: of every place while it was recorded; the arguments come first.
        arguments: how many there are.
        constants: the places whose values depend on no argument.
        lines: every operation that depends on an argument.
        results: the places of what the function returned.
    """

    def __init__(
        self, values: list[Any], arguments: int, constants: set[int], lines: Sequence[Line], results: Sequence[int]
    ):
        kept, same = _once(lines)
        self.results = [same.get(place, place) for place in results]
        self.lines = [(_called(line), line.places, line.result, done) for line, done in _read(kept, self.results)]
        needed = set(self.results).union(*(places for _, places, _, _ in self.lines))
        self.start: list[Any] = [value if at in constants & needed else None for at, value in enumerate(values)]
        self.arguments = arguments
        self.fixed = constants

    def __call__(self, leaves: Sequence[Tensor]) -> list[Any]:
        """The results for these arguments."""
        values = self.start.copy()
        values[: self.arguments] = leaves
        for operation, places, result, done in self.lines:
            values[result] = operation(*[values[place] for place in places])
            for place in done:
                values[place] = None
        return [values[place].clone() if place in self.fixed else values[place] for place in self.results]


class Taped:
    """A pure function of tensors in tuples and dicts: the same function, but quicker from the second call on.

    It is called as it is where its operations could not simply be done again: where it draws random numbers, writes
    into a tensor or takes its numbers to Python or NumPy, inside a transformation of `torch.func`, and for arguments
    that need gradients or are neither tensors nor numbers.

    >>> square = Taped(torch.func.vmap(lambda x: x * x))
    >>> square(torch.arange(3.0)), square(torch.arange(3.0) + 1)
    (tensor([0., 1., 4.]), tensor([1., 4., 9.]))
    """

    def __init__(self, function: Callable[..., Any]):
        self.function = function
        self.tapes: dict[Any, tuple[Tape, Any] | None] = {}

    def __call__(self, *arguments: Any) -> Any:
        """What the function returns."""
        leaves, shape = tree_flatten(arguments)
        if _transformed() or not all(map(_usual, leaves)):
            return self.function(*arguments)
        kind = (shape, *map(_kind, leaves))
        if kind not in self.tapes:
            if len(self.tapes) == KINDS:
                return self.function(*arguments)
            result, self.tapes[kind] = recorded(self.function, arguments)
            return result
        found = self.tapes[kind]
        if found is None:
            return self.function(*arguments)
        tape, form = found
        return tree_unflatten(tape([leaf for leaf in leaves if isinstance(leaf, Tensor)]), form)


def recorded(function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[Any, tuple[Tape, Any] | None]:
    """What the function returns, and the tape with the form of the result, if there can be one."""
    given, shape = tree_flatten(arguments)
    own = [leaf.detach() if isinstance(leaf, Tensor) else leaf for leaf in given]  # one tensor may be given twice
    tensors = [leaf for leaf in own if isinstance(leaf, Tensor)]
    with _Recorder(tensors) as seen, _Leaving(seen):
        result = function(*tree_unflatten(own, shape))
        leaves, form = tree_flatten(result)
    results = [seen.place(leaf) for leaf in leaves]
    tape = Tape(seen.values, len(tensors), seen.constants, seen.lines, results) if seen.repeatable else None
    return result, tape and (tape, form)


class _Recorder(TorchDispatchMode):
    """Writes down what is done to tensors, each of which has a place from where it appears."""

    def __init__(self, arguments: Sequence[Tensor]):
        super().__init__()
        self.values: list[Any] = []
        self.constants: set[int] = set()
        self.lines: list[Line] = []
        self.repeatable = True
        self.places: dict[Any, int] = {}
        self.memory: set[int] = set()  # where the numbers of arguments and results lie
        for argument in arguments:
            self._put(argument)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        named = kwargs or {}
        places = tuple(self.place(value) for value in (*args, *named.values()))
        result = func(*args, **named)
        if func is torch.ops.aten.lift_fresh.default:  # a number of Python or NumPy becomes a tensor
            return result
        if func._schema.is_mutable or torch.Tag.nondeterministic_seeded in func.tags:  # pyright: ignore[reportPrivateUsage]
            self.repeatable = False
        self._write(func, tuple(named), places, result)
        return result

    def place(self, value: Any) -> int:
        """Where a value is; one that was never seen is a constant."""
        if isinstance(value, list | tuple) and any(isinstance(part, Tensor) for part in value):
            return self._write(_together, (), tuple(map(self.place, value)), list(value))
        key = id(value) if isinstance(value, Tensor) else (type(value), repr(value))
        if key not in self.places:
            if isinstance(value, Tensor) and _memory(value) in self.memory:
                self.repeatable = False  # a second name for what is no constant
            self.places[key] = self._put(value, constant=True)
        return self.places[key]

    def _write(
        self, operation: Callable[..., Any], names: tuple[str, ...], places: tuple[int, ...], result: Any
    ) -> int:
        at = self._put(result, constant := operation in AS_LARGE or self.constants.issuperset(places))
        if not constant:
            self.lines.append(Line(operation, names, places, at))
        if isinstance(result, list | tuple) and operation is not _together:
            for number, part in enumerate(result):
                if isinstance(part, Tensor):
                    self._write(getitem, (), (at, self.place(number)), part)
        elif not isinstance(result, Tensor | list | tuple):
            self.repeatable = False  # it asked for a number
        return at

    def _put(self, value: Any, constant: bool = False) -> int:
        """A new place."""
        at = len(self.values)
        self.values.append(value)
        if isinstance(value, Tensor):
            self.places[id(value)] = at
        if constant:
            self.constants.add(at)
        elif isinstance(value, Tensor):
            self.memory.add(_memory(value))
        return at


class _Leaving(TorchFunctionMode):
    """Sees where numbers go to NumPy or Python without an operation: what comes back would be taken for a constant."""

    def __init__(self, recorder: _Recorder):
        super().__init__()
        self.recorder = recorder

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func in LEAVING:
            self.recorder.repeatable = False
        return func(*args, **(kwargs or {}))


def _memory(value: Tensor) -> int:
    return value.untyped_storage().data_ptr()


def _together(*parts: Any) -> list[Any]:
    return list(parts)


def _once(lines: Sequence[Line]) -> tuple[list[Line], dict[int, int]]:
    """The lines that do something new, and where the results of the others are."""
    kept, same, first = list[Line](), dict[int, int](), dict[Any, int]()
    for operation, names, before, result in lines:
        places = tuple(same.get(place, place) for place in before)
        if (other := first.setdefault((operation, names, places), result)) != result:
            same[result] = other
        else:
            kept.append(Line(operation, names, places, result))
    return kept, same


def _read(lines: Sequence[Line], results: Sequence[int]) -> list[tuple[Line, tuple[int, ...]]]:
    """The lines whose results are read, and what nobody reads after each."""
    needed, found = set(results), list[tuple[Line, tuple[int, ...]]]()
    for line in reversed(lines):
        if line.result in needed:
            found.append((line, tuple(set(line.places) - needed)))
            needed.update(line.places)
    return found[::-1]


def _called(line: Line) -> Callable[..., Any]:
    """The operation as a function of its arguments in order."""
    if not line.names:
        return line.operation
    operation, names = line.operation, line.names

    def call(*values: Any) -> Any:
        plain = len(values) - len(names)
        return operation(*values[:plain], **dict(zip(names, values[plain:], strict=True)))

    return call


def _usual(leaf: Any) -> bool:
    """Whether an argument is a number, a word or nothing, or a tensor that needs no gradient."""
    return not leaf.requires_grad if isinstance(leaf, Tensor) else leaf is None or type(leaf) in PLAIN


def _kind(leaf: Any) -> Any:
    """What decides which operations are done."""
    if isinstance(leaf, Tensor):
        return leaf.shape, leaf.stride(), leaf.dtype, leaf.device
    return type(leaf), repr(leaf)  # 1, 1.0 and True are equal, and so are 0.0 and −0.0


def _transformed() -> bool:
    """Whether this call is inside a transformation of `torch.func`, or is being compiled."""
    return torch.compiler.is_compiling() or torch._C._functorch.peek_interpreter_stack() is not None  # pyright: ignore
