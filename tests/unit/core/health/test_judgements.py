"""Each fact is graded as the tables say, and has a sentence and a cure in both languages."""

from dataclasses import replace

import pytest

from gbdt_console.core.backups import DAY_S, BackupTimes
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.health.finding import Finding, Grade
from gbdt_console.core.health.installation import (
    EngineState,
    JournalFacts,
    JournalState,
    SecretsFacts,
    SettingsFacts,
    StateFacts,
    judge_backup,
    judge_engine,
    judge_journal,
    judge_operator,
    judge_secrets,
    judge_settings,
    judge_state,
    judge_traps,
)
from gbdt_console.core.health.machine import (
    DiskFacts,
    PingRight,
    judge_clock,
    judge_descriptors,
    judge_disk,
    judge_libraries,
    judge_ping,
    judge_zone,
)
from gbdt_console.core.health.seat import (
    TerminalFacts,
    judge_encoding,
    judge_input,
    judge_papers,
    judge_terminal,
)
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.standby.findings import STANDBY_ROWS

GOOD, ATTENTION, BAD = Grade.GOOD, Grade.ATTENTION, Grade.BAD
STATE = StateFacts("/var/lib/gbdt")
SECRETS = SecretsFacts("/etc/gbdt/secrets.env", 0o600)
ON_TERMINAL = TerminalFacts(is_terminal=True)
NO_JOURNAL = JournalFacts(JournalState.NONE)


def backed_up(began_days: float, taken_days: float | None) -> JournalFacts:
    """Return a journal that began and was backed up so many days ago; None: never."""
    now_utc = 1_800_000_000.0
    taken_utc = 0.0 if taken_days is None else now_utc - taken_days * DAY_S
    times = BackupTimes(now_utc - began_days * DAY_S, taken_utc)
    return JournalFacts(JournalState.SOUND, backups=times, at_utc=now_utc)


