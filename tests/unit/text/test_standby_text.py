"""What a takeover loses is said no better than it is known, and for how long a wall tells of open orders."""

from dataclasses import replace

from gbdt_console.core.standby.role import UnreadOrder
from gbdt_console.core.standby.view import Role, StandbyView
from gbdt_console.text.standby.standby_text import lost_text
from gbdt_console.text.words import Words

NOW = 1_767_574_800.0
FOLLOWS = StandbyView(Role.FOLLOWING, "may-2", "may-1", behind=0, heard_utc=NOW - 1)


def test_nothing_is_called_complete_once_the_other_pc_fell_silent() -> None:
    words = Words("en")
    assert "every entry that may-1 told of" in lost_text(words, FOLLOWS, NOW)
    assert "not: 2" in lost_text(words, replace(FOLLOWS, behind=2), NOW)
    quiet = lost_text(words, replace(FOLLOWS, heard_utc=NOW - 9), NOW)
    assert "is not known" in quiet
    assert "not: 0" not in quiet
    assert "Not known" in lost_text(words, replace(FOLLOWS, behind=None, heard_utc=0.0), NOW)


def test_a_wall_stops_telling_of_an_order_whatever_the_other_pc_s_clock_says() -> None:
    for at_utc, is_told in ((NOW - 60, True), (NOW + 60, True), (NOW - 86_400, False), (NOW + 86_400, False)):
        view = replace(FOLLOWS, unread=(UnreadOrder(at_utc, "microphone.block", "s2"),))
        assert view.tag(NOW).endswith(".unread") is is_told
