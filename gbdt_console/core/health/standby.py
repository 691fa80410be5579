"""Judge what a second PC needs: both nats-servers, their certificates and clocks, and who commands."""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from gbdt_console.core.health.finding import Check, Finding, Grade
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView
from gbdt_console.core.units import Utc

LEAST_VERSION = (2, 10)
"""nats-server since which TLS can come before its greeting, so that nobody between reads the password."""
LEAST_PAYLOAD = 8_000_000
"""Octets that one entry may need: a Checkpoint of a year, which an older program wrote, is sent whole."""
_VERSION = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})(?![0-9])", re.ASCII)
_ENDS_SOON_S = 60 * 86_400.0
_CLOCKS_APART_S = 1.0
"""A broken line is counted by the second: with clocks further apart a takeover shifts its times."""


class ServerFault(StrEnum):
    """Names why a nats-server cannot be used, by the first thing that is wrong.

    SILENT: nothing answers there
    NO_NATS: what answers is no nats-server
    CLEAR_FIRST: it does not begin with TLS, as `ca` in sites.yaml asks
    WANTS_TLS: it wants TLS, and sites.yaml has no `ca`
    NO_CA: the file `ca` cannot be read
    OTHER_CA: another authority signed its certificate
    OTHER_NAME: its certificate is not for that address
    ENDED: its certificate has ended
    NOT_YET: its certificate does not hold yet
    CERTIFICATE: its certificate is wrong in another way
    LOGIN: it refuses the password
    NO_JETSTREAM: it keeps nothing
    """

    SILENT = "silent"
    NO_NATS = "no-nats"
    CLEAR_FIRST = "clear-first"
    WANTS_TLS = "wants-tls"
    NO_CA = "no-ca"
    OTHER_CA = "other-ca"
    OTHER_NAME = "other-name"
    ENDED = "ended"
    NOT_YET = "not-yet"
    CERTIFICATE = "certificate"
    LOGIN = "login"
    NO_JETSTREAM = "no-jetstream"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who commands, as a journal or a stream says: host name, and how often the role was taken over."""

    term: int
    machine: str


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a look at one nats-server gave.

    machine: host name of its PC
    place: its address and port
    max_payload: octets that one message may have
    ends_utc: when its certificate ends; None without TLS
    has_stream: an engine made the stream there
    ahead_s: how far its clock is ahead of this PC's; None where not known, or it is this PC's
    claim: who commands, by the last message of its stream
    has_majority: whether it answers for the stream; one of three does so only with another one
    away: names of the servers whose copy of the stream is not up to date; None: the stream has one copy
    """

    machine: str
    place: str
    fault: ServerFault | None = None
    version: str = ""
    max_payload: int = 0
    ends_utc: Utc | None = None
    has_stream: bool = False
    ahead_s: float | None = None
    claim: Claim | None = None
    has_majority: bool = True
    away: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class StandbyFacts:
    """What is known of both PCs.

    here: name of this PC
    variable: environment variable that gives it another one
    machines: names of both, as sites.yaml orders them
    ca: file of the authority
    claim: who commands, by the journal here; None where it cannot be read
    view: what the engine here says; None where none runs
    unsynced: configuration of this PC's nats-server, where it acknowledges what no disk has yet; else empty
    witness: name of the third machine; empty without one
    """

    here: str
    variable: str
    machines: tuple[str, ...]
    servers: tuple[ServerFacts, ...]
    at_utc: Utc
    ca: str = ""
    claim: Claim | None = None
    view: StandbyView | None = None
    unsynced: str = ""
    witness: str = ""


def judge_standby(facts: StandbyFacts) -> Iterator[Finding]:
    """Yield what is wrong with each server and between the PCs, and what is known of both."""
    known = ", ".join(facts.machines)
    if facts.here not in facts.machines:
        yield _bad("unknown-name", here=facts.here, known=known, variable=facts.variable)
    if not facts.ca:
        yield _attention("no-tls", {}, {})
    if facts.unsynced:
        yield _bad("unsynced", file=facts.unsynced)
    for server in facts.servers:
        yield from _of_server(server, facts)
    if facts.witness:
        yield from _of_three(facts)
    yield from _of_claims(facts, known)
    if facts.view is not None:
        yield from _of_view(facts.view, facts)


