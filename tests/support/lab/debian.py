"""A throw-away Debian 13 with little more than python3, entered by chroot and without a network."""

import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from socket import gethostname

from tests.support.places import ROOT
from tests.support.wait import until

BASE = Path("/var/tmp/gbdt-debian-13")
HANGS_AFTER_S = 600
"""Limits a program that hangs: dpkg compiles all modules, on a busy machine for minutes."""
TECHNICIAN, COLLEAGUE, STRANGER = "kythuat1", "kythuat2", "khach"
"""Logins: the first two are members of the group gbdt."""
_AR = b"!<arch>\n"
"""First bytes of the archive that a package is, see ar(5)."""
_ENTER = """mount -o remount,bind,suid,dev "$(findmnt --noheadings --output TARGET --target "$1")"
mount -t proc proc "$1/proc"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
exec chroot "$@" """
"""A file system in memory lets no program change its user, as sudo must; in the namespace it may."""
_PEOPLE = (TECHNICIAN, COLLEAGUE, STRANGER)
_USERS = "".join(f"u {name} - - /home/{name} /bin/sh\n" for name in _PEOPLE)
_SYSTEMCTL = '#!/bin/sh\necho "$@" >>/var/log/systemctl\ncase "$*" in *is-enabled*) echo enabled ;; esac\n'


class DebianRoot:
    """One copy; `systemctl` in it only notes what it was asked, as no systemd runs there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.network: Sequence[str] = ()
        """What enters the network that its programs share; nothing: each has an empty one of its own."""

    def command(self, *argv: str | Path, user: str = "root", capability: str = "") -> list[str]:
        """Return the call that runs `argv` there, in namespaces that end with it."""
        home = f"/home/{user}" if user in _PEOPLE else "/"
        login = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"]
        if capability:
            login += [f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}"]
        own = () if self.network else ("--net",)
        return [
            *self.network,
            "unshare", "--mount", "--pid", "--fork", "--kill-child", *own, "sh", "-ec", _ENTER, "enter",
            str(self.folder), *login, "env", "-i", "-C", home, f"HOME={home}", "LANG=C.UTF-8", "TERM=xterm",
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", *map(str, argv),
        ]  # fmt: skip

    def run(self, *argv: str | Path, user: str = "root", exit_code: int = 0, typed: str = "") -> str:
        """Run a program there, `typed` on its standard input, and return all that it said."""
        done = subprocess.run(
            self.command(*argv, user=user), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            input=typed, text=True, check=False, timeout=HANGS_AFTER_S,
        )  # fmt: skip
        assert done.returncode == exit_code, f"{argv}: {done.returncode}: {done.stdout[-2000:]}"
        return done.stdout

    @contextmanager
    def running(self, *argv: str, user: str, capability: str = "") -> Iterator[None]:
        """Keep a service running there for as long as the block lasts; it ends by SIGTERM."""
        command = self.command(*argv, user=user, capability=capability)
        with subprocess.Popen(command, stdin=subprocess.DEVNULL) as unshare:
            try:
                yield
            finally:
                children = Path(f"/proc/{unshare.pid}/task/{unshare.pid}/children")
                until(children.read_text, "the service is started")
                os.kill(int(children.read_text()), signal.SIGTERM)  # unshare itself ignores it
                unshare.wait(timeout=HANGS_AFTER_S)

    def install(self, package: Path) -> str:
        """Install a package as an administrator does, with what it depends on."""
        shutil.copy(package, self.folder / "root")
        return self.run("dpkg", "--install", f"/root/{package.name}")

    def add_people(self) -> None:
        """Make the logins."""
        (self.folder / "etc/sysusers.d").mkdir(exist_ok=True)
        (self.folder / "etc/sysusers.d/people.conf").write_text(
            f"{_USERS}m {TECHNICIAN} gbdt\nm {COLLEAGUE} gbdt\n"
        )
        homes = 'systemd-sysusers people.conf; for u; do install -d -o "$u" -g "$u" -m 700 "/home/$u"; done'
        self.run("sh", "-ec", homes, "homes", *_PEOPLE)

    def asked_of_systemctl(self) -> list[str]:
        """Return what `systemctl` was asked so far, and forget it."""
        notes = self.folder / "var/log/systemctl"
        asked = notes.read_text().splitlines()
        notes.write_text("")
        return asked


def start_making_base() -> "subprocess.Popen[bytes]":
    """Start making the folder that copies are taken of; it is there at once from the second run on."""
    return subprocess.Popen([ROOT / "tests/lab/make-debian.sh", BASE])


@contextmanager
def copied_debian() -> Iterator[DebianRoot]:
    """Yield a copy, which is removed in the end."""
    with tempfile.TemporaryDirectory(
        prefix="gbdt-debian-", dir=BASE.parent
    ) as place:  # /dev/shm has no setuid
        folder = Path(place) / "root"
        subprocess.run(["cp", "-a", BASE, folder], check=True)
        (folder / "run/systemd/system").mkdir(parents=True)
        (folder / "usr/bin/systemctl").write_text(_SYSTEMCTL)
        (folder / "usr/bin/systemctl").chmod(0o755)
        (folder / "etc/hosts").write_text(f"127.0.0.1 localhost {gethostname()}\n")
        yield DebianRoot(folder)


def later_version(package: Path, later: Path) -> None:
    """Write the same package as a later version; only its control archive is made anew."""
    data = package.read_bytes()
    place, members = len(_AR), []
    while place < len(data):
        head, size = data[place : place + 60], int(data[place + 48 : place + 58])
        content = data[place + 60 : place + 60 + size]
        if head.startswith(b"control.tar"):
            content = _with_later_version(content)
            head = head[:48] + f"{len(content):<10}".encode() + head[58:]
        members.append(head + content + b"\n" * (len(content) % 2))
        place += 60 + size + size % 2
    later.write_bytes(_AR + b"".join(members))


def _with_later_version(packed: bytes) -> bytes:
    changed = BytesIO()
    with tarfile.open(fileobj=BytesIO(packed)) as old, tarfile.open(fileobj=changed, mode="w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            content = b"" if file is None else file.read().replace(b"\nVersion: ", b"\nVersion: 9:")
            member.size = len(content)
            new.addfile(member, BytesIO(content) if file else None)
    return changed.getvalue()
