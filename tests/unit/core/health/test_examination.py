"""All checks run over any probe: worst first, without sites.yaml, and where the system refuses."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from gbdt_console.compose import load
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.health import installation, machine, seat
from gbdt_console.core.health.examination import Probe, examine
from gbdt_console.core.health.finding import UNREAD, Check, Finding, Grade
from gbdt_console.core.health.standby import StandbyFacts
from gbdt_console.core.sites import Network
from tests.support.places import ROOT
from tests.support.standby.findings import SOUND as SECOND_PC

NETWORK = load(ROOT / "config" / "sites.yaml", None)
SOUND = installation.JournalFacts(installation.JournalState.SOUND, 1_000, 5, "1.0")
UNASKED = {"operator", "encoding", "input", "inodes", "messages", "backup"}
"""Checks whose facts come from what another one asked for."""
NEEDS_SETTINGS = {Check.SECRETS, Check.OPERATOR, Check.ZONE, Check.TRAPS, Check.STANDBY}


@dataclass
class Machine:
    """A machine where all is well but for what a test changes."""

    known: Network | None = NETWORK
    login: str = "trucca1"
    room: int = 1 << 40
    mode: int = 0o700
    refused: set[str] = field(default_factory=set)
    journal_facts: installation.JournalFacts = SOUND

    def _ask(self, name: str) -> None:
        if name in self.refused:
            raise PermissionError(errno.EACCES, "refused")

    def settings(self) -> installation.SettingsFacts:
        self._ask("settings")
        return installation.SettingsFacts("sites.yaml" if self.known else "", sites=11)

    def network(self) -> Network | None:
        return self.known

    def secrets(self) -> installation.SecretsFacts:
        self._ask("secrets")
        return installation.SecretsFacts("secrets.env", 0o600)

    def state(self) -> installation.StateFacts:
        self._ask("state")
        return installation.StateFacts("/state", mode=self.mode)

    def disk(self) -> machine.DiskFacts:
        self._ask("disk")
        return machine.DiskFacts(self.room, 1_000_000, 2_000_000)

    def journal(self) -> installation.JournalFacts:
        self._ask("journal")
        return self.journal_facts

    def engine(self) -> installation.EngineState:
        self._ask("engine")
        return installation.EngineState.RUNNING

    def user(self) -> str:
        return self.login

    def ping_right(self) -> machine.PingRight:
        self._ask("ping")
        return machine.PingRight.RAW

    def descriptor_limit(self) -> int | None:
        self._ask("descriptors")
        return 65_536

    def is_udp_port_free(self, port: int) -> bool:
        self._ask("traps")
        return False

    def standby(self) -> StandbyFacts | None:
        self._ask("standby")
        return SECOND_PC

    def clock_sync(self) -> ClockSync:
        self._ask("clock")
        return ClockSync.KEPT

    def offset_s(self, zone: str) -> float:
        self._ask("zone")
        return 25_200.0

    def terminal(self) -> seat.TerminalFacts:
        self._ask("terminal")
        return seat.TerminalFacts(is_terminal=True)

    def environ(self) -> Mapping[str, str]:
        return {"LANG": "vi_VN.UTF-8"}

    def has_letters(self) -> bool:
        self._ask("papers")
        return True

    def versions(self) -> Mapping[str, str]:
        self._ask("libraries")
        return {"python": "3.11.2"}


def graded(probe: Probe, grade: Grade) -> list[Check]:
    return [finding.check for finding in examine(probe, "1.0") if finding.grade is grade]


def test_a_healthy_machine_gives_a_good_finding_for_each_check() -> None:
    found = examine(Machine(), "1.0")
    assert {finding.check for finding in found} == set(Check)
    assert {finding.grade for finding in found} == {Grade.GOOD}


def test_the_worst_findings_come_first() -> None:
    found = examine(Machine(login="khach", mode=0o777, room=0), "1.1")
    assert [(one.grade, one.check) for one in found[:5]] == [
        (Grade.BAD, Check.STATE),
        (Grade.BAD, Check.DISK),
        (Grade.ATTENTION, Check.ENGINE),
        (Grade.ATTENTION, Check.OPERATOR),
        (Grade.GOOD, Check.SETTINGS),
    ]


def test_without_sites_yaml_all_checks_of_the_machine_still_run() -> None:
    found = examine(Machine(known=None), "1.0")
    assert {finding.check for finding in found} == set(Check) - NEEDS_SETTINGS
    assert graded(Machine(known=None), Grade.BAD) == [Check.SETTINGS]


def test_a_login_becomes_the_operator_that_lists_it() -> None:
    operator = next(one for one in examine(Machine(), "1.0") if one.check is Check.OPERATOR)
    assert operator.private["operator"] == "Cán bộ kỹ thuật trực ca 1"
    assert graded(Machine(login="khach"), Grade.ATTENTION) == [Check.OPERATOR]


@pytest.mark.parametrize("check", sorted(set(Check) - UNASKED))
def test_a_check_that_the_system_refuses_is_told_and_hides_no_other(check: str) -> None:
    found = examine(Machine(refused={check}), "1.0")
    unread = Finding(Check(check), Grade.ATTENTION, UNREAD, {"reason": "EACCES"})
    assert unread in found
    assert not [finding for finding in found if finding.grade is Grade.BAD]
    assert {finding.check for finding in found} >= set(Check) - {Check.INODES}


def test_unsent_messages_are_told_with_their_number_and_since_when() -> None:
    late = replace(SOUND, unsent=2, unsent_utc=1_767_597_660.0)
    found = next(one for one in examine(Machine(journal_facts=late), "1.0") if one.check is Check.MESSAGES)
    assert (found.grade, found.outcome, found.facts) == (
        Grade.ATTENTION,
        "unsent",
        {"n": 2, "time": "14:21"},
    )
    unread = installation.JournalFacts(installation.JournalState.DAMAGED)
    found = next(one for one in examine(Machine(journal_facts=unread), "1.0") if one.check is Check.MESSAGES)
    assert found.outcome == "unknown", "of a journal that cannot be read nothing good is said"
