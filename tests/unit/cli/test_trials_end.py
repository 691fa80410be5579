"""`notify test` calls sent only what a server took, and not sent only what none has."""

from dataclasses import replace

import pytest

from gbdt_console.cli.notify.notify_verbs import trials_end
from gbdt_console.core.notify.book import Message
from gbdt_console.core.requests import Stage

WAITS = Message(1, "ca", "thử", 0.0, "ca 1")
SENT = replace(WAITS, number=2, sent_utc=1.0)
REFUSED = replace(WAITS, number=3, attempts=1, tried_utc=1.0, fault="status", status=401, is_dropped=True)
DROPPED = replace(WAITS, number=4, is_dropped=True)
UNANSWERED = replace(REFUSED, number=5, fault="too-long", status=0)
HALF_WAY = replace(UNANSWERED, number=6, fault="refused")


@pytest.mark.parametrize(
    ("trials", "end"),
    [
        ([SENT], Stage.RECORDED),
        ([SENT, REFUSED], Stage.FAILED),
        ([UNANSWERED, DROPPED], Stage.FAILED),
        ([SENT, WAITS], Stage.UNKNOWN),
        ([SENT, UNANSWERED], Stage.UNKNOWN),
        ([HALF_WAY], Stage.UNKNOWN),
    ],
)
def test_what_still_waits_or_may_have_arrived_is_not_known(trials: list[Message], end: Stage) -> None:
    assert trials_end(trials, len(trials)) is end


def test_a_trial_that_nobody_tells_of_is_not_known() -> None:
    assert trials_end([], 1) is Stage.UNKNOWN
    assert trials_end([SENT], 2) is Stage.UNKNOWN
