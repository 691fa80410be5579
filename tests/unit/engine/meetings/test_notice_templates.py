"""A wrong template of the office, through the engine as F5 asks it: file, line and cure are told."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.meetings.commands import RecordNotice, RegisterMeeting
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.requests import Stage
from gbdt_console.text.reasons import end_text
from gbdt_console.text.words import Words
from tests.support.engine.engine_in_time import Bench, run_engine
from tests.support.engine.networks import network

ZONE = "Asia/Ho_Chi_Minh"
WRONG = {
    b"V/v\n{{ nobody }}\n": "Sửa mẫu notices/sites.txt:2 ('nobody' is undefined) rồi làm lại.",
    b"V/v\n\n{% if %}\n": "Sửa mẫu notices/sites.txt:3 (",
    b"V/v\n\xff\n": "Sửa mẫu notices/sites.txt:2 (UTF-8) rồi làm lại.",
    b"{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}": "Sửa mẫu notices/sites.txt:",
    b"{{ {}['a' ~ number] }}{{ [1][5].b }}": "Sửa mẫu notices/sites.txt:1 (",
    b"{{ " + b"(" * 9_000 + b"1": "Sửa mẫu notices/sites.txt:1 (",
    b" \n": "Sửa mẫu notices/sites.txt:1 rồi làm lại: quá dài hoặc trống.",
}


@pytest.mark.parametrize("template", WRONG, ids=range(len(WRONG)))
def test_a_wrong_template_is_told_with_file_line_and_cure(template: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    own = folder / "sites.txt"

    async def scenario(bench: Bench) -> None:
        opening = datetime.fromtimestamp(bench.clock.utc() + 90_000, ZoneInfo(ZONE))
        plan = MeetingPlan(
            "Bão", "vp-ubnd", MeetingKind.EMERGENCY, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}", ZONE
        )
        assert (await bench.end(RegisterMeeting(plan, is_sure=True))).stage is Stage.RECORDED
        await bench.until(lambda: bench.latest.calendar != ())
        own.write_bytes(template)
        last = await bench.end(RecordNotice(1, "sites", (), "fax"))
        assert WRONG[template] in end_text(Words("vi"), "x", last)
        assert (last.stage, len(bench.events("calendar.notice"))) == (Stage.FAILED, 0)
        own.write_text("V/v họp {{ number }}\n")
        assert (await bench.end(RecordNotice(1, "sites", (), "fax"))).stage is Stage.RECORDED

    run_engine(network(4), scenario, notice_templates=folder)
