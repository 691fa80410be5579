"""Makes requests and decodes answers with pysnmp, without its sockets and timers."""

# pysnmp and pyasn1 have no type stubs, so its classes are Any here and nowhere else.
# mypy: disable-error-code="import-untyped, misc"

from collections.abc import Callable, Iterable
from typing import Protocol

from pyasn1.codec.ber import decoder, encoder
from pyasn1.type.univ import Integer, Null, ObjectIdentifier, OctetString
from pysnmp.carrier.asyncio.base import AbstractAsyncioTransport
from pysnmp.carrier.asyncio.dgram.udp import DOMAIN_NAME, UdpTransportAddress
from pysnmp.carrier.asyncio.dispatch import AsyncioDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.cmdgen import (
    BulkCommandGeneratorSingleRun,
    GetCommandGenerator,
    SetCommandGenerator,
)
from pysnmp.proto import api, rfc1155, rfc1902

from gbdt_console.core.sites import AuthProtocol, SnmpCredential, SnmpVersion
from gbdt_console.devices.transports.snmp.keys import master_key
from gbdt_console.devices.transports.snmp.session import PAGE_SIZE, Question, Verb

Pairs = Iterable[tuple[str, object]]
_AUTH = {
    None: config.USM_AUTH_NONE,
    AuthProtocol.SHA1: config.USM_AUTH_HMAC96_SHA,
    AuthProtocol.SHA224: config.USM_AUTH_HMAC128_SHA224,
    AuthProtocol.SHA256: config.USM_AUTH_HMAC192_SHA256,
    AuthProtocol.SHA384: config.USM_AUTH_HMAC256_SHA384,
    AuthProtocol.SHA512: config.USM_AUTH_HMAC384_SHA512,
}
_NOWHERE = ("127.0.0.1", 1)
"""pysnmp demands an address for every target; the agent's address is known to the Channel only."""
_LONG_TIMEOUT = 36_000.0
"""Limits pysnmp's own wait; the session ends a request long before."""
_TICK_S = 10.0
"""Interval of pysnmp's own timer, in seconds; nothing here depends on it."""


class Messages(Protocol):
    def ask(self, question: Question) -> None: ...

    def read(self, data: bytes) -> Pairs | None:
        """Decode a judged datagram; None for a step before the answer."""
        ...

    def close(self) -> None: ...


class CommunityMessages:
    """Encodes versions 1 and 2c with the message interface below pysnmp's v1arch."""

    def __init__(self, credential: SnmpCredential, send: Callable[[bytes], None]) -> None:
        is_v1 = credential.version is SnmpVersion.V1
        self._module = api.PROTOCOL_MODULES[api.SNMP_VERSION_1 if is_v1 else api.SNMP_VERSION_2C]
        self._is_v1 = is_v1
        self._community = credential.community
        self._send = send

    def ask(self, question: Question) -> None:
        module = self._module
        objects = _objects(question)
        if question.verb is Verb.GET:
            request, methods = module.GetRequestPDU(), module.apiPDU
        elif question.verb is Verb.SET:
            request, methods = module.SetRequestPDU(), module.apiPDU
        elif self._is_v1:
            request, methods = module.GetNextRequestPDU(), module.apiPDU
        else:
            request, methods = module.GetBulkRequestPDU(), module.apiBulkPDU
        methods.set_defaults(request)
        if methods is not module.apiPDU:
            methods.set_non_repeaters(request, 0)
            methods.set_max_repetitions(request, PAGE_SIZE)
        methods.set_varbinds(request, objects)
        message = module.Message()
        module.apiMessage.set_defaults(message)
        module.apiMessage.set_community(message, self._community.reveal() if self._community else "")
        module.apiMessage.set_pdu(message, request)
        self._send(encoder.encode(message))

    def read(self, data: bytes) -> Pairs | None:
        message, _ = decoder.decode(data, asn1Spec=self._module.Message())
        answer = self._module.apiMessage.get_pdu(message)
        return _pairs(self._module.apiPDU.get_varbinds(answer))

    def close(self) -> None:
        """Do nothing: no engine runs."""