def _of_server(server: ServerFacts, facts: StandbyFacts) -> Iterator[Finding]:
    where: Mapping[str, object] = {"machine": server.machine, "place": server.place}
    if server.fault is not None:
        yield _bad(server.fault.value, **where, ca=facts.ca)
        return
    numbers = {"version": server.version, "wanted": ".".join(map(str, LEAST_VERSION))}
    if _version_of(server.version) < LEAST_VERSION:
        yield Finding(Check.STANDBY, Grade.BAD, "old-version", numbers, where)
    if server.max_payload < LEAST_PAYLOAD:
        sizes = {"kb": server.max_payload // 1_000, "wanted": LEAST_PAYLOAD // 1_000_000}
        yield _attention("small-payload", sizes, where)
    if server.ends_utc is not None and server.ends_utc - facts.at_utc < _ENDS_SOON_S:
        days = int((server.ends_utc - facts.at_utc) // 86_400)
        yield _attention("ends-soon", {"days": days}, where)
    if not server.has_majority:
        yield _bad("no-majority", **where)
    elif not server.has_stream:
        yield _attention("no-stream", {}, where)
    if server.ahead_s is not None and abs(server.ahead_s) > _CLOCKS_APART_S:
        way = "clock-ahead" if server.ahead_s > 0 else "clock-back"
        yield _attention(way, {"s": f"{abs(server.ahead_s):.0f}"}, where)
    way = "server" if server.ends_utc is None else "server-tls"
    days = 0 if server.ends_utc is None else int((server.ends_utc - facts.at_utc) // 86_400)
    yield Finding(Check.STANDBY, Grade.GOOD, way, {**numbers, "days": days}, where)


def _of_three(facts: StandbyFacts) -> Iterator[Finding]:
    """Judge whether three machines keep the one stream."""
    keeping = [server for server in facts.servers if server.has_stream]
    if alone := [server.machine for server in keeping if server.away is None]:
        yield _bad("not-of-three", machines=", ".join(alone), witness=facts.witness)
    elif away := sorted({name for server in keeping for name in server.away or ()}):
        yield _attention("copy-behind", {}, {"machines": ", ".join(away)})
    elif keeping:
        yield Finding(Check.STANDBY, Grade.GOOD, "of-three", {}, {"witness": facts.witness})


def _of_claims(facts: StandbyFacts, known: str) -> Iterator[Finding]:
    """Compare who commands by the journal here and by both streams: of one term there is one."""
    claims = [one for one in (facts.claim, *(server.claim for server in facts.servers)) if one is not None]
    if not claims:
        return
    term = max(claim.term for claim in claims)
    names = sorted({claim.machine for claim in claims if claim.term == term})
    strangers = [name for name in names if name not in facts.machines]
    if strangers:
        yield _bad("stranger", machine=strangers[0], known=known)
    elif len(names) > 1:
        yield _bad("order", machines=", ".join(names), known=known)
    elif facts.view is None:
        yield Finding(Check.STANDBY, Grade.GOOD, "commands", {"term": term}, {"machine": names[0]})


def _of_view(view: StandbyView, facts: StandbyFacts) -> Iterator[Finding]:
    """Judge by the running engine how far the PC that follows is behind."""
    names: Mapping[str, object] = {"here": view.here, "there": view.there}
    is_following = view.role is Role.FOLLOWING
    unusable = {server.machine for server in facts.servers if server.fault is not None}
    if view.fault is StandbyFault.UNREACHABLE and (view.here if is_following else view.there) in unusable:
        return  # said of that server, with its reason
    if view.fault is not None:
        yield _bad(f"view-{view.fault}", **names)
    elif view.is_main_silent(facts.at_utc):
        yield _attention("main-silent", {}, names)
    elif view.behind:
        way = "lacks" if is_following else "behind"
        yield _attention(way, {"n": view.behind}, names)
    else:
        yield Finding(Check.STANDBY, Grade.GOOD, f"{view.role}", {}, names)


def _version_of(text: str) -> tuple[int, ...]:
    """Read two numbers of a few digits; what else a server calls its version is older than any."""
    found = _VERSION.match(text)
    return (int(found[1]), int(found[2])) if found else ()


def _bad(outcome: str, **private: object) -> Finding:
    return Finding(Check.STANDBY, Grade.BAD, outcome, private=private)


def _attention(outcome: str, facts: Mapping[str, object], private: Mapping[str, object]) -> Finding:
    return Finding(Check.STANDBY, Grade.ATTENTION, outcome, facts, private)
