"""The conference as plain lines where others host it."""

from gbdt_console.cli.conference.roster_lines import RosterLines
from gbdt_console.text.words import Words
from tests.support.conference.scenes import SCENES
from tests.support.screens.meeting_console import network


def test_the_head_names_the_host_and_no_report_of_an_mcu() -> None:
    head = next(RosterLines(SCENES["hosted"](network()), Words("en")).all())
    assert "hosted by VNPT Meeting" in head
    assert "MCU report" not in head
