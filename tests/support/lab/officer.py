"""An IT officer's afternoon: from the package in a fresh Debian to a wall, a message, a paper and a TV page.

`python -m tests.support.lab.officer` (as root) builds the package, plays it and prints the minutes.
"""

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deb.build import build
from tests.support.lab.communes import COMMUNITY, COUNT, NUMBERS, Communes, communes, name
from tests.support.lab.debian import TECHNICIAN, DebianRoot, copied_debian, start_making_base
from tests.support.lab.webhook import PORT
from tests.support.places import ROOT
from tests.support.terminal.pty_terminal import Terminal
from tests.support.wait import until

_TABLE = "STT,Tên điểm cầu,Địa chỉ,Điện thoại\n" + "".join(
    f"{n},{name(n)},10.22.{n}.0/24,0214 000 {n:03}\n" for n in NUMBERS
)
PINS = ("112233", "445566")
_NAMES = (
    "Hệ thống GBĐT tỉnh Lào Cai",
    "Lào Cai",
    "",
    "Trực ca",
    "",
    *(pin for pin in PINS for _ in range(2)),
)
_PLAN = ("10.22.0.0/16", "", "", "không", "không", "không", "VNPT", "0214 000 801")
_CENTRE = ("Trung tâm", "0214 000 802", "10.22.0.0/24", "10.22.0.1")
_PAPERS = ("", "UBND tỉnh Lào Cai", "Sở Khoa học và Công nghệ", "Lào Cai", "SKHCN", "GIÁM ĐỐC", "")
_READ = ("không", "v2c", COMMUNITY, "1")
_ANSWERS = (*_NAMES, *_PLAN, *_CENTRE, *_PAPERS, *_READ, "c", "1")
_CUT = 8
_OF_MACHINE = {"clock.free"}
"""An alarm that is right where nothing keeps the clock of the machine that plays this."""
_CHANNEL = "\nnotify:\n  channels:\n    truc-ca: {url: env:GBDT_NOTIFY_CA}\n  rules:\n    - {to: [truc-ca]}\n"
_ETC, _STATE = "etc/gbdt", "var/lib/gbdt"
_SERVE_PORT = "8765"
_LIMIT_S = 180.0
"""Limits the wait for what never comes. How long each step took is in the report."""


