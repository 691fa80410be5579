"""Reads the options of a driver. The option's type decides how the text of the file is read."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from gbdt_console.core.driver_options import Option, OptionType
from gbdt_console.core.sites import OptionValue
from gbdt_console.settings.nearest import nearest
from gbdt_console.settings.scalars import flag, number, text_of, whole

_READERS: Mapping[OptionType, Callable[[object], OptionValue]] = {
    OptionType.TEXT: text_of,
    OptionType.INTEGER: whole,
    OptionType.NUMBER: number,
    OptionType.BOOLEAN: flag,
}


def value_fault(name: str, given: object, option: Option) -> tuple[str, Mapping[str, str]] | None:
    """Return code and parameters of a wrong value; None where it is right."""
    try:
        value = _READERS[option.type](given)
    except PydanticCustomError as refused:
        context: dict[str, Any] = refused.context or {}
        return str(context["code"]), {"field": name}
    if option.choices and value not in option.choices:
        return "settings.want-one-of", {"field": name, "known": nearest(str(given), map(str, option.choices))}
    return ("settings.empty-value", {"field": name}) if value == "" else None


def option_values(given: Mapping[str, object], options: Mapping[str, Option]) -> dict[str, OptionValue]:
    """Read options found free of faults, and fill in defaults."""

    def value(name: str, option: Option) -> OptionValue | None:
        return _READERS[option.type](given[name]) if name in given else option.default

    values = {name: value(name, option) for name, option in options.items()}
    return {name: value for name, value in values.items() if value is not None}
