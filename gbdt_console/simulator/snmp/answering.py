"""Turns one SNMP request into one response (RFC 3416 section 4.2; RFC 1157 for v1)."""

from collections.abc import Callable, Iterator

from gbdt_console.simulator.snmp.ber import END_OF_MIB_VIEW, NULL, Oid, Tag, Value
from gbdt_console.simulator.snmp.messages import Binding, ErrorStatus, PduKind, SimulatedPdu, encode_binding

Get = Callable[[Oid], Value]
Put = Callable[[Oid, Value], bool]
"""Writes an object; returns False for one that cannot be written."""
After = Callable[[Oid], Oid | None]

_BULK_BYTES = 1_400
"""Limits a GETBULK response to one Ethernet frame, as real agents do."""
_LARGEST_BYTES = 60_000
"""Limits any response below the largest UDP datagram."""
_HEAD_BYTES = 40
"""Octets of a response around its bindings."""
_MISSING = frozenset({Tag.NO_SUCH_OBJECT, Tag.NO_SUCH_INSTANCE, Tag.END_OF_MIB_VIEW})


def respond(
    request: SimulatedPdu, get: Get, after: After, put: Put, max_bytes: int = _LARGEST_BYTES
) -> SimulatedPdu | None:
    """Return the response in v2c and v3; None for a PDU that agents do not answer.

    get: reads the value of an object
    after: returns the next object in MIB order, None at the end
    max_bytes: limits the response's bindings
    """
    match request.kind:
        case PduKind.GET:
            found = [Binding(b.oid, get(b.oid)) for b in request.bindings]
        case PduKind.GET_NEXT:
            found = [_next(b.oid, get, after) for b in request.bindings]
        case PduKind.GET_BULK:
            return _response(request, tuple(_fitting(_bulk(request, get, after), max_bytes)))
        case PduKind.SET:
            return _written(request, put, ErrorStatus.NOT_WRITABLE)
        case _:
            return None
    if sum(len(encode_binding(b)) for b in found) > min(max_bytes, _LARGEST_BYTES):
        return SimulatedPdu(PduKind.RESPONSE, request.request_id, ErrorStatus.TOO_BIG, 0, ())
    return _response(request, tuple(found))


def respond_v1(request: SimulatedPdu, get: Get, after: After, put: Put) -> SimulatedPdu | None:
    """Return the response in v1. Version 1 has no GETBULK, no Counter64 and no exception values."""
    if request.kind is PduKind.SET:
        return _written(request, put, ErrorStatus.NO_SUCH_NAME)
    if request.kind not in (PduKind.GET, PduKind.GET_NEXT):
        return None
    found: list[Binding] = []
    for number, (oid, _) in enumerate(request.bindings, 1):
        binding = Binding(oid, get(oid)) if request.kind is PduKind.GET else _next_v1(oid, get, after)
        if binding.value.tag in _MISSING or binding.value.tag is Tag.COUNTER64:
            return _failure(request, ErrorStatus.NO_SUCH_NAME, number)
        found.append(binding)
    return _response(request, tuple(found))


def _next(oid: Oid, get: Get, after: After) -> Binding:
    following = after(oid)
    return Binding(oid, END_OF_MIB_VIEW) if following is None else Binding(following, get(following))


def _next_v1(oid: Oid, get: Get, after: After) -> Binding:
    binding = _next(oid, get, after)
    while binding.value.tag is Tag.COUNTER64:
        binding = _next(binding.oid, get, after)
    return binding


def _bulk(request: SimulatedPdu, get: Get, after: After) -> Iterator[Binding]:
    """Yield bindings row by row, until every column has ended."""
    oids = [b.oid for b in request.bindings]
    fixed = max(0, min(request.first, len(oids)))
    for oid in oids[:fixed]:
        yield _next(oid, get, after)
    row = oids[fixed:]
    for _ in range(max(0, request.second)):
        bindings = [_next(oid, get, after) for oid in row]
        yield from bindings
        row = [b.oid for b in bindings]
        if all(b.value is END_OF_MIB_VIEW for b in bindings):
            return


def _fitting(bindings: Iterator[Binding], max_bytes: int) -> Iterator[Binding]:
    """Yield as many bindings as one datagram holds. The client continues from the last."""
    room = min(max_bytes, _BULK_BYTES) - _HEAD_BYTES
    for binding in bindings:
        room -= len(encode_binding(binding))
        if room < 0:
            return
        yield binding


def _written(request: SimulatedPdu, put: Put, refusal: ErrorStatus) -> SimulatedPdu:
    """Write the objects of a SET up to the first one that cannot be written."""
    for number, binding in enumerate(request.bindings, 1):
        if not put(binding.oid, binding.value):
            return _failure(request, refusal, number)
    return _response(request, request.bindings)


def _response(request: SimulatedPdu, bindings: tuple[Binding, ...]) -> SimulatedPdu:
    return SimulatedPdu(PduKind.RESPONSE, request.request_id, ErrorStatus.NONE, 0, bindings)


def _failure(request: SimulatedPdu, status: ErrorStatus, index: int) -> SimulatedPdu:
    bindings = tuple(Binding(b.oid, NULL) for b in request.bindings)
    return SimulatedPdu(PduKind.RESPONSE, request.request_id, status, index, bindings)
