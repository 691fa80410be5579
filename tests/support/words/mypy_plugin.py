"""Lets mypy refuse a code that is composed at run time and has no words.

`words(f"stage.{stage}")` asks for as many codes as the type of `stage` has values: each must stand in the
catalogue. What is composed of free text must stand in `open_codes.OPEN`, with all that the text can be.
"""

from collections.abc import Callable, Iterator
from itertools import product

from mypy.nodes import CallExpr, ConditionalExpr, Expression, ListExpr, MemberExpr, StrExpr
from mypy.options import Options
from mypy.plugin import MethodContext, Plugin, ReportConfigContext
from mypy.types import Instance, LiteralType, ProperType, Type, UnionType, get_proper_type

from tests.support.catalogues import entries
from tests.support.words.open_codes import OPEN, UNASKED

_SAYS = "gbdt_console.text.words.Words.__call__"


class ComposedCodes(Plugin):
    """Holds the codes that have words in both languages."""

    def __init__(self, options: Options) -> None:
        super().__init__(options)
        vi, en = ({code for _, code, _ in entries(language)} for language in ("vi", "en"))
        self._codes = vi & en

    def get_method_hook(self, fullname: str) -> Callable[[MethodContext], Type] | None:
        return self._judge if fullname == _SAYS else None

    def report_config_data(self, ctx: ReportConfigContext) -> object:
        """Let mypy read modules anew, whose words or open codes were changed."""
        return [sorted(self._codes), sorted(OPEN), sorted(UNASKED)]

    def _judge(self, ctx: MethodContext) -> Type:
        for code in _either(ctx.args[0][0]):
            self._judge_parts(ctx, list(_parts(code)))
        return ctx.default_return_type

    def _judge_parts(self, ctx: MethodContext, parts: list[Expression]) -> None:
        values = [
            [part.value] if isinstance(part, StrExpr) else _values(ctx.api.lookup_type(part))
            for part in parts
        ]
        if not any(isinstance(part, StrExpr) for part in parts) and None in values:
            return  # a variable: where it is made, its code stands whole
        pattern = "".join(part.value if isinstance(part, StrExpr) else "{}" for part in parts)
        if None in values:
            if pattern not in OPEN:
                ctx.api.fail(f"the code {pattern!r} is composed of free text and is not in OPEN", ctx.context)
            return
        asked = {"".join(one) for one in product(*(known or [] for known in values))}
        if lacking := sorted(asked - self._codes - UNASKED.keys()):
            ctx.api.fail(f"no words for {', '.join(lacking)}", ctx.context)


def _either(code: Expression) -> Iterator[Expression]:
    if isinstance(code, ConditionalExpr):
        yield from _either(code.if_expr)
        yield from _either(code.else_expr)
    else:
        yield code


def _parts(code: Expression) -> Iterator[Expression]:
    """Yield the parts of an f-string, which mypy keeps as ''.join([…, '{:{}}'.format(value, '')])."""
    match code:
        case CallExpr(callee=MemberExpr(expr=StrExpr(), name="join"), args=[ListExpr(items=items)]):
            for item in items:
                yield from _parts(item)
        case CallExpr(callee=MemberExpr(expr=StrExpr(), name="format"), args=[value, *_]):
            yield value
        case _:
            yield code


def _values(kind: Type) -> list[str] | None:
    """Return all texts that a value of that type can be; None where the type leaves it open."""
    found = get_proper_type(kind)
    if isinstance(found, UnionType):
        each = [_values(one) for one in found.items]
        return None if None in each else [text for one in each for text in one or []]
    if isinstance(found, Instance) and found.last_known_value is not None:
        found = found.last_known_value
    if isinstance(found, LiteralType):
        return _values_of_literal(found)
    return _members(found) if isinstance(found, Instance) else None


def _values_of_literal(found: LiteralType) -> list[str] | None:
    if not found.is_enum_literal():
        return [str(found.value)]
    values = _by_name(found.fallback)
    return None if values is None else [values[str(found.value)]]


def _members(found: Instance) -> list[str] | None:
    values = _by_name(found)
    return None if values is None else list(values.values())


def _by_name(found: Instance) -> dict[str, str] | None:
    """Return the values of a StrEnum by their names; None of any other class."""
    if not found.type.has_base("enum.StrEnum"):
        return None
    kinds = {name: _value_of(found, name) for name in found.type.enum_members}
    return None if None in kinds.values() else {name: value or "" for name, value in kinds.items()}


def _value_of(found: Instance, name: str) -> str | None:
    kind: ProperType | None = get_proper_type(found.type.names[name].type)
    known = kind.last_known_value if isinstance(kind, Instance) else None
    return str(known.value) if known is not None else None


def plugin(_: str) -> type[Plugin]:
    return ComposedCodes
