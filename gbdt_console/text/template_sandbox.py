"""Runs a template of the office within bounds of time and memory."""

from collections.abc import Callable, Iterable, Iterator, Sized
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

_MOST_STEPS = 1_000_000
"""Limits turns of loops, calls and filters of one text: a year's page of 5 000 outages takes 60 000."""
_STEPS_OF_CALL = 10
"""Steps of a call: it takes about as long as ten turns of a loop."""
_LARGEST = 100_000
"""Limits a number that a call or a filter takes, such as a width: the longest page has fewer characters."""
_COUNTED = "counted"
"""Names the filter around what each loop goes through."""


class Endless(Exception):
    """A template repeats too often."""


class _CountingGenerator(CodeGenerator):
    """Counts the turns of every loop."""

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:
        for loop in list(node.find_all(nodes.For)):
            loop.iter = nodes.Filter(loop.iter, _COUNTED, [], [], None, None, lineno=loop.lineno)
        super().visit_Template(node, frame)


class Sandbox(ImmutableSandboxedEnvironment):
    """Refuses what fills the memory or never ends; one sandbox renders one text."""

    code_generator_class = _CountingGenerator
    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, *, is_markup: bool) -> None:
        """`is_markup` says that the texts are escaped for HTML."""
        super().__init__(
            undefined=StrictUndefined, autoescape=is_markup, trim_blocks=is_markup, lstrip_blocks=is_markup
        )
        self._steps = 0
        self.globals.pop("lipsum")
        self.filters = {name: self._charged(function) for name, function in self.filters.items()}
        self.filters[_COUNTED] = self._turns

    def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:
        """Refuse the operators with which ten characters fill the memory."""
        if operator == "**" or not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError(f"operator {operator} is unsafe")
        return left * right if operator == "*" else left % right

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Call a macro, a loop of a loop, or a method of a value."""
        __self._spend(_STEPS_OF_CALL, args)
        if isinstance(__obj, LoopContext) and args:
            args = (__self._turns(args[0]), *args[1:])
        return super().call(__context, __obj, *args, **kwargs)

    def _turns(self, values: Iterable[object]) -> Iterator[object]:
        for value in values:
            self._spend(1)
            yield value

    def _charged(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Count a filter as often as its value has parts."""

        @wraps(function)
        def charged(*args: Any, **kwargs: Any) -> Any:
            self._spend(1 + sum(len(one) for one in args if isinstance(one, Sized)), args)
            return function(*args, **kwargs)

        return charged

    def _spend(self, steps: int, args: Iterable[object] = ()) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise Endless
        if any(isinstance(one, int) and abs(one) > _LARGEST for one in args):
            raise SecurityError("number too large")