INSTALLATION = [
    (judge_settings(SettingsFacts("")), BAD, "absent"),
    (judge_settings(SettingsFacts("s.yaml", problems=2, first="s.yaml:1:1: x")), BAD, "rejected"),
    (judge_settings(SettingsFacts("s.yaml", sites=11)), GOOD, "good"),
    (judge_secrets(SECRETS), GOOD, "good"),
    (judge_secrets(replace(SECRETS, mode=0o400)), GOOD, "good"),
    (judge_secrets(replace(SECRETS, mode=None)), GOOD, "no-file"),
    (judge_secrets(replace(SECRETS, mode=0o640)), BAD, "open"),
    (judge_secrets(replace(SECRETS, mode=0o604)), BAD, "open"),
    (judge_secrets(replace(SECRETS, is_trusted=False)), BAD, "owner"),
    (judge_secrets(replace(SECRETS, is_trusted=False, owner="root", rightful="gbdt")), BAD, "owner"),
    (judge_secrets(replace(SECRETS, is_trusted=False, owner="gbdt", rightful="gbdt")), BAD, "service"),
    (judge_secrets(replace(SECRETS, problems=1, first="s.yaml:8:3: x")), BAD, "missing"),
    (judge_state(STATE), GOOD, "good"),
    (judge_state(replace(STATE, mode=0o755)), GOOD, "good"),
    (judge_state(replace(STATE, mode=0o770)), BAD, "open"),
    (judge_state(replace(STATE, mode=0o702)), BAD, "open"),
    (judge_state(replace(STATE, is_own=False, owner="gbdt")), BAD, "owner"),
    (judge_state(replace(STATE, is_own=False, owner="gbdt", is_service=True)), BAD, "service"),
    (judge_state(replace(STATE, is_directory=False)), BAD, "no-directory"),
    (judge_state(replace(STATE, mode=0o500, is_writable=False)), BAD, "unwritable"),
    (judge_state(replace(STATE, is_too_long=True)), BAD, "too-long"),
    (judge_state(replace(STATE, networked="nfs4")), BAD, "networked"),
    (judge_state(replace(STATE, exists=False, is_too_long=True)), BAD, "too-long"),
    (judge_state(replace(STATE, exists=False)), GOOD, "absent"),
    (judge_state(replace(STATE, exists=False, is_writable=False)), BAD, "unmakeable"),
    (judge_journal(NO_JOURNAL), GOOD, "none"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.SOUND)), GOOD, "good"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.ALONE)), ATTENTION, "alone"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.BEHIND, missing="279")), BAD, "behind"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.DAMAGED)), BAD, "damaged"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.NEWER)), BAD, "newer"),
    (judge_journal(replace(NO_JOURNAL, state=JournalState.UNREADABLE)), BAD, "unreadable"),
    (judge_backup(NO_JOURNAL, None), GOOD, "nothing"),
    (judge_backup(backed_up(90, None), None), ATTENTION, "none"),
    (judge_backup(backed_up(90, 6.9), None), GOOD, "good"),
    (judge_backup(backed_up(90, 7), None), ATTENTION, "old"),
    (judge_backup(backed_up(3, 5), None), GOOD, "good"),
    (judge_backup(backed_up(90, -1), None), ATTENTION, "none"),
    (judge_engine(EngineState.RUNNING, "1.0", "1.0"), GOOD, "running"),
    (judge_engine(EngineState.RUNNING, "", "1.0"), GOOD, "running"),
    (judge_engine(EngineState.RUNNING, "0.9", "1.0"), ATTENTION, "other-version"),
    (judge_engine(EngineState.NONE, "0.9", "1.0"), ATTENTION, "none"),
    (judge_engine(EngineState.NONE, "0.9", "1.0", is_service=True), ATTENTION, "stopped"),
    (judge_engine(EngineState.DENIED, "", "1.0"), BAD, "denied"),
    (judge_engine(EngineState.OTHER_PROTOCOL, "0.9", "1.0"), BAD, "other-protocol"),
    (judge_engine(EngineState.REFUSED, "1.0", "1.0"), BAD, "refused"),
    (judge_operator("trucca1", "Trực ca 1", has_pins=False), GOOD, "good"),
    (judge_operator("gbdt", "", has_pins=True), GOOD, "by-pin"),
    (judge_operator("khach", "", has_pins=False), ATTENTION, "none"),
    (judge_traps(1162, is_free=True, state=EngineState.NONE), GOOD, "free"),
    (judge_traps(1162, is_free=False, state=EngineState.NONE), BAD, "taken"),
    (judge_traps(1162, is_free=False, state=EngineState.RUNNING), GOOD, "good"),
    (judge_traps(1162, is_free=True, state=EngineState.RUNNING), ATTENTION, "unheard"),
    (judge_traps(1162, is_free=False, state=EngineState.DENIED), GOOD, "good"),
]
MACHINE = [
    (judge_disk(DiskFacts(99_999_999))[0], BAD, "full"),
    (judge_disk(DiskFacts(100_000_000))[0], ATTENTION, "low"),
    (judge_disk(DiskFacts(1_000_000_000))[0], GOOD, "good"),
    (judge_disk(DiskFacts(1 << 40, 99, 1_000_000))[1], BAD, "full"),
    (judge_disk(DiskFacts(1 << 40, 100, 1_000_000))[1], ATTENTION, "low"),
    (judge_disk(DiskFacts(1 << 40, 2_000, 1_000_000))[1], GOOD, "good"),
    (judge_ping(PingRight.DATAGRAM, has_engine=False), GOOD, "datagram"),
    (judge_ping(PingRight.RAW, has_engine=False), GOOD, "raw"),
    (judge_ping(PingRight.SERVICE, has_engine=False), GOOD, "service"),
    (judge_ping(PingRight.NONE, has_engine=True), GOOD, "engine"),
    (judge_ping(PingRight.NONE, has_engine=False), BAD, "none"),
    (judge_ping(PingRight.FAILED, has_engine=True), BAD, "failed"),
    (judge_descriptors(1_024, 448), GOOD, "good"),
    (judge_descriptors(1_024, 449), BAD, "few"),
    (judge_descriptors(None, 100_000), GOOD, "good"),
    (judge_clock(ClockSync.KEPT), GOOD, "good"),
    (judge_clock(ClockSync.FREE), ATTENTION, "free"),
    (judge_clock(ClockSync.UNKNOWN), ATTENTION, "unknown"),
    (judge_zone(25_200, 25_200, "Asia/Ho_Chi_Minh"), GOOD, "good"),
    (judge_zone(0, 25_200, "Asia/Ho_Chi_Minh"), ATTENTION, "other"),
    (judge_libraries({"python": "3.11.2", "rich": "15.0"}), GOOD, "good"),
    (judge_libraries({"python": "3.11.2", "rich": ""}), BAD, "missing"),
]
SEAT = [
    (judge_terminal(TerminalFacts(is_terminal=False)), GOOD, "none"),
    (judge_terminal(ON_TERMINAL), GOOD, "good"),
    (judge_terminal(replace(ON_TERMINAL, is_known=False)), BAD, "unknown"),
    (judge_terminal(replace(ON_TERMINAL, columns=79)), ATTENTION, "small"),
    (judge_terminal(replace(ON_TERMINAL, rows=23)), ATTENTION, "small"),
    (judge_terminal(replace(ON_TERMINAL, colours=0)), ATTENTION, "colours"),
    (judge_encoding({"LANG": "vi_VN.UTF-8"}), GOOD, "good"),
    (judge_encoding({"LANG": "C.utf8"}), GOOD, "good"),
    (judge_encoding({"LC_ALL": "C", "LANG": "vi_VN.UTF-8"}), ATTENTION, "other"),
    (judge_encoding({"LC_ALL": "", "LC_CTYPE": "C.UTF-8", "LANG": "C"}), GOOD, "good"),
    (judge_encoding({}), ATTENTION, "other"),
    (judge_input({"XMODIFIERS": "@im=ibus"}), ATTENTION, "framework"),
    (judge_input({"GTK_IM_MODULE": "fcitx5"}), ATTENTION, "framework"),
    (judge_input({"SSH_CONNECTION": "10.0.0.2 50000 10.0.0.1 22"}), GOOD, "unseen"),
    (judge_input({"XMODIFIERS": "@im=none"}), GOOD, "good"),
    (judge_papers(has_letters=True), GOOD, "good"),
    (judge_papers(has_letters=False), ATTENTION, "no-letters"),
]
ROWS = [*INSTALLATION, *MACHINE, *SEAT, *STANDBY_ROWS]


