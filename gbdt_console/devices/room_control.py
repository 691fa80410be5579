"""Defines what else a room's codec may be told: to call, to present, and to divide its monitor.

As with all capabilities (devices/control.py) a method returns when the device has accepted, and the state
that is asked for afterwards says what became of it.
"""

from abc import abstractmethod

from gbdt_console.devices.control import HasCalls, ReportsContent, ReportsScreen


class PlacesCalls(HasCalls):
    """The codec can be told to call a number."""

    @abstractmethod
    async def place_call(self, number: str) -> str:
        """Call that number; accepted means that it rings, at most. Raises ControlError.

        Return the codec's id of the call, as `calls` lists it; empty where it tells none.
        """

    @abstractmethod
    def call_failure(self, call_id: str) -> str | None:
        """Return the codec's words on how that call ended, cleaned; None where it told no end of it."""


class Presents(ReportsContent):
    """The codec can be told to send a source as content, and to stop that."""

    @abstractmethod
    async def present(self) -> None:
        """Present the input that is set up at the codec for it. Raises ControlError."""

    @abstractmethod
    async def stop_presenting(self) -> None: ...


class DividesScreen(ReportsScreen):
    """The codec can be told how its room's monitor is divided."""

    @abstractmethod
    async def screen_layouts(self) -> tuple[str, ...]:
        """Return its own words of the layouts that it has now; empty where it cannot tell."""

    @abstractmethod
    async def divide_screen(self, layout: str) -> None:
        """Divide the monitor so, in a word of the codec's own. Raises ControlError."""
