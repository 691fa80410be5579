"""`doctor` ends with the exit code of its worst finding."""

import pytest

from gbdt_console.cli.doctor.doctor import exit_code
from gbdt_console.core.health.finding import Check, Finding, Grade, worst_first

GOOD = Finding(Check.DISK, Grade.GOOD, "good")
LOW = Finding(Check.DISK, Grade.ATTENTION, "low")
REJECTED = Finding(Check.SETTINGS, Grade.BAD, "rejected")
OPEN = Finding(Check.SECRETS, Grade.BAD, "open")
NO_PING = Finding(Check.PING, Grade.BAD, "none")


@pytest.mark.parametrize(
    ("findings", "code"),
    [
        ([GOOD], 0),
        ([GOOD, LOW], 0),
        ([GOOD, LOW, REJECTED], 1),
        ([OPEN], 1),
        ([NO_PING, LOW], 4),
        ([REJECTED, NO_PING], 4),
    ],
)
def test_the_worst_finding_sets_the_exit_code(findings: list[Finding], code: int) -> None:
    assert exit_code(worst_first(findings)) == code
