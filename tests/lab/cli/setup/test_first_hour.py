"""A newcomer on a clean machine: `setup` in a shell, answers typed, then the wall, over real agents."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import mkdtemp

import pytest

from gbdt_console.compose import load
from gbdt_console.core.sites import DeviceKind
from tests.support.lab.agents import AUTH_PASSWORD, COMMUNITY, PRIVACY_PASSWORD, USER
from tests.support.lab.console import PROGRAM
from tests.support.lab.lab import Lab
from tests.support.lab.plan import CENTRE_RANGE, ELEVEN, LabSite
from tests.support.setup.newcomer import ENTER
from tests.support.terminal.pty_terminal import Terminal

SIZE = (120, 40)
NAMES = [
    ("Tên đầy đủ", "Hệ thống GBĐT tỉnh Lào Cai"),
    ("Tên ngắn", "Lào Cai"),
    ("Múi giờ", ""),
    ("Vai trò", ""),
]
PLAN = [
    ("Dải địa chỉ của toàn mạng", f"{CENTRE_RANGE}, 10.210.0.0/16"),
    *(("IP của router", ""), ("IP của codec", ""), ("IP của UPS", ""), ("IP của PDU", "")),
    *(("IP của đầu dò", ""), ("Nhà mạng cho thuê", "VNPT"), ("Số gọi nhà mạng", "0214 000 0801")),
    *(("Tên trung tâm", "Trung tâm"), ("trực của trung tâm", ""), ("Dải địa chỉ của trung tâm", "")),
    *(("gateway) của trung tâm", ""), ("Quy chế", ""), ("Cơ quan cấp trên", ""), ("Cơ quan ban hành", "")),
    *(("Địa danh", ""), ("Ký hiệu", ""), ("Chức vụ", ""), ("bản sao", ""), ("MCU", "")),
]
SNMP_V3 = [
    *(("SNMP của router", "v3"), ("Tài khoản SNMP", USER), ("Mật khẩu xác thực", AUTH_PASSWORD)),
    *(("Mật khẩu mã hóa", PRIVACY_PASSWORD), ("lãnh đạo tỉnh chủ trì", "1")),
]
SNMP_V2C = [("SNMP của router", "v2c"), ("Community", COMMUNITY), ("lãnh đạo tỉnh chủ trì", "")]


class Newcomer(Terminal):
    """Sits at a shell in the centre; the home folder is empty."""

    def __init__(self, lab: Lab, home: Path) -> None:
        """Open a shell at `home` in an environment that holds nothing else."""
        self.home = home
        path = f"PATH={PROGRAM.parent}:/usr/bin:/bin"
        variables = [f"HOME={home}", path, "LANG=C.UTF-8", "TERM=xterm-256color", "PS1=newcomer> "]
        shell = ["env", "-i", "-C", str(home), *variables, "sh"]
        program = lab.namespaces.command("centre", shell)
        super().__init__(program=program, size=SIZE)
        self.wait_for("newcomer>")

    def run_setup(self, *words: str) -> None:
        self.press(f"gbdt-console setup --plain {' '.join(words)}\r", "Thiết lập")

    def answer(self, answers: Sequence[tuple[str, str]]) -> None:
        """Type each answer once its question stands there, and Enter."""
        for question, answer in answers:
            began = len(self.raw)
            self.wait_for(question)
            self.child.send(f"{answer}\r")
            self.wait_for_raw("\n", began)

    def fill(self, answers: Sequence[tuple[str, str]]) -> None:
        """Type each answer once its page stands there, and Enter."""
        for sign, answer in answers:
            self.press("", sign)
            self.child.send(f"{answer}{ENTER}")


@pytest.fixture
def newcomer(lab: Lab) -> Iterator[Newcomer]:
    newcomer = Newcomer(lab, Path(mkdtemp(dir=lab.folder)))
    yield newcomer
    newcomer.close()


def write_table(home: Path, sites: Sequence[LabSite]) -> None:
    rows = [f"{site.number},Điểm {site.id},{site.range},0214 000 {site.number:03}" for site in sites]
    (home / "diem.csv").write_text("\n".join(["STT,Tên điểm cầu,Địa chỉ,Điện thoại", *rows, ""]))


def test_a_clean_machine_reaches_the_first_living_wall(lab: Lab, newcomer: Newcomer) -> None:
    lab.cut("simacai")
    write_table(newcomer.home, lab.sites[:ELEVEN])
    newcomer.run_setup("--points", "diem.csv")
    newcomer.answer([*NAMES, *PLAN, *SNMP_V3, ("Hỏi 11 router", "c"), ("10 router", "wan0")])
    newcomer.wait_for_raw("Mở bảng giám sát: gbdt-console", 0)
    assert f"{ELEVEN} điểm cầu" in newcomer.raw.decode()
    names = [f"Điểm {site.id}" for site in lab.sites[:ELEVEN]]
    newcomer.press("gbdt-console\r", "1 chưa trả lời lần nào  10/11 bình thường", *names)
    assert AUTH_PASSWORD not in newcomer.text()
    newcomer.press_again("8\r", "sapa-router")
    newcomer.wait_for("sapa-router", "snmp:1.3.6.1.2.1.1.5.0", "hoạt động")
    newcomer.press_again("\x1b", "10/11 bình thường")
    newcomer.press_again("9\r", "── 9 Điểm simacai")
    newcomer.wait_for("── 9 Điểm simacai", "chưa trả lời lần nào", "kiểm tra địa chỉ")


def test_a_scan_finds_real_agents_and_the_wall_reads_them(newcomer: Newcomer) -> None:
    newcomer.press("gbdt-console setup --scan 10.210.3.0/27\r", "câu 1/26")
    newcomer.fill([*NAMES, *PLAN, ("SNMP của router", "2"), *SNMP_V2C[1:], ("10.210.3.0/27", "")])
    newcomer.wait_for("Ping 30 địa chỉ của 10.210.3.0/27")
    newcomer.press("c", "10.210.3.1 trả lời", "driver if-mib", "1/5")
    newcomer.fill([("1/5", "3; Bát Xát"), ("10.210.3.10 trả lời", ""), ("driver ups-mib", "4; UPS Bát Xát")])
    newcomer.fill([("10.210.3.21 trả lời", ""), ("10.210.3.30 trả lời", ""), ("xong, 2 điểm", "")])
    newcomer.press("", "Hỏi 1 router")
    newcomer.press("c", "cổng nào nối", "wan0")
    newcomer.fill([("cổng nào nối", ""), ("Kiểm tra rồi ghi", ""), ("mở bảng giám sát", "")])
    newcomer.wait_for("2/2 bình thường")
    written = newcomer.home / ".config" / "gbdt-console" / "sites.yaml"
    devices = [device for site in load(written, {}).sites for device in site.devices]
    assert [(device.kind, device.driver, device.address) for device in devices] == [
        (DeviceKind.ROUTER, "if-mib", "10.210.3.1"),
        (DeviceKind.UPS, "ups-mib", "10.210.3.20"),
    ]
    newcomer.press_again("4\r", "ups-mib")
    newcomer.wait_for("ups-mib", "97%")
    assert COMMUNITY.encode() not in newcomer.raw
