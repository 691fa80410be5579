"""Fills in templates; one that the office keeps beside sites.yaml stands in place of ours."""

import json
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text import template_child
from gbdt_console.text.template_child import Fault, Order

_MOST_BYTES = 64 * 1024
"""Limits a template: the largest of ours has a tenth."""
_CPU_S, _MEMORY = 10, 512 << 20
"""Limits the process that fills in a template of the office, CPU seconds and bytes.

The page of a year with 5 000 outages takes 0.5 s and 130 MB.
"""
_LONGEST_S = 60.0
"""Limits its time on a busy machine."""
TOO_LONG = "paper.template-length"
"""Code of the reason where a template, or what it writes, is too long or empty."""
ENDLESS = "paper.template-repeats"
"""Code of the reason where a template takes too long, such as by its loops."""


class BadTemplate(Exception):
    """A template cannot be used.

    line: number of its line, from 1
    reason: the template engine's own words, or the code TOO_LONG or ENDLESS
    """

    def __init__(self, path: str, line: int, reason: str) -> None:
        super().__init__(reason)
        self.path, self.line, self.reason = path, line, reason


@dataclass(frozen=True, slots=True)
class OfficeTemplates:
    """Finds templates by name and fills them in.

    ours: package and folder of our templates, such as ('gbdt_console.text', 'notice_templates')
    own: folder of the office's templates; None where there is none
    """

    ours: tuple[str, str]
    own: Path | None

    def path(self, name: str) -> str:
        """Return the file that stands for `name`; ours is named without a folder."""
        own = None if self.own is None else self.own / name
        return name if own is None or not own.is_file() else str(own)

    def render(self, name: str, context: Mapping[str, object], *, is_markup: bool = False) -> str:
        """Fill a template in. Raises BadTemplate.

        context: all that the template can reach
        is_markup: the context's texts are escaped for HTML
        """
        path = self.path(name)
        order = Order(self._source(path, name), context, is_markup, _CPU_S, _MEMORY)
        if path != name:
            return _in_child(path, order)
        found = template_child.fill_in(order)
        if isinstance(found, Fault):
            raise BadTemplate(path, found.line, found.reason)
        return found

    def _source(self, path: str, name: str) -> str:
        if path == name:
            package, folder = self.ours
            return resources.files(package).joinpath(folder, name).read_text("utf-8")
        with Path(path).open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
        if len(raw) > _MOST_BYTES:
            raise BadTemplate(path, 1, TOO_LONG)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw[: error.start].count(b"\n") + 1
            raise BadTemplate(path, line, "UTF-8") from None


def _in_child(path: str, order: Order) -> str:
    """Fill the office's template in where its hunger for time and memory harms nobody. Raises BadTemplate."""
    command = (sys.executable, "-I", "-m", template_child.__name__)
    try:
        done = subprocess.run(  # noqa: S603  (our own program; of this one's environment it gets nothing)
            command, input=pickle.dumps(order), capture_output=True, env={}, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise BadTemplate(path, 1, ENDLESS) from None
    if done.returncode == 0:
        return done.stdout.decode()
    if done.returncode == template_child.WRONG:
        fault = Fault(*json.loads(done.stdout))
        raise BadTemplate(path, fault.line, fault.reason or TOO_LONG)
    is_late = done.returncode in (-signal.SIGXCPU, -signal.SIGKILL)
    raise BadTemplate(path, template_child.line_at_end(done.stderr), ENDLESS if is_late else TOO_LONG)
