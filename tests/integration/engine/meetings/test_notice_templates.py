"""A wrong template of the office, through the engine as F5 asks it: file, line and cure are told."""

import asyncio
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gbdt_console.core.meetings.commands import RecordNotice, RegisterMeeting
from gbdt_console.core.meetings.registration import MeetingKind, MeetingPlan
from gbdt_console.core.requests import Stage
from gbdt_console.text import office_templates
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


def plan_of(bench: Bench) -> MeetingPlan:
    opening = datetime.fromtimestamp(bench.clock.utc() + 90_000, ZoneInfo(ZONE))
    return MeetingPlan(
        "Bão", "vp-ubnd", MeetingKind.EMERGENCY, ("s1", "s2"), "s1", f"{opening:%Y-%m-%dT%H:%M}", ZONE
    )


@pytest.mark.parametrize("template", WRONG, ids=range(len(WRONG)))
def test_a_wrong_template_is_told_with_file_line_and_cure(template: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "notices"
    folder.mkdir()
    own = folder / "sites.txt"

    async def scenario(bench: Bench) -> None:
        assert (await bench.end(RegisterMeeting(plan_of(bench), is_sure=True))).stage is Stage.RECORDED
        await bench.until(lambda: bench.latest.calendar != ())
        own.write_bytes(template)
        last = await bench.end(RecordNotice(1, "sites", (), "fax"))
        assert WRONG[template] in end_text(Words("vi"), "x", last)
        assert (last.stage, len(bench.events("calendar.notice"))) == (Stage.FAILED, 0)
        own.write_text("V/v họp {{ number }}\n")
        assert (await bench.end(RecordNotice(1, "sites", (), "fax"))).stage is Stage.RECORDED

    run_engine(network(4), scenario, notice_templates=folder)


def test_the_engine_works_on_while_a_template_never_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_templates, "_CPU_S", 1)
    (tmp_path / "sites.txt").write_text(
        "V/v\n{% for a in range(99999) %}{{ range(99999) | sum }}{% endfor %}\n"
    )

    async def scenario(bench: Bench) -> None:
        register = RegisterMeeting(plan_of(bench), is_sure=True)
        assert (await bench.end(register)).stage is Stage.RECORDED
        notice = asyncio.ensure_future(bench.end(RecordNotice(1, "sites", (), "fax")))
        assert (await bench.end(register)).stage is Stage.RECORDED
        assert not notice.done()
        last = await notice
        assert (last.stage, last.code) == (Stage.FAILED, "meetings.template-endless")
        assert last.detail.endswith("/sites.txt:2")

    run_engine(network(4), scenario, notice_templates=tmp_path)
