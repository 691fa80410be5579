"""Fills in templates; one that the office keeps beside sites.yaml stands in place of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from gbdt_console.core.clean_text import clean

_MOST_BYTES = 64 * 1024
"""Limits a template: the largest of ours has a tenth."""
_FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, SyntaxError,
           TypeError, ValueError)  # fmt: skip
"""What a wrong template raises beside the template engine's own errors."""
TOO_LONG = "paper.template-length"
"""Code of the reason where a template, or what it writes, is too long or empty."""
ENDLESS = "paper.template-repeats"
"""Code of the reason where a template goes through its loops too often."""


class BadTemplate(Exception):
    """A template cannot be used.

    path: file of the template
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
        return _rendered(path, self._source(path, name), context, is_markup=is_markup)

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


def _rendered(path: str, source: str, context: Mapping[str, object], *, is_markup: bool) -> str:
    from jinja2 import TemplateError, TemplateSyntaxError

    from gbdt_console.text.template_sandbox import Endless, Sandbox

    try:
        return Sandbox(is_markup=is_markup).from_string(source).render(context)
    except TemplateSyntaxError as error:
        raise BadTemplate(path, error.lineno, clean(error.message or "")) from None
    except Endless as error:
        raise BadTemplate(path, _line_of(error), ENDLESS) from None
    except (*_FAULTS, TemplateError) as error:
        reason = clean(str(error)) or type(error).__name__
        raise BadTemplate(path, _line_of(error), reason) from None


def _line_of(error: BaseException) -> int:
    """Return the template's line at which rendering failed."""
    line, frame = 1, error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == "<template>":
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
