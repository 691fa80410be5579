"""A meeting of three sites, and what its notices say."""

from dataclasses import replace
from pathlib import Path

from gbdt_console.core.meetings.notices import Notice, NoticeGroup, NoticeState
from gbdt_console.core.meetings.registration import (
    MeetingKind,
    MeetingPlan,
    NoticeChannel,
    Registration,
)
from gbdt_console.core.meetings.rules import MeetingSettings
from gbdt_console.core.people import Body, Contact
from gbdt_console.core.sites import Network
from gbdt_console.text.meetings.notices import NoticeWriter
from tests.support.engine.networks import network

SECRET = "Nhân sự chủ chốt"
MADE = network(4)
CENTRE = replace(MADE.centre, name="Trung tâm điều khiển", contacts=(Contact("trực ca", "0214 000 0700"),))
NETWORK: Network = replace(
    MADE, centre=CENTRE, bodies={"ubnd": Body("ubnd", "Ủy ban nhân dân tỉnh")},
    meetings=MeetingSettings(carriers=tuple((site.id, site.line.carrier_id) for site in MADE.sites)),
)  # fmt: skip
PLAN = MeetingPlan(
    SECRET, "ubnd", MeetingKind.PROVINCIAL, ("s1", "s2", "s3"), "s1", "2026-11-26T08:00", "Asia/Ho_Chi_Minh"
)
MEETING = Registration(7, PLAN, 0.0, "trực", 0.0, NoticeChannel.LETTER)


def state(meeting: Registration, group: str) -> NoticeState:
    found = meeting.notice_states(dict(NETWORK.meetings.carriers))
    return next(one for one in found if one.group == group)


def written(meeting: Registration, group: str, folder: Path | None = None) -> str:
    return NoticeWriter(NETWORK, folder).write(meeting, state(meeting, group)).text


def told(meeting: Registration) -> Registration:
    notices = tuple(
        Notice(group, recipient, 0, "fax", 1.0, "trực")
        for group in NoticeGroup
        for recipient in state(meeting, group).untold
    )
    return replace(meeting, notices=notices)
