"""Controls Kamailio as a SIP registrar, by JSON-RPC over HTTP: it is only asked who is registered.

Sources: Kamailio 6.0.1 on the wire with xhttp, jsonrpcs, usrloc and registrar. Without an account the server
trusts who may reach it; a password is that of HTTP Basic, as Kamailio's own script or a proxy before it asks.
"""

from base64 import b64encode

from gbdt_console.core.driver_options import Carrier, ControlKind, ControlOffer, Option, OptionType, Wire
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ListsRegistered
from gbdt_console.devices.driver import ControlSpec, ControlTarget
from gbdt_console.devices.kamailio.json_rpc import (
    DUMP,
    VERSION,
    check_version,
    registered_in,
    request,
    result_of,
)
from gbdt_console.devices.transports.http import PLAIN, UNVERIFIED, VERIFIED, HttpConnection, place_of

_MOST_BYTES = 16 << 20
"""Limit of a list of contacts, bytes: some 20 000 of them, the telephones of a whole province too."""


class Kamailio(ListsRegistered):
    """Asks one server; each question may be sent again.

    path: where its script hands requests to jsonrpc_dispatch()
    user, password: empty where the server asks for none
    """

    def __init__(self, link: HttpConnection, path: str, user: str, password: Secret) -> None:
        self._link = link
        self._path = f"/{path.lstrip('/')}"
        self._user = user
        self._password = password

    async def open(self) -> None:
        check_version(await self._asked(VERSION))

    async def close(self) -> None:
        await self._link.close()

    async def registered(self) -> frozenset[str]:
        return registered_in(await self._asked(DUMP))

    async def _asked(self, method: str) -> object:
        headers = {"Content-Type": "application/json"}
        if self._user:
            account = f"{self._user}:{self._password.reveal()}".encode()
            headers["Authorization"] = f"Basic {b64encode(account).decode()}"
        answer = await self._link.send("POST", self._path, headers, request(method), may_repeat=True)
        return result_of(method, answer)


def build(target: ControlTarget) -> Kamailio:
    """Make the connection to one registrar."""
    control = target.control
    link = HttpConnection(place_of(target.address, control.port, control.wire), _MOST_BYTES)
    return Kamailio(link, str(control.options["path"]), control.user, control.password)


SPEC = ControlSpec(
    "kamailio",
    ControlOffer(
        kinds=frozenset({ControlKind.REGISTRAR}),
        wires={
            PLAIN: Wire(port=80, needs=()),
            VERIFIED: Wire(port=443, needs=(), over=Carrier.TLS),
            UNVERIFIED: Wire(port=443, needs=(), over=Carrier.UNCHECKED),
        },
        options={"path": Option(OptionType.TEXT, default="/RPC")},
    ),
    build,
)