@pytest.mark.parametrize(("found", "grade", "outcome"), ROWS, ids=[row[0].code for row in ROWS])
def test_a_fact_has_its_grade(found: Finding, grade: Grade, outcome: str) -> None:
    assert (found.grade, found.outcome) == (grade, outcome)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("found", [row[0] for row in ROWS], ids=[row[0].code for row in ROWS])
def test_a_finding_is_told_with_its_cure(found: Finding, language: str) -> None:
    words, params = Words(language), {**found.facts, **found.private}
    assert words.has(found.code)
    assert "{" not in words(found.code, **params)
    assert words.has(f"doctor.{found.check}.name")
    if found.grade is not GOOD:
        assert words.has(found.cure_code)
        assert "{" not in words(found.cure_code, **params)


def test_every_sentence_of_the_catalogue_has_a_row() -> None:
    reached = {found.code for found, _, _ in ROWS}
    cured = {found.cure_code for found, _, _ in ROWS} - {""}
    told = {code for code in _codes() if not code.endswith(".name") and code.count(".") > 1}
    assert (
        told - {"doctor.unread.cure"} - {c for c in told if c.startswith("doctor.grade.")} == reached | cured
    )


def _codes() -> set[str]:
    from gbdt_console.text.words import LOCALE_DIR

    text = (LOCALE_DIR / "en" / "LC_MESSAGES" / "doctor.po").read_text()
    return {line.split('"')[1] for line in text.splitlines() if line.startswith('msgid "doctor')}


def test_a_file_system_that_counts_no_inodes_is_not_blamed() -> None:
    assert len(judge_disk(DiskFacts(1 << 40))) == 1


@pytest.mark.parametrize(("octets", "told"), [(900, "1 kB"), (13_100, "14 kB"), (2_500_000, "2 MB")])
def test_a_small_journal_has_a_size_too(octets: int, told: str) -> None:
    found = judge_journal(JournalFacts(JournalState.SOUND, octets, 9))
    assert found.facts["size"] == told
