"""Run every check of the console's health over a probe."""

import errno
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Protocol, TypeVar

from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.health import installation, machine, seat, standby
from gbdt_console.core.health.finding import UNREAD, Check, Finding, Grade, worst_first
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network

T = TypeVar("T")


class Probe(Protocol):
    """Collects the facts; each method may raise OSError, and changes nothing."""

    def settings(self) -> installation.SettingsFacts: ...

    def network(self) -> Network | None:
        """Return the network; None where sites.yaml is absent or rejected."""
        ...

    def secrets(self) -> installation.SecretsFacts: ...

    def state(self) -> installation.StateFacts: ...

    def disk(self) -> machine.DiskFacts: ...

    def journal(self) -> installation.JournalFacts: ...

    def engine(self) -> installation.EngineState: ...

    def user(self) -> str: ...

    def ping_right(self) -> machine.PingRight: ...

    def descriptor_limit(self) -> int | None:
        """Return the hard limit of open files; None for unlimited."""
        ...

    def is_udp_port_free(self, port: int) -> bool: ...

    def standby(self) -> standby.StandbyFacts | None:
        """Return what is known of the second PC; None where sites.yaml has none, or a secret is missing."""
        ...

    def clock_sync(self) -> ClockSync: ...

    def offset_s(self, zone: str) -> float:
        """Return the offset from UTC now, seconds; of the machine for an empty zone."""
        ...

    def terminal(self) -> seat.TerminalFacts: ...

    def environ(self) -> Mapping[str, str]: ...

    def has_letters(self) -> bool: ...

    def versions(self) -> Mapping[str, str]:
        """Return versions by name of the part; empty for a missing one."""
        ...


@dataclass(frozen=True, slots=True)
class _Known:
    """What the first checks found and later ones need.

    network: the network; None without a valid sites.yaml
    engine: what an attempt to attach gave
    """

    network: Network | None
    journal: installation.JournalFacts
    engine: installation.EngineState
    own_version: str


def examine(probe: Probe, own_version: str) -> list[Finding]:
    """Return the findings of all checks, worst first.

    A check whose facts the system refuses is a finding of its own; without a valid sites.yaml the checks that
    need it are left out.
    """
    found: list[Finding] = []
    network = _tried(found, Check.SETTINGS, probe.network)
    no_journal = installation.JournalFacts(installation.JournalState.UNREADABLE)
    journal = _tried(found, Check.JOURNAL, probe.journal) or no_journal
    engine = _tried(found, Check.ENGINE, probe.engine) or installation.EngineState.REFUSED
    known = _Known(network, journal, engine, own_version)
    refused = {finding.check for finding in found}
    for check, judge in (*_MACHINE, *(_NETWORK if network is not None else ())):
        if check not in refused:
            found.extend(_tried(found, check, partial(_judged, judge, probe, known)) or ())
    return worst_first(found)


_Judge = Callable[[Probe, _Known], Iterable[Finding]]
_MACHINE: tuple[tuple[Check, _Judge], ...] = (
    (Check.SETTINGS, lambda probe, known: [installation.judge_settings(probe.settings())]),
    (Check.STATE, lambda probe, known: [installation.judge_state(probe.state())]),
    (Check.DISK, lambda probe, known: machine.judge_disk(probe.disk())),
    (Check.JOURNAL, lambda probe, known: [installation.judge_journal(known.journal)]),
    (
        Check.ENGINE,
        lambda probe, known: [
            installation.judge_engine(
                known.engine,
                known.journal.engine_version,
                known.own_version,
                is_service=probe.state().is_service,
            )
        ],
    ),
    (
        Check.PING,
        lambda probe, known: [
            machine.judge_ping(
                probe.ping_right(), has_engine=known.engine is installation.EngineState.RUNNING
            )
        ],
    ),
    (
        Check.DESCRIPTORS,
        lambda probe, known: [machine.judge_descriptors(probe.descriptor_limit(), _devices(known.network))],
    ),
    (Check.CLOCK, lambda probe, known: [machine.judge_clock(probe.clock_sync())]),
    (Check.MESSAGES, lambda probe, known: [installation.judge_messages(known.journal, _zone_of(known))]),
    (Check.BACKUP, lambda probe, known: [installation.judge_backup(known.journal, known.network)]),
    (Check.TERMINAL, lambda probe, known: [seat.judge_terminal(probe.terminal())]),
    (Check.ENCODING, lambda probe, known: [seat.judge_encoding(probe.environ())]),
    (Check.INPUT, lambda probe, known: [seat.judge_input(probe.environ())]),
    (Check.PAPERS, lambda probe, known: [seat.judge_papers(has_letters=probe.has_letters())]),
    (Check.LIBRARIES, lambda probe, known: [machine.judge_libraries(probe.versions())]),
)
"""The checks that need no sites.yaml."""


def _secrets(probe: Probe, _: _Known) -> Iterable[Finding]:
    yield installation.judge_secrets(probe.secrets())


def _operator(probe: Probe, known: _Known) -> Iterable[Finding]:
    assert known.network is not None
    user = probe.user()
    operators = known.network.operators.values()
    name = next((operator.name for operator in operators if user in operator.os_users), "")
    has_pins = any(operator.pin is not None for operator in operators)
    yield installation.judge_operator(user, name, has_pins=has_pins)


def _zone(probe: Probe, known: _Known) -> Iterable[Finding]:
    assert known.network is not None
    zone = known.network.timezone
    yield machine.judge_zone(probe.offset_s(""), probe.offset_s(zone), zone)


def _traps(probe: Probe, known: _Known) -> Iterable[Finding]:
    assert known.network is not None
    port = known.network.trap_port
    if port is not None:
        yield installation.judge_traps(port, is_free=probe.is_udp_port_free(port), state=known.engine)


def _standby(probe: Probe, _: _Known) -> Iterable[Finding]:
    facts = probe.standby()
    if facts is not None:
        yield from standby.judge_standby(facts)


_NETWORK: tuple[tuple[Check, _Judge], ...] = (
    (Check.SECRETS, _secrets),
    (Check.OPERATOR, _operator),
    (Check.ZONE, _zone),
    (Check.TRAPS, _traps),
    (Check.STANDBY, _standby),
)
"""The checks of what sites.yaml asks for."""


def _tried(found: list[Finding], check: Check, work: Callable[[], T]) -> T | None:
    """Return the result of `work`; a refusal by the system becomes a finding."""
    try:
        return work()
    except OSError as error:
        reason = errno.errorcode.get(error.errno or 0, "?")
        found.append(Finding(check, Grade.ATTENTION, UNREAD, {"reason": reason}))
        return None


def _judged(judge: _Judge, probe: Probe, known: _Known) -> list[Finding]:
    """Run a judge to its end, so that a refusal by the system is raised here."""
    return list(judge(probe, known))


def _zone_of(known: _Known) -> str:
    return "UTC" if known.network is None else known.network.timezone


def _devices(network: Network | None) -> int:
    return 0 if network is None else sum(len(site.devices) for site in network.sites)
