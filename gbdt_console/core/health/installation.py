"""Judge configuration, secrets, state directory, journal, engine and operator of this installation."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from gbdt_console.core.backups import DAY_S, WITHIN_DAYS, BackupTimes
from gbdt_console.core.health.finding import Check, Finding, Grade, good
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.sites import Network
from gbdt_console.core.standby.role import RoleBook

_SECRET_OPEN = 0o177
"""Mode bits that a file of secrets must not have (the same rule refuses it when the console starts)."""
_STATE_OPEN = 0o022
"""Mode bits that the state directory must not have (the same rule refuses it when an engine starts)."""


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    """Holds what is known of sites.yaml.

    path: the file in use; empty where none was named or found
    places: where a file was looked for
    sites: number of sites; 0 for a rejected file
    first: the first problem with its place, as text; empty without one
    """

    path: str
    places: str = ""
    sites: int = 0
    problems: int = 0
    first: str = ""


@dataclass(frozen=True, slots=True)
class SecretsFacts:
    """Holds what is known of the secrets that sites.yaml refers to; never a value.

    mode: its mode bits; None where it does not exist
    is_trusted: it belongs to this user or to root
    problems: number of secrets that cannot be read or used
    first: the first of them, as text; empty without one
    owner: login that it belongs to
    rightful: login that it must belong to: the service's beside its sites.yaml, else this user's
    """

    file: str
    mode: int | None
    is_trusted: bool = True
    problems: int = 0
    first: str = ""
    owner: str = ""
    rightful: str = ""


@dataclass(frozen=True, slots=True)
class StateFacts:
    """Holds what is known of the state directory.

    is_writable: this user may read, write and enter it; of a missing one, its nearest parent
    is_too_long: the path of the control socket in it is longer than the kernel takes
    networked: kind of its file system where that is another machine's; empty where not
    is_service: it is the installed service's
    """

    path: str
    exists: bool = True
    is_directory: bool = True
    mode: int = 0o700
    owner: str = ""
    is_own: bool = True
    is_writable: bool = True
    is_too_long: bool = False
    networked: str = ""
    is_service: bool = False


class JournalState(StrEnum):
    """Names what a quick look at the journal found.

    NONE: no journal yet
    SOUND: all entries since the last checkpoint hold, and a head noted outside is among them
    ALONE: they hold, but no head noted outside is known
    BEHIND: entries are missing that another place knows of
    DAMAGED: one of them does not hold, or the file is no journal
    NEWER: a newer program wrote it
    UNREADABLE: the disk or a permission refuses the file
    """

    NONE = "none"
    SOUND = "good"
    ALONE = "alone"
    BEHIND = "behind"
    DAMAGED = "damaged"
    NEWER = "newer"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class JournalFacts:
    """Holds what is known of the journal.

    state: what a quick look found
    size: octets of its main file
    engine_version: version of the program of the last engine that started; empty where unknown
    unsent: number of messages that are to be sent again
    unsent_utc: since when the oldest of them waits
    backups: when it began and was backed up; None where there are no entries
    at_utc: when it was looked at
    role: which of two PCs commands; None where it is not sound
    missing: number of missing entries, in signs
    """

    state: JournalState
    size: int = 0
    entries: int = 0
    engine_version: str = ""
    unsent: int = 0
    unsent_utc: float = 0.0
    backups: BackupTimes | None = None
    at_utc: float = 0.0
    role: RoleBook | None = None
    missing: str = ""


class EngineState(StrEnum):
    """Names what an attempt to attach to the engine gave.

    NONE: no engine runs
    RUNNING: it took this client
    DENIED: this user may not use the socket
    OTHER_PROTOCOL: it speaks another version of the protocol
    REFUSED: it turned this client away for another reason
    """

    NONE = "none"
    RUNNING = "running"
    DENIED = "denied"
    OTHER_PROTOCOL = "other-protocol"
    REFUSED = "refused"


def judge_settings(facts: SettingsFacts) -> Finding:
    private = {"file": facts.path, "places": facts.places, "first": facts.first}
    if not facts.path:
        return Finding(Check.SETTINGS, Grade.BAD, "absent", private=private)
    if facts.problems:
        return Finding(Check.SETTINGS, Grade.BAD, "rejected", {"n": facts.problems}, private)
    return Finding(Check.SETTINGS, Grade.GOOD, "good", {"sites": facts.sites}, private)


def judge_secrets(facts: SecretsFacts) -> Finding:
    private = {"file": facts.file, "first": facts.first, "owner": facts.owner, "user": facts.rightful}
    if facts.mode is not None and facts.mode & _SECRET_OPEN:
        return Finding(Check.SECRETS, Grade.BAD, "open", {"mode": f"{facts.mode:04o}"}, private)
    if not facts.is_trusted:
        is_right = facts.owner == facts.rightful != ""
        return Finding(Check.SECRETS, Grade.BAD, "service" if is_right else "owner", private=private)
    if facts.problems:
        return Finding(Check.SECRETS, Grade.BAD, "missing", {"n": facts.problems}, private)
    outcome = "no-file" if facts.mode is None else "good"
    return Finding(Check.SECRETS, Grade.GOOD, outcome, private=private)


def judge_state(facts: StateFacts) -> Finding:
    params = {"mode": f"{facts.mode:04o}", "kind": facts.networked}
    private = {"state": facts.path, "owner": facts.owner}

    def bad(outcome: str) -> Finding:
        return Finding(Check.STATE, Grade.BAD, outcome, params, private)

    if facts.is_too_long:
        return bad("too-long")
    if facts.networked:
        return bad("networked")
    if not facts.exists:
        new = Finding(Check.STATE, Grade.GOOD, "absent", private=private)
        return new if facts.is_writable else bad("unmakeable")
    if not facts.is_directory:
        return bad("no-directory")
    if not facts.is_own:
        return bad("service" if facts.is_service else "owner")
    if facts.mode & _STATE_OPEN:
        return bad("open")
    if not facts.is_writable:
        return bad("unwritable")
    return Finding(Check.STATE, Grade.GOOD, "good", params, private)


def judge_messages(facts: JournalFacts, zone: str) -> Finding:
    """Judge whether the messages that leave the room were sent; `zone` is that of the network."""
    if facts.state not in (JournalState.SOUND, JournalState.ALONE, JournalState.NONE):
        return Finding(Check.MESSAGES, Grade.ATTENTION, "unknown")
    if not facts.unsent:
        return good(Check.MESSAGES)
    time = f"{datetime.fromtimestamp(facts.unsent_utc, ZoneInfo(zone)):%H:%M}"
    return Finding(Check.MESSAGES, Grade.ATTENTION, "unsent", {"n": facts.unsent, "time": time})


def judge_backup(facts: JournalFacts, network: Network | None) -> Finding:
    """Judge how old the newest backup is, by the days that the network asks for."""
    if facts.backups is None:
        return good(Check.BACKUP, "nothing")
    within_days = WITHIN_DAYS if network is None else network.backup_days
    taken_utc = facts.backups.taken_utc(facts.at_utc)
    if not taken_utc:
        return Finding(Check.BACKUP, Grade.ATTENTION, "none")
    age: Mapping[str, object] = {
        "days": int(max(0.0, facts.at_utc - taken_utc) // DAY_S),
        "within": within_days,
    }
    is_due = facts.at_utc >= facts.backups.due_utc(facts.at_utc, within_days)
    return Finding(Check.BACKUP, Grade.ATTENTION if is_due else Grade.GOOD, "old" if is_due else "good", age)


def judge_journal(facts: JournalFacts) -> Finding:
    size = f"{facts.size // 1_000_000} MB" if facts.size >= 1_000_000 else f"{-(-facts.size // 1_000)} kB"
    params = {"entries": facts.entries, "size": size, "missing": facts.missing}
    grades = {JournalState.ALONE: Grade.ATTENTION}
    grades |= dict.fromkeys((JournalState.NONE, JournalState.SOUND), Grade.GOOD)
    return Finding(Check.JOURNAL, grades.get(facts.state, Grade.BAD), facts.state.value, params)


def judge_engine(
    state: EngineState, engine_version: str, own_version: str, *, is_service: bool = False
) -> Finding:
    """Judge whether an engine runs, takes this user, and is of this program's version.

    engine_version: version of the last engine that started here; empty where unknown
    is_service: whether it is the installed service's
    """
    params = {"engine": engine_version or "?", "own": own_version}
    if state is EngineState.RUNNING:
        is_same = engine_version in ("", own_version)
        grade = Grade.GOOD if is_same else Grade.ATTENTION
        return Finding(Check.ENGINE, grade, "running" if is_same else "other-version", params)
    if state is EngineState.NONE:
        return Finding(Check.ENGINE, Grade.ATTENTION, "stopped" if is_service else "none", params)
    return Finding(Check.ENGINE, Grade.BAD, state.value, params)


def judge_operator(user: str, operator: str, *, has_pins: bool) -> Finding:
    """Judge whether this login is an operator of sites.yaml, or becomes one by PIN.

    operator: name of the operator; empty where none has the login
    has_pins: whether an operator can be chosen by PIN at a running console
    """
    private = {"user": user, "operator": operator}
    if not operator and not has_pins:
        return Finding(Check.OPERATOR, Grade.ATTENTION, "none", private=private)
    return Finding(Check.OPERATOR, Grade.GOOD, "good" if operator else "by-pin", private=private)


def judge_traps(port: int, *, is_free: bool, state: EngineState) -> Finding:
    """Judge whether traps can be taken at that UDP port."""
    if is_free and state is EngineState.RUNNING:
        return Finding(Check.TRAPS, Grade.ATTENTION, "unheard", {"port": port})
    if is_free:
        return good(Check.TRAPS, "free", port=port)
    if state is EngineState.NONE:
        return Finding(Check.TRAPS, Grade.BAD, "taken", {"port": port})
    return good(Check.TRAPS, port=port)
