"""The regulation as a data file: those that come with the program, and a province's own copy."""

from pathlib import Path

import pytest

from gbdt_console.core.meetings.registration import MeetingKind
from gbdt_console.core.meetings.regulation import Duty
from gbdt_console.core.meetings.rules import proposed_chair
from gbdt_console.settings.regulation import DECISION_22, SHIPPED, TWO_LEVELS, shipped_text
from gbdt_console.settings.shipped import shipped_example
from tests.support.settings.configs import edited, load, problems_of, unmarked

ABOLISHED = ("huyện", "thị xã", "Sở Thông tin và Truyền thông")


def named(name: str) -> str:
    return edited(("version: 1\n", f"version: 1\nregulation: {name}\n"))


def test_lao_cai_follows_the_decision_as_it_was(tmp_path: Path) -> None:
    regulation = load(tmp_path, shipped_example("sites.yaml")).meetings.regulation
    assert regulation.power == "Điện lực Lào Cai"
    assert regulation.manager == "Sở Thông tin và Truyền thông"
    assert regulation.rule(MeetingKind.DISTRICTS).name == "họp giữa các huyện"
    assert regulation.article(Duty.TRAINING).number == "10.2"


def test_the_one_of_today_names_no_abolished_body(tmp_path: Path) -> None:
    regulation = load(tmp_path, named(TWO_LEVELS)).meetings.regulation
    assert regulation.manager == "Sở Khoa học và Công nghệ"
    said = str(regulation)
    assert [word for word in ABOLISHED if word in said] == []


@pytest.mark.parametrize("name", SHIPPED)
def test_both_say_every_kind_and_every_article(name: str, tmp_path: Path) -> None:
    regulation = load(tmp_path, named(name)).meetings.regulation
    assert all(regulation.rule(kind).name for kind in MeetingKind)
    assert all(regulation.article(duty).number for duty in Duty)


def test_a_copy_changes_rooms_times_and_names(tmp_path: Path) -> None:
    text = shipped_text(TWO_LEVELS)
    for old, new in (
        ("notice_days: 2 ", "notice_days: 3 "),
        ("ready_min: 30", "ready_min: 45"),
        ("chair: own}", "chair: province}"),
        ("Công ty Điện lực tỉnh ", "Công ty Điện lực Điện Biên "),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (tmp_path / "quy-che.yaml").write_text(text, "utf-8")
    content = named("quy-che.yaml") + "meetings: {provincial_room: sa-pa, ready_min: 20}\n"
    settings = load(tmp_path, content).meetings
    assert (settings.notice_days, settings.ready_min) == (3, 20), "sites.yaml counts over the regulation"
    assert settings.regulation.power == "Công ty Điện lực Điện Biên"
    assert proposed_chair(MeetingKind.DISTRICTS, "so", settings, {"so": "bac-ha"}) == "sa-pa"
    plain = load(tmp_path, named(TWO_LEVELS)).meetings
    assert proposed_chair(MeetingKind.DISTRICTS, "so", plain, {"so": "bac-ha"}) == "bac-ha"


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("want-one-of", "chair: own}", "chair: §họ}"),
        ("want-whole-number", "notice_days: 2 ", "notice_days: §hai "),
        ("unknown-key", "signer: ", "§signed: "),
        ("want-one-of", "  training: ", "  §trainings: "),
    ],
)
def test_a_fault_of_a_copy_has_its_file_and_place(code: str, old: str, new: str, tmp_path: Path) -> None:
    text, (place,) = unmarked(shipped_text(TWO_LEVELS).replace(old, new))
    (tmp_path / "quy-che.yaml").write_text(text, "utf-8")
    found = [(p.file, p.code, (p.line, p.column)) for p in problems_of(tmp_path, named("quy-che.yaml"))]
    assert (str(tmp_path / "quy-che.yaml"), f"settings.{code}", place) in found


def test_another_content_of_a_copy_is_another_configuration(tmp_path: Path) -> None:
    prints = []
    for days in (2, 3):
        text = shipped_text(DECISION_22).replace("notice_days: 2", f"notice_days: {days}")
        (tmp_path / "quy-che.yaml").write_text(text, "utf-8")
        prints.append(load(tmp_path, named("quy-che.yaml")).fingerprint)
    assert prints[0] != prints[1]


def test_without_a_regulation_nothing_is_named_that_nobody_chose(tmp_path: Path) -> None:
    settings = load(tmp_path, edited()).meetings
    assert settings.regulation.power == settings.regulation.title == ""
    assert (settings.notice_days, settings.ready_min) == (2, 30)