class Officer:
    """Does each step as it is printed in the documents; each ends with what shows that it was done."""

    def __init__(self, debian: DebianRoot, field: Communes, package: Path) -> None:
        self.debian = debian
        self._field, self._package = field, package
        self._minutes: list[tuple[str, float]] = []

    def install(self) -> str:
        """Install the package; return what that said."""
        with self._timed("gói cài đặt"):
            said = self.debian.install(self._package)
        self.debian.add_people()
        return said

    def set_up(self) -> str:
        """Answer the questions of `setup` over the table; return what it said."""
        (self.debian.folder / _ETC / "diem.csv").write_text(_TABLE, "utf-8")
        typed = "".join(f"{answer}\n" for answer in _ANSWERS)
        with self._timed(f"setup từ bảng {COUNT} xã"):
            return self.debian.run("gbdt-console", "setup", "--points", f"/{_ETC}/diem.csv", typed=typed)

    def work(self) -> None:
        """Look at the first wall; have a cut line told, and put it on paper and on a TV."""
        with self._served(), self._timed("màn hình đúng ngay lần nhìn đầu"):
            self._look()
        with self._timed("khai báo báo tin"):
            self._let_messages_out()
        with self._served():
            with self._timed("đứt đường truyền, chuông của webhook"):
                self._cut_a_line()
            with self._timed("trang TV"):
                self._open_the_page()
            with self._timed("đường truyền trở lại"):
                self._restore_it()
            with self._timed("báo cáo PDF"):
                self._file_a_paper()

    def report(self) -> str:
        lines = [f"{seconds / 60:6.1f} phút  {what}" for what, seconds in self._minutes]
        total = sum(seconds for _, seconds in self._minutes)
        return "\n".join([*lines, f"{total / 60:6.1f} phút  tất cả"])

    def _look(self) -> None:
        """Every point is up, every router read, and nothing is called wrong that is not."""
        until(self._is_whole, "all points are up and read", _LIMIT_S, 1)
        alarms = self._told("alarms")["alarms"]
        assert {one["type"] for one in alarms if one["is_active"]} <= _OF_MACHINE, alarms
        call = self.debian.command("gbdt-console", "--observe", user=TECHNICIAN)
        screen = Terminal(*call[1:], program=call[:1], size=(160, 50))
        screen.wait_for(f"{COUNT}/{COUNT} bình thường", name(COUNT))
        screen.child.close(force=True)

    def _let_messages_out(self) -> None:
        sites, secrets = (self.debian.folder / _ETC / one for one in ("sites.yaml", "secrets.env"))
        sites.write_text(sites.read_text("utf-8") + _CHANNEL, "utf-8")
        with secrets.open("a", encoding="utf-8") as file:
            file.write(f"GBDT_NOTIFY_CA=json://127.0.0.1:{PORT}/bot\n")
        self.debian.run("gbdt-console", "check")

    def _cut_a_line(self) -> None:
        until(self._is_whole, "all points are up again", _LIMIT_S, 1)
        self._field.cut(_CUT)
        sign = f"{_CUT} {name(_CUT)}"
        until(lambda: any(sign in post for post in self._field.posts()), "the webhook rings", _LIMIT_S, 0.5)

    def _restore_it(self) -> None:
        self._field.restore(_CUT)
        until(self._is_whole, "the point is back", _LIMIT_S, 1)

    def _open_the_page(self) -> None:
        with self.debian.running("/usr/bin/gbdt-console", "serve", user="gbdt"):
            shown = (sys.executable, "-m", "tests.support.lab.tv", _SERVE_PORT, f"{COUNT - 1}/{COUNT}")
            assert "shown" in self._field.run(*shown)

    def _file_a_paper(self) -> None:
        """The letters of papers come as the package recommends: in this Debian they lie as files."""
        said = self.debian.run("gbdt-console", "report", "outages", user=TECHNICIAN)
        assert name(_CUT) in said, said
        letters = self.debian.folder / "usr/share/fonts"
        letters.mkdir()
        for file in Path("/usr/share/fonts").rglob("LiberationSerif-*.ttf"):
            shutil.copy(file, letters)
        paper = f"/{_STATE}/reports/a.pdf"
        argv = ("report", "outages", "--format", "pdf", "--output", paper)
        self.debian.run("gbdt-console", *argv, user=TECHNICIAN)
        assert Path(f"{self.debian.folder}{paper}").read_bytes().startswith(b"%PDF")

    @contextmanager
    def _served(self) -> Iterator[None]:
        """The unit's own command runs, as systemd would start it."""
        unit = (self.debian.folder / "usr/lib/systemd/system/gbdt-console.service").read_text()
        start = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)[0].split()
        with self.debian.running(*start, user="gbdt", capability="net_raw"):
            until((self.debian.folder / _STATE / "engine.sock").is_socket, "the engine listens", _LIMIT_S)
            yield

    @contextmanager
    def _timed(self, what: str) -> Iterator[None]:
        began_s = time.monotonic()
        yield
        self._minutes.append((what, time.monotonic() - began_s))

    def _told(self, verb: str) -> Any:
        said = self.debian.run("gbdt-console", verb, "--json", user=TECHNICIAN)
        return json.loads(said)

    def _is_whole(self) -> bool:
        """Every point is up, and every router is read."""
        sites = self._told("status")["sites"]
        devices = [device for site in sites for device in site["devices"]]
        return [site["state"] for site in sites] == ["up"] * COUNT and all(
            device["fault"] is None and (device["readings"] or device["driver"] == "ping")
            for device in devices
        )


@contextmanager
def in_debian(package: Path) -> Iterator[Officer]:
    """Yield the officer at a fresh Debian, in whose network the communes are."""
    with (
        tempfile.TemporaryDirectory(prefix="gbdt-communes-") as folder,
        communes(Path(folder)) as field,
        copied_debian() as debian,
    ):
        debian.network = field.enter
        yield Officer(debian, field, package)


def main() -> None:
    if os.geteuid():
        sys.exit("it needs root: chroot and network namespaces")
    with start_making_base() as making:
        package = build(ROOT / "build" / "deb")
    assert making.returncode == 0
    with in_debian(package) as officer:
        officer.install()
        officer.set_up()
        officer.work()
        print(officer.report())


if __name__ == "__main__":
    main()
