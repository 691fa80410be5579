"""The guided start full-screen: a newcomer's whole way, back, interrupted, with bad tables and a scan."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from textual.worker import WorkerFailed

from gbdt_console.cli.setup import interview_port as port_module
from gbdt_console.compose import load
from gbdt_console.core.setup.points import Found, RouterModel
from gbdt_console.core.sites import DeviceKind, SnmpCredential
from gbdt_console.screens.setup.page import SetupEnd
from tests.support.setup.newcomer import (
    COMMUNITY,
    MCU,
    NAMES,
    PASSWORD,
    PLAN,
    SNMP,
    keep_answers,
    newcomer,
    table,
)

MOST_KEYS = 250
"""Keys of a first network of 11 points from a table, its texts among them: at two keys a second two minutes
beside the reading."""


@pytest.fixture(autouse=True)
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sites.yaml to write, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "settings" / "sites.yaml"


async def test_a_first_network_of_11_points_is_asked_written_and_opened(target: Path) -> None:
    Path("diem.csv").write_text(table(11))
    async with newcomer(target) as person:
        await person.answer(*NAMES, *PLAN, *MCU, *SNMP)
        assert "diem.csv" in person.text(), "the only table of the folder stands in the field"
        await person.answer("", "")
        assert "Hỏi 11 router" in person.text()
        await person.press("enter")
        assert str(target) in person.text().replace("\n", "").replace(" ", "")
        await person.press("enter")
        await person.wait_for("đã kiểm tra hợp lệ")
        await person.press("enter")
        assert person.app.return_value is SetupEnd.OPEN
        assert person.keys < MOST_KEYS, person.keys
        assert PASSWORD not in person.seen
        assert COMMUNITY not in person.seen
    network = load(target, {})
    assert [site.number for site in network.sites] == list(range(1, 12))
    assert network.centre.mcu is not None
    assert network.centre.mcu.control.password.reveal() == PASSWORD
    assert (target.parent / "secrets.env").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in target.parent.iterdir()) == ["secrets.env", "sites.yaml"]


@pytest.mark.parametrize("way", ["Ctrl+Q", "kill"])
async def test_an_interrupted_start_goes_on_where_it_was_left(target: Path, way: str) -> None:
    async with newcomer(target) as person:
        await person.answer(*NAMES, *PLAN, *MCU[:4])
        await person.type("giao")
        if way == "Ctrl+Q":
            await person.press("ctrl+q")
            assert person.app.return_value is SetupEnd.LEFT
    assert not target.exists()
    assert PASSWORD not in (target.parent / ".sites.yaml.setup").read_text()
    async with newcomer(target) as person:
        assert "Mật khẩu MCU" in person.text(), "a password is asked again"
        await person.answer(PASSWORD)
        assert "Tên phòng họp" in person.text()


async def test_esc_goes_back_with_the_answer_in_the_field_and_leaves_at_the_first(target: Path) -> None:
    async with newcomer(target) as person:
        await person.answer("Mạng", "Sai")
        await person.press("escape")
        assert "Sai" in person.text()
        await person.answer("Đúng")
        assert "Múi giờ" in person.text()
        await person.press("escape", "escape")
        await person.answer("", "")
        assert ("short_name", "Đúng") in person.port.answered()
        await person.press("escape", "escape", "escape")
        assert person.app.return_value is SetupEnd.LEFT


async def test_an_answer_that_cannot_be_is_told_and_stays_to_be_mended(target: Path) -> None:
    async with newcomer(target) as person:
        await person.answer("", *NAMES, "10.22.0.0/99")
        assert "phải là dải địa chỉ IPv4" in person.text()
        await person.press("backspace", "backspace")
        await person.answer("16")
        assert ("ranges", "10.22.0.0/16") in person.port.answered()


async def test_letters_of_an_input_method_arrive_as_they_are_meant(target: Path) -> None:
    async with newcomer(target) as person:
        await person.type("D")
        await person.type("\x7fĐo")
        await person.type("\x7fông\r")
        await person.paste("Na\u0323\u0302m")
        await person.answer("")
        assert person.port.answered()[:2] == [("name", "Đông"), ("short_name", "N\u1eadm")]


async def test_answers_typed_ahead_go_each_to_its_question(target: Path) -> None:
    async with newcomer(target) as person:
        await person.type("Mạng\rNgắn\r\rTrực ca\r")
        answers = ["Mạng", "Ngắn", "Asia/Ho_Chi_Minh", "Trực ca"]
        assert [answer for _, answer in person.port.answered()] == answers


async def test_an_enter_that_is_held_down_stops_two_pages_on(target: Path) -> None:
    async with newcomer(target) as person:
        await person.answer("Mạng", "Ngắn")
        for gap_s in (0.5, *[0.04] * 20):
            person.clock.advance(gap_s)
            await person.type("\r")
        assert [code for code, _ in person.port.answered()][2:] == ["timezone", "role"]
        await person.answer("", "")
        assert len(person.port.answered()) == 6


async def test_a_hostile_table_is_named_by_line_and_read_again_once_mended(target: Path) -> None:
    rows = ["1,Hai,10.22.2.0/24,", "x,[@click=app.quit]Ba,=1,", "4,Bốn,10.22.1.64/26,", "5,Năm,10.99.5.0/24,"]
    Path("diem.csv").write_text(table(1) + "\n".join(rows))
    keep_answers(target)
    async with newcomer(target) as person:
        await person.answer("")
        text = person.text()
        assert "3 DÒNG SAI" in text
        assert "diem.csv:3  'số điểm' 1 đã có ở diem.csv:2." in text
        assert "diem.csv:4  Ô 'địa chỉ' là công thức" in text
        assert "diem.csv:5  Dải 10.22.1.64/26 trùng với 10.22.1.0/24" in text
        assert person.port.points() == ()
        Path("diem.csv").write_text(table(1) + "\x1b]52;c;aGk=\x07,2,3")
        await person.answer("")
        assert "diem.csv:3  Ở đây có ký tự ẩn" in person.text()
        assert person.text().replace("\n", "").isprintable()
        Path("diem.csv").write_text(table(1) + rows[-1])
        await person.answer("", "")
        assert "diem.csv:3  " in person.text(), "outside of the address plan"
        assert "chưa khớp" in person.text()
        Path("diem.csv").write_text(table(2))
        await person.answer("diem.csv", "")
        assert "Kiểm tra rồi ghi" in person.text()


async def test_a_file_that_is_no_table_is_named_with_its_cure(target: Path) -> None:
    Path("cu.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    Path("latin.csv").write_bytes(b"STT,T\x8an\n")
    Path("diem cau.csv").write_text(table(2))
    keep_answers(target)
    async with newcomer(target) as person:
        cures = {"thieu.csv": "Không có tệp này", "cu.xls": "lưu lại dạng .xlsx", "latin.csv": "CSV UTF-8"}
        for file, cure in cures.items():
            await person.press("ctrl+u")
            await person.answer(file)
            said = " ".join(person.text().split())
            assert f"{file}:" in said
            assert cure in said
        await person.press("ctrl+u")
        await person.answer("'diem cau.csv'")
        assert "2 ĐIỂM CẦU" in person.text(), "a file dragged into the terminal comes in quotes"


async def test_points_are_typed_and_left_out_again(target: Path) -> None:
    keep_answers(target)
    async with newcomer(target) as person:
        await person.answer("8; Sa Pa; 10.22.8.0/24; 0214 000 108; 2008", "8; Hai; 10.22.9.0/24")
        assert "'số điểm' 8 đã có ở Sa Pa" in person.text()
        await person.press("home", "delete")
        await person.answer("9")
        assert "Đã thêm Hai" in person.text()
        await person.answer("-8", "-7")
        assert "Không có điểm 7" in person.text()
        assert [point.name for point in person.port.points()] == ["Hai"]


async def test_a_scan_sends_nothing_before_a_yes_and_offers_what_answers(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    async def look(
        hosts: Sequence[str], credential: SnmpCredential | None, on_progress: Callable[[float, int], None]
    ) -> list[Found]:
        asked.extend(hosts)
        on_progress(0.5, 1)
        return [Found("10.22.8.1", "if-mib", DeviceKind.ROUTER), Found("10.22.8.9")]

    monkeypatch.setattr(port_module, "look", look)
    keep_answers(target)
    async with newcomer(target, suggestion="10.22.8.0/28") as person:
        await person.press("enter", "enter", "space")
        assert "Ping 14 địa chỉ của 10.22.8.0/28" in person.text()
        assert asked == []
        await person.press("c")
        await person.wait_for("10.22.8.1 trả lời")
        assert "if-mib" in person.text()
        await person.answer("8", "; Sa Pa", "")
        assert len(asked) == 14
        (point,) = person.port.points()
        assert (point.number, point.driver, point.kind) == (8, "if-mib", DeviceKind.ROUTER)


async def test_the_port_of_each_model_is_offered_and_written(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def read_routers(*_: object) -> list[RouterModel]:
        many = tuple(f"10.22.{n}.1" for n in (1, 2))
        return [
            RouterModel("AR611", many, ("GE0/0/4", "GE0/0/0")),
            RouterModel("ISR", ("10.22.3.1",), ("Gi0/1",)),
            RouterModel("mute", ("10.22.4.1",), ()),
        ]

    monkeypatch.setattr(port_module, "read_routers", read_routers)
    Path("diem.csv").write_text(table(4))
    keep_answers(target, snmp="v2c")
    async with newcomer(target) as person:
        await person.answer(COMMUNITY, "", "")
        await person.press("c")
        await person.wait_for("AR611, 2 router")
        await person.press("2", "enter")
        assert "ISR, 1 router" in person.text()
        await person.press("enter", "enter")
        await person.wait_for("đã kiểm tra hợp lệ")
        assert "provincial_room: ID" in person.text(), "what is still missing"
    ports = [site.devices[0].options["interface"] for site in load(target, {}).sites]
    assert ports == ["GE0/0/0", "GE0/0/0", "Gi0/1", "GE0/0/0"]


async def test_esc_stops_a_scan_and_nothing_is_added(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = asyncio.Event()

    async def look(*_: object) -> list[Found]:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()
        return []

    monkeypatch.setattr(port_module, "look", look)
    keep_answers(target)
    async with newcomer(target, suggestion="10.22.8.0/28") as person:
        await person.press("enter", "c", "escape")
        assert "CHƯA CÓ ĐIỂM NÀO" in person.text()
        await asyncio.wait_for(stopped.wait(), 60)


async def test_files_that_are_there_are_changed_only_by_c(target: Path) -> None:
    target.parent.mkdir()
    target.write_text("of another\n")
    secrets = target.parent / "secrets.env"
    secrets.write_text("OTHER=kept\n")
    secrets.chmod(0o600)
    keep_answers(target, snmp="v2c")
    async with newcomer(target) as person:
        await person.answer(COMMUNITY)
        await person.answer("8; Sa Pa; 10.22.8.0/24", "", "", "")
        assert "GBDT_SNMP_COMMUNITY" in person.text()
        assert target.read_text() == "of another\n"
        await person.press("c")
        await person.wait_for("đã kiểm tra hợp lệ")
        await person.press("escape")
        assert person.app.return_value is SetupEnd.WRITTEN
    assert len(load(target, {}).sites) == 1
    assert "OTHER=kept" in secrets.read_text()


async def test_an_error_of_the_screen_prints_no_secret(
    target: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def write(*_: object) -> None:
        raise RuntimeError(PASSWORD)

    monkeypatch.setattr(port_module.InterviewPort, "write", write)
    mcu = {"mcu": "cisco-codian", "mcu_address": "10.22.0.9", "mcu_user": "a", "mcu_conference": "g"}
    keep_answers(target, **mcu)
    with pytest.raises(WorkerFailed):  # noqa: PT012
        async with newcomer(target) as person:
            await person.answer(PASSWORD, "8; Sa Pa; 10.22.8.0/24", "")
            await person.press("enter")
    assert isinstance(person.app.failure, RuntimeError)
    assert PASSWORD not in "".join(capfd.readouterr())
