"""Hold the connections to controlled devices while the parts of the engine that use them are made anew."""

import asyncio
from typing import Any, TypeVar

from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.control.device_link import DeviceLink

S = TypeVar("S")


class Links:
    """Gives each controlled device its one link."""

    def __init__(self, authority: Authority | None = None) -> None:
        """`authority`: asked before each order; None: all are given."""
        self._authority = authority or Authority()
        self._held: dict[str, tuple[object, DeviceLink[Any]]] = {}
        self._left: dict[str, tuple[object, DeviceLink[Any]]] = {}

    def of(self, resource: str, device: object, new: DeviceLink[S]) -> DeviceLink[S]:
        """Return the link that was handed over, which works as `new` from now on; without one `new` itself.

        resource: what the device is to the engine: MCU or MIXER of a conference, or a device's id
        device: the driver's object; another object is another device
        """
        before, link = self._left.get(resource, (None, new))
        if before is device:
            del self._left[resource]
            link.work_as(new)
        else:
            link = new
        link.authority = self._authority
        self._held[resource] = device, link
        return link

    def hand_over(self) -> None:
        """Keep all connections for the links that are asked for from now on."""
        for _, link in self._held.values():
            link.hand_over()
        self._left, self._held = self._held, {}

    def drop(self, *, reads_back: bool) -> None:
        """Use no connection any more, and open each anew (see `DeviceLink.drop`)."""
        for _, link in self._held.values():
            link.drop(reads_back=reads_back)

    async def close_left(self) -> None:
        """End the connections that nobody asked for again."""
        left, self._left = self._left, {}
        await asyncio.gather(*(link.close() for _, link in left.values()))
