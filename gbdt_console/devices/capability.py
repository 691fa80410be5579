"""Refuses a driver's class that has not all of what it names, or more than it names.

A method that is missing or misspelt would else take a capability away, and nobody would be told.
"""

from abc import ABC
from collections.abc import Iterator
from inspect import iscoroutinefunction


class DriverBroken(Exception):
    """Raised where a driver builds no connection of the kind that sites.yaml needs.

    code, params: the message; its reason says what is wrong and what to do
    """

    code = "drivers.broken"

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.params = {"name": name, "reason": reason}


class Capability(ABC):  # noqa: B024 - those below it have the methods
    """What a device may be able to do; a driver names it as a base of its class.

    A class with an abstract method of its own is a capability, one that names ABC stands for several. Every
    other class is a driver, and is created only with all methods of the capabilities that it names and none
    of one that it does not name. Else TypeError names the class, the capability, the methods and the cure.
    """

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        is_driver = ABC not in cls.__bases__ and not _own_methods(cls)
        faults = tuple(_faults(cls)) if is_driver else ()
        if faults:
            raise TypeError(f"driver class {cls.__name__} {'; it '.join(faults)}")


def _own_methods(cls: type) -> frozenset[str]:
    """Return the abstract methods that the class itself demands."""
    return frozenset(name for name, value in vars(cls).items() if _is_abstract(value))


def _is_abstract(value: object) -> bool:
    return getattr(value, "__isabstractmethod__", False)


def _faults(driver: type) -> Iterator[str]:
    named = [base for base in driver.__mro__ if _own_methods(base)]
    promised = {name for base in named for name in _own_methods(base)}
    others = sorted({name for name in dir(driver) if not name.startswith("_")} - promised)
    for capability in named:
        for name in sorted(_own_methods(capability)):
            wanted, found = getattr(capability, name), getattr(driver, name)
            if _is_abstract(found):
                like = _like(name, others)
                yield f"lacks {name} of {capability.__name__}{like}: add it, or do not name that capability"
            elif _form(found) != _form(wanted):
                yield f"has {name} as {_form(found)}: {capability.__name__} wants {_form(wanted)}"
    for capability in dict.fromkeys(_known(Capability)):
        unnamed = [name for name in others if name in _own_methods(capability)]
        if unnamed:
            yield f"has {', '.join(unnamed)} of {capability.__name__}: name that as a base, or rename it"


def _like(name: str, others: list[str]) -> str:
    from difflib import get_close_matches  # a console with good drivers starts without it

    return "".join(f" (is it {other}?)" for other in get_close_matches(name, others, 1))


def _form(value: object) -> str:
    if not callable(value):
        return "a property"
    return "an 'async def'" if iscoroutinefunction(value) else "a 'def'"


def _known(capability: type[Capability]) -> Iterator[type[Capability]]:
    """Yield every capability below this one."""
    for below in capability.__subclasses__():
        if _own_methods(below):
            yield below
            yield from _known(below)
