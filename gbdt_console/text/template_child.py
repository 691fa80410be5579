"""Fills one template in, in a process of its own with limits of time and memory.

Standard input: a pickled Order. Standard output: the text, or with WRONG as exit status a Fault as JSON. A
process that the kernel ends for its time has told on standard error where it was (`line_at_end`).
"""

import faulthandler
import json
import os
import pickle
import re
import signal
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple

from gbdt_console.core.child_limits import limit_this_process
from gbdt_console.core.clean_text import clean

WRONG = 3
"""Exit status where the template cannot be filled in."""
_FILE = "<template>"
"""The template engine's name of the template in tracebacks."""
_CODE_LINE = re.compile(rb'File "<template>", line (\d+)')
_FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError, ValueError)
"""What a wrong template raises beside the template engine's own errors."""
_GRACE_S = 2
"""Seconds after which the kernel kills a process that outlives its time."""


class Order(NamedTuple):
    """What is to be filled in.

    cpu_s: limit of its CPU time, seconds; memory: limit of its memory, bytes
    """

    source: str
    context: Mapping[str, object]
    is_markup: bool
    cpu_s: int
    memory: int


class Fault(NamedTuple):
    """Why a template cannot be filled in: the template engine's own words; empty for want of memory."""

    line: int
    reason: str


def fill_in(
    order: Order, on_compiled: Callable[[list[tuple[int, int]]], object] | None = None
) -> str | Fault:
    """Return the text, or what is wrong with the template.

    on_compiled: takes (line of the template, line of its code) in order, before the code runs
    """
    from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    is_markup = order.is_markup
    sandbox = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=is_markup, trim_blocks=is_markup, lstrip_blocks=is_markup
    )
    sandbox.intercepted_binops = frozenset({"**"})  # else computed while it compiles, where no line is known
    try:
        template = sandbox.from_string(order.source)
        if on_compiled is not None:
            on_compiled(template.debug_info)
        return template.render(order.context)
    except TemplateSyntaxError as error:
        return Fault(error.lineno, clean(error.message or ""))
    except MemoryError as error:
        return Fault(_line_of(error), "")
    except (*_FAULTS, TemplateError) as error:
        return Fault(_line_of(error), clean(str(error)) or type(error).__name__)


def line_at_end(told: bytes) -> int:
    """Return the template's line at which a process was ended; 1 where it did not come so far.

    told: its standard error: what `on_compiled` took, as a line of JSON, then where the code was
    """
    place = _CODE_LINE.search(told)
    if place is None:
        return 1
    lines = json.loads(told.split(b"\n", 1)[0])
    return next((line for line, code_line in reversed(lines) if code_line <= int(place[1])), 1)


def _line_of(error: BaseException) -> int:
    """Return the template's line at which rendering failed."""
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == _FILE:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line


def main() -> int:
    order: Order = pickle.load(sys.stdin.buffer)  # noqa: S301  (the parent's own)
    faulthandler.register(signal.SIGXCPU, all_threads=False, chain=True)
    limit_this_process(memory=order.memory, cpu_s=order.cpu_s, grace_s=_GRACE_S)
    found = fill_in(order, lambda lines: os.write(2, json.dumps(lines).encode() + b"\n"))
    if isinstance(found, Fault):
        sys.stdout.write(json.dumps(found))
        return WRONG
    sys.stdout.buffer.write(found.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
