"""Switches the outlets of a site's codec and display off, and reads them back."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from gbdt_console.core.authority.withheld import Withheld
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.sites import Site
from gbdt_console.devices.control import ControlError, SwitchesOutlets
from gbdt_console.engine.control.authority import Authority
from gbdt_console.engine.control.device_orders import MAY_HAVE_ARRIVED
from gbdt_console.engine.control.giving import NOT_FINISHED, give

READ_BACK_WITHIN_S = 10.0
"""Limits the wait for a PDU that has accepted: APC's relays take one to three seconds each."""
_PAUSE_S = 0.5
"""Separates two readings back."""
_ROLES = ("display", "codec")
"""Roles of outlets that are switched, in that order; never a router, UPS or probe."""

OutletPlace = tuple[str, int]
"""Id of a PDU, and the number of an outlet."""


def outlets_of(site: Site, switches: Mapping[str, SwitchesOutlets]) -> list[OutletPlace]:
    """Return the outlets that a shutdown of the site switches off; none where it must not."""
    if not site.permissions.remote_power:
        return []
    return [
        (device.id, outlet.number)
        for role in _ROLES
        for device in site.devices
        if device.id in switches
        for outlet in device.outlets
        if outlet.role == role
    ]


async def switch_off(
    places: Sequence[OutletPlace],
    switches: Mapping[str, SwitchesOutlets],
    request_id: str,
    authority: Authority,
) -> Progress:
    """Switch the outlets off; return VERIFIED once the PDU says that each of them is.

    A PDU that fell silent is read back, since it may have taken the command. Where the role was lost
    meanwhile it ends UNKNOWN, whatever the PDU says: the other PC may have done the same.
    """
    if code := authority.refusal:
        return Progress(request_id, Stage.FAILED, code)
    try:
        for pdu, number in places:
            await give(authority, partial(switches[pdu].switch_off, number))
    except ControlError as error:
        if error.fault not in MAY_HAVE_ARRIVED:
            return Progress(request_id, Stage.FAILED, error.code, error.words)
        end = await read_back(places, switches, request_id)
        if end.stage is not Stage.VERIFIED:
            end = Progress(request_id, Stage.UNKNOWN, error.code)
    else:
        end = await read_back(places, switches, request_id)
    is_lost = authority.withheld is Withheld.OVERTAKEN
    return Progress(request_id, Stage.UNKNOWN, NOT_FINISHED) if is_lost else end


async def read_back(
    places: Sequence[OutletPlace],
    switches: Mapping[str, SwitchesOutlets],
    request_id: str,
    within_s: float = READ_BACK_WITHIN_S,
) -> Progress:
    """Ask the PDU until it says that each outlet is off, for at most `within_s` seconds."""
    try:
        loop = asyncio.get_running_loop()
        until_s = loop.time() + within_s
        while True:
            states = [await switches[pdu].is_off(number) for pdu, number in places]
            if all(states):
                return Progress(request_id, Stage.VERIFIED)
            if loop.time() >= until_s:
                code = "order.not-readable" if None in states else "order.not-obeyed"
                return Progress(request_id, Stage.UNKNOWN if None in states else Stage.FAILED, code)
            await asyncio.sleep(_PAUSE_S)
    except ControlError:
        return Progress(request_id, Stage.UNKNOWN, "order.not-read-back")
