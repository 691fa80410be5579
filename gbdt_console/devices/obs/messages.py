"""Writes and reads the messages of obs-websocket, and proves that we know the password."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import IntEnum

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.state import ControlFault
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.secret import Secret
from gbdt_console.devices.control import ControlError

RPC_VERSION = 1
_EVENTS = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 6 | 1 << 7 | 1 << 10 | 1 << 19
"""Categories of events that change a picture: general, configuration, scenes, inputs, transitions, outputs,
scene items, user interface, and moved scene items."""

Data = Mapping[str, object]


class Op(IntEnum):
    HELLO = 0
    IDENTIFY = 1
    IDENTIFIED = 2
    EVENT = 5
    BATCH = 8
    BATCH_ANSWER = 9


@dataclass(frozen=True, slots=True)
class ObsLogin:
    """Address and password of an obs-websocket server.

    host: IPv4 address
    password: its password; it is never sent
    """

    host: str
    port: int
    password: Secret


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    name: its type in the protocol
    """

    name: str
    data: Data


def read_message(text: str | bytes) -> tuple[object, Data]:
    """Read kind and fields of a message. Raises ControlError."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise ControlError(ControlFault.MALFORMED, "no JSON") from None
    data = message.get("d") if isinstance(message, dict) else None
    if not isinstance(data, dict):
        raise ControlError(ControlFault.MALFORMED, "no message")
    return message.get("op"), data


def identify(hello: Data, password: Secret) -> str:
    """Write the answer to the greeting. Raises ControlError."""
    identity: dict[str, object] = {"rpcVersion": RPC_VERSION, "eventSubscriptions": _EVENTS}
    challenge = hello.get("authentication")
    if challenge is not None:
        identity["authentication"] = _proof(password, challenge)
    return _message(Op.IDENTIFY, identity)


def batch(request_id: str, requests: Sequence[Request], *, halts: bool) -> str:
    """Write requests as one message, which OBS carries out in their order.

    halts: stop at the first request that OBS refuses
    """
    items = [{"requestType": request.name, "requestData": request.data} for request in requests]
    return _message(Op.BATCH, {"requestId": request_id, "haltOnFailure": halts, "requests": items})


def read_answer(result: object) -> Data | ControlError:
    """Read one answer: its fields, or why OBS refused. Raises ControlError where it is no answer."""
    status = result.get("requestStatus") if isinstance(result, dict) else None
    if not isinstance(result, dict) or not isinstance(status, dict):
        raise ControlError(ControlFault.MALFORMED, "no status")
    if status.get("result") is not True:
        words = status.get("comment")
        shown = words if isinstance(words, str) else f"OBS {status.get('code')}"
        return ControlError(ControlFault.REFUSED, clean(shown))
    fields = result.get("responseData")
    return fields if isinstance(fields, dict) else {}


def _proof(password: Secret, challenge: object) -> str:
    """Return the proof that we know the password: SHA-256 over it, the salt and the challenge."""
    fields = challenge if isinstance(challenge, dict) else {}
    salt, random = fields.get("salt"), fields.get("challenge")
    if not isinstance(salt, str) or not isinstance(random, str):
        raise ControlError(ControlFault.MALFORMED, "no challenge")
    return _digest(_digest(password.reveal() + salt) + random)


def _digest(text: str) -> str:
    hashed = hashlib.sha256(text.encode(errors="surrogatepass"))
    return base64.b64encode(hashed.digest()).decode()


def _message(op: Op, data: Data) -> str:
    return json.dumps({"op": op, "d": data})
