"""A driver's class has all that it names and nothing that it does not name, or is never made."""

import re
from abc import ABC
from collections.abc import AsyncIterator, Callable

import pytest

from gbdt_console.devices import control
from gbdt_console.devices.capability import Capability
from gbdt_console.devices.control import (
    BlocksMicrophones,
    Connects,
    Disconnects,
    ListsParticipants,
    TellsProtection,
)
from gbdt_console.devices.registry import control_specs
from tests.support.drivers.controlled_table import _built

CURE = "add it, or do not name that capability"


class Opened(Connects, ABC):
    """Half a driver: it stands for what its drivers share."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


def missing() -> None:
    class Acme(Opened, BlocksMicrophones):
        async def block(self, participant_id: str) -> None: ...


def misspelt() -> None:
    class Acme(Opened, BlocksMicrophones):
        async def block(self, participant_id: str) -> None: ...

        async def unblok(self, participant_id: str) -> None: ...


def unnamed() -> None:
    class Acme(Opened, BlocksMicrophones):
        async def block(self, participant_id: str) -> None: ...

        async def unblock(self, participant_id: str) -> None: ...

        async def disconnect(self, participant_id: str) -> None: ...


def not_async() -> None:
    class Acme(Opened, Disconnects):
        def disconnect(self, participant_id: str) -> None: ...


def never_yields() -> None:
    class Acme(Opened, ListsParticipants):
        async def conference(self) -> None: ...

        async def events(self) -> None: ...


def called_for_a_value() -> None:
    class Acme(Opened, TellsProtection):
        def is_protected(self) -> bool:
            return False


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (missing, f"lacks unblock of BlocksMicrophones: {CURE}"),
        (misspelt, f"lacks unblock of BlocksMicrophones (is it unblok?): {CURE}"),
        (unnamed, "has disconnect of Disconnects: name that as a base, or rename it"),
        (not_async, "has disconnect as a 'def': Disconnects wants an 'async def'"),
        (never_yields, "has events as an 'async def': ListsParticipants wants a 'def'"),
        (called_for_a_value, "has is_protected as a 'def': TellsProtection wants a property"),
    ],
    ids=lambda made: getattr(made, "__name__", ""),
)
def test_a_driver_that_cannot_what_it_names_is_never_made(made: Callable[[], None], told: str) -> None:
    with pytest.raises(TypeError, match=f"^driver class Acme {re.escape(told)}$"):
        made()


def test_all_mistakes_of_a_driver_are_told_at_once() -> None:
    with pytest.raises(TypeError, match=r"lacks disconnect .*; it lacks block .*; it lacks unblock "):

        class Acme(Opened, Disconnects, BlocksMicrophones):
            pass


def test_a_good_driver_is_made_and_has_what_it_names() -> None:
    class Acme(Opened, ListsParticipants, TellsProtection):
        is_protected = True

        async def conference(self) -> control.ConferenceState:
            return control.ConferenceState("giaoban")

        async def events(self) -> AsyncIterator[control.ConferenceEvent]:
            for event in list[control.ConferenceEvent]():
                yield event

    assert isinstance(Acme(), ListsParticipants)
    assert not isinstance(Acme(), BlocksMicrophones)


def test_every_class_that_a_driver_may_name_is_a_capability() -> None:
    """What is none could be misspelt unseen. Caller, Reached: values; no other package switches outlets."""
    found = [
        one for one in vars(control).values() if isinstance(one, type) and one.__module__ == control.__name__
    ]
    others = {one.__name__ for one in found if not issubclass(one, Capability)}
    assert others == {"ControlError", "Caller", "Reached", "SwitchesOutlets"}


def test_every_built_in_driver_is_held_to_what_it_names() -> None:
    for spec in control_specs().values():
        assert issubclass(_built(spec), Connects), spec.name