class _Transport(AbstractAsyncioTransport):
    ADDRESS_TYPE = UdpTransportAddress

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send

    def send_message(self, outgoingMessage: bytes, transportAddress: object) -> None:
        """Send pysnmp's message through the Channel."""
        self._send(bytes(outgoingMessage))

    def deliver(self, data: bytes) -> None:
        self._callback_function(self, UdpTransportAddress(_NOWHERE), data)


class UserMessages:
    """Encodes version 3 with a pysnmp engine of its own. The engine costs 150 ms to make."""

    def __init__(self, credential: SnmpCredential, send: Callable[[bytes], None]) -> None:
        self._engine = SnmpEngine()
        self._transport = _Transport(send)
        self._dispatcher = AsyncioDispatcher(timeout=_TICK_S)
        self._engine.register_transport_dispatcher(self._dispatcher)
        config.add_transport(self._engine, DOMAIN_NAME, self._transport)
        _add_user(self._engine, credential)
        self._pairs: Pairs | None = None

    def ask(self, question: Question) -> None:
        self._pairs = None
        objects = _objects(question)
        if question.verb is Verb.SET:
            SetCommandGenerator().send_varbinds(self._engine, "agent", None, "", objects, self._on_answer)
        elif question.verb is Verb.GET:
            GetCommandGenerator().send_varbinds(self._engine, "agent", None, "", objects, self._on_answer)
        else:
            BulkCommandGeneratorSingleRun().send_varbinds(
                self._engine, "agent", None, "", 0, PAGE_SIZE, objects, self._on_answer
            )

    def read(self, data: bytes) -> Pairs | None:
        """Let pysnmp's engine read a datagram; None unless it was the answer."""
        self._pairs = None
        self._transport.deliver(data)
        return self._pairs

    def close(self) -> None:
        self._engine.close_dispatcher()

    def _on_answer(
        self,
        engine: object,
        handle: object,
        error: object,
        status: object,
        index: object,
        binds: Iterable[tuple[object, object]],
        _: object,
    ) -> None:
        if not error:
            self._pairs = _pairs(binds)


def _add_user(engine: SnmpEngine, credential: SnmpCredential) -> None:
    level = "noAuthNoPriv"
    auth_key = privacy_key = None
    privacy = config.USM_PRIV_NONE
    if credential.auth and credential.auth_password:
        level = "authNoPriv"
        auth_key = OctetString(master_key(credential.auth, credential.auth_password))
        if credential.privacy and credential.privacy_password:
            level = "authPriv"
            privacy = config.USM_PRIV_CFB128_AES
            privacy_key = OctetString(master_key(credential.auth, credential.privacy_password))
    config.add_v3_user(
        engine,
        credential.user,
        _AUTH[credential.auth],
        auth_key,
        privacy,
        privacy_key,
        authKeyType=config.USM_KEY_TYPE_MASTER,
        privKeyType=config.USM_KEY_TYPE_MASTER,
    )
    config.add_target_parameters(engine, "user", credential.user, level)
    config.add_target_address(engine, "agent", DOMAIN_NAME, _NOWHERE, "user", _LONG_TIMEOUT, 0)


def _objects(question: Question) -> list[tuple[object, object]]:
    """Return the objects of a request: with the value of a SET, else with NULL."""
    value = rfc1902.Integer32(question.value) if question.verb is Verb.SET else Null("")
    return [(ObjectIdentifier(name), value) for name in question.names]


def _pairs(binds: Iterable[tuple[object, object]]) -> Pairs:
    return tuple((str(name), _plain(value)) for name, value in binds)


def _plain(value: object) -> object:
    """Turn pysnmp's value into Python's; None for NULL, noSuchObject and the like."""
    if isinstance(value, Null):
        return None
    if isinstance(value, Integer):
        return int(value)
    if isinstance(value, rfc1155.IpAddress | rfc1902.IpAddress):
        return str(value.prettyPrint())
    if isinstance(value, OctetString):
        return bytes(value)
    if isinstance(value, ObjectIdentifier):
        return str(value)
    return None
