"""What a look at both PCs may give, each with the finding that tells it."""

from collections.abc import Sequence
from dataclasses import replace

from gbdt_console.core.health.finding import Finding, Grade
from gbdt_console.core.health.standby import (
    Claim,
    ServerFacts,
    ServerFault,
    StandbyFacts,
    judge_standby,
)
from gbdt_console.core.standby.view import Role, StandbyFault, StandbyView

GOOD, ATTENTION, BAD = Grade.GOOD, Grade.ATTENTION, Grade.BAD
NOW_UTC = 1_800_000_000.0
DAY_S = 86_400.0
FIRST = ServerFacts(
    "may-1", "10.9.0.1:4222", None, "2.10.27", 8 << 20, NOW_UTC + 900 * DAY_S, True, None, Claim(0, "may-1")
)
SECOND = replace(FIRST, machine="may-2", place="10.9.0.2:4222", ahead_s=0.4)
COMMANDS = StandbyView(Role.COMMANDING, "may-1", "may-2", behind=0, heard_utc=NOW_UTC - 1)
FOLLOWS = replace(COMMANDS, role=Role.FOLLOWING, here="may-2", there="may-1")
SOUND = StandbyFacts(
    "may-1", "GBDT_MACHINE", ("may-1", "may-2"), (FIRST, SECOND), NOW_UTC, "/etc/gbdt/standby/ca.pem",
    Claim(0, "may-1"), COMMANDS,
)  # fmt: skip


_THREE = tuple(replace(one, away=()) for one in (FIRST, SECOND, replace(SECOND, machine="may-3")))
OF_THREE = replace(SOUND, servers=_THREE, witness="may-3")


def with_second(**changes: object) -> StandbyFacts:
    return replace(SOUND, servers=(FIRST, replace(SECOND, **changes)))  # type: ignore[arg-type]


def seen(view: StandbyView | None, **changes: object) -> StandbyFacts:
    return replace(SOUND, view=view, **changes)  # type: ignore[arg-type]


def _one(facts: StandbyFacts, outcome: str) -> Finding:
    return next(found for found in judge_standby(facts) if found.outcome == outcome)


_GIVEN: Sequence[tuple[StandbyFacts, Grade, str]] = (
    (SOUND, GOOD, "server-tls"),
    (SOUND, GOOD, "commanding"),
    (seen(FOLLOWS), GOOD, "following"),
    (seen(None), GOOD, "commands"),
    (with_second(ends_utc=None), GOOD, "server"),
    (replace(SOUND, here="laptop"), BAD, "unknown-name"),
    (replace(SOUND, ca=""), ATTENTION, "no-tls"),
    (replace(SOUND, unsynced="/etc/nats-server.conf"), BAD, "unsynced"),
    *((with_second(fault=fault), BAD, fault.value) for fault in ServerFault),
    (with_second(version="2.9.25"), BAD, "old-version"),
    *((with_second(version=odd), BAD, "old-version") for odd in ("x", "v2.9", "2.²", "9" * 5_000)),
    (with_second(max_payload=1 << 20), ATTENTION, "small-payload"),
    (with_second(ends_utc=NOW_UTC + 59 * DAY_S), ATTENTION, "ends-soon"),
    (with_second(has_stream=False), ATTENTION, "no-stream"),
    (with_second(ahead_s=1.6), ATTENTION, "clock-ahead"),
    (with_second(ahead_s=-42.0), ATTENTION, "clock-back"),
    (with_second(claim=Claim(0, "may-2")), BAD, "order"),
    (with_second(claim=Claim(1, "may-9")), BAD, "stranger"),
    *((seen(replace(COMMANDS, fault=fault)), BAD, f"view-{fault}") for fault in StandbyFault),
    (OF_THREE, GOOD, "of-three"),
    (
        replace(OF_THREE, servers=(replace(FIRST, has_majority=False, has_stream=False), SECOND)),
        BAD,
        "no-majority",
    ),
    (replace(OF_THREE, servers=(FIRST, SECOND)), BAD, "not-of-three"),
    (replace(OF_THREE, servers=(replace(FIRST, away=("may-3",)),)), ATTENTION, "copy-behind"),
    (seen(replace(COMMANDS, behind=7)), ATTENTION, "behind"),
    (seen(replace(FOLLOWS, behind=7)), ATTENTION, "lacks"),
    (seen(replace(FOLLOWS, heard_utc=NOW_UTC - 11)), ATTENTION, "main-silent"),
)
STANDBY_ROWS = [(_one(facts, outcome), grade, outcome) for facts, grade, outcome in _GIVEN]
