"""F5 shows the notices as they were sent, and marks those of before a change."""

from dataclasses import replace

from gbdt_console.core.meetings.events import NoticeSent
from gbdt_console.core.meetings.notices import Notice, NoticeGroup
from gbdt_console.core.meetings.registration import NoticeChannel
from tests.support.meetings.shown import registered
from tests.support.screens.console import console
from tests.support.screens.scripted_port import AT_UTC, make_snapshot

LINES = ", ".join(f"VNPT-{number}" for number in range(60))


def sent(revision: int, text: str) -> NoticeSent:
    return NoticeSent(
        7, NoticeGroup.SITES, ["site2"], revision, NoticeChannel.FAX, text, [], AT_UTC - 600.0, "Trực ca 1"
    )


async def test_the_text_stands_as_sent_and_a_replaced_one_is_marked() -> None:
    notice = Notice(NoticeGroup.SITES, "site2", 1, "fax", AT_UTC - 600.0, "Trực ca 1")
    meeting = replace(registered(7, AT_UTC + 9e4, 1, 2), revision=1, notices=(notice,))
    snapshot = replace(make_snapshot(11), calendar=(meeting,))
    async with console(snapshot, size=(200, 60)) as c:
        c.port.sent = [sent(0, "Khai mạc 08:00\nĐề nghị xác nhận"), sent(1, f"Khai mạc 14:00\n{LINES}")]
        await c.press("f5")
        await c.let_pass(0.5)
        lines = [line[100:].strip() for line in c.text().splitlines()]
        newest, mark = lines.index("Khai mạc 14:00"), next(n for n, t in enumerate(lines) if "ĐÃ THAY" in t)
        assert newest < mark < lines.index("Khai mạc 08:00") < lines.index("Đề nghị xác nhận")
        assert LINES in " ".join(lines)
        assert sum("ĐÃ THAY" in line for line in lines) == 1
