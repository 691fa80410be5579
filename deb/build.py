"""Builds the Debian package from this tree: `make deb`, or `python -m deb.build FOLDER`.

The same commit gives the same bytes: every time stamp is the commit's, every wheel is held by its hash in
requirements-web.lock. One package serves all PYTHONS: what a wheel has compiled carries the version in its
name.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from deb.man_page import man_page
from deb.sbom import write_sbom

ROOT = Path(__file__).parent.parent
FILES = Path(__file__).parent / "files"
PYTHONS = ("3.12", "3.13")
"""Versions of Ubuntu 24.04 and Debian 13, without a gap."""
PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64")
"""The newest is that of glibc 2.28, which control names."""
_HOME = "usr/lib/gbdt-console"
_DOC = "usr/share/doc/gbdt-console"
_MAN = {"en": "usr/share/man/man1", "vi": "usr/share/man/vi/man1"}
_COMPLETIONS = {
    "bash": "usr/share/bash-completion/completions/gbdt-console",
    "zsh": "usr/share/zsh/vendor-completions/_gbdt-console",
    "fish": "usr/share/fish/vendor_completions.d/gbdt-console.fish",
}
_UNITS = ("gbdt-console.service", "gbdt-wall.service", "gbdt-backup.service", "gbdt-backup.timer")
_MODES = {
    "etc/sudoers.d/gbdt-console": 0o440,
    "usr/bin/gbdt-console": 0o755,
    f"{_HOME}/as-service": 0o755,
}
_NOT_RUN = ("/", ".DS_Store", ".c", ".h", ".pxd", ".pxi", ".pyi", ".pyx")
_NOT_SHOWN = ("icalendar/tests/", "reportlab/fonts/", "reportlab/graphics/", "textual_serve/templates/")
"""Tests, letters without Vietnamese, charts of a library that draws none here, and a page that fetches a font
from the internet; `serve` has a page of its own."""
_ONE_PYTHONS = ("RECORD", "WHEEL", ".cyclonedx.json", ".cdx.json")
"""Ends of the metadata files that differ between the wheels of one version."""


def build(out: Path) -> Path:
    """Build the package into a folder, with its bill of materials beside it; return its path."""
    out.mkdir(parents=True, exist_ok=True)
    own = _own_wheel(out / "wheels")
    libraries = _wheels(out / "wheels")
    wheels = [*libraries, own]
    epoch = _epoch()
    version = own.name.split("-")[1]
    version += _since_release(version, epoch)
    tree = out / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    _lay_program(tree, wheels)
    _lay_system(tree)
    _lay_papers(tree, version, epoch)
    _lay_control(tree, f"{version}-1")
    _settle(tree, epoch)
    package = out / f"gbdt-console_{version}-1_amd64.deb"
    packed: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z6", "--build", tree, package]
    _run(packed, environment={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
    shutil.rmtree(tree)
    write_sbom(package.with_suffix(".cdx.json"), libraries, f"{version}-1", epoch)
    return package


def _since_release(version: str, epoch: int) -> str:
    """Return what orders packages of one version by their commits; empty at the tag of a release."""
    tags = _run(["git", "-C", ROOT, "tag", "--points-at", "HEAD"]).split()
    if f"v{version}" in tags:
        return ""
    commit = _run(["git", "-C", ROOT, "rev-parse", "--short=8", "HEAD"]).strip()
    return f"+git{time.strftime('%Y%m%d%H%M%S', time.gmtime(epoch))}.{commit}"


def _own_wheel(folder: Path) -> Path:
    for old in folder.glob("gbdt_console-*.whl"):
        old.unlink()
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, ROOT)
    return next(folder.glob("gbdt_console-*.whl"))


def _wheels(folder: Path) -> list[Path]:
    """Return the locked wheels for all PYTHONS; those of the last build are used again for the same lock."""
    lock = (ROOT / "requirements-web.lock").read_text()
    stamp, wanted = folder / "lock.txt", f"{PYTHONS}\n{lock}"
    if not stamp.exists() or stamp.read_text() != wanted:
        first, *others = PYTHONS
        _download(folder, first, lock)
        tag = f"-cp{first.replace('.', '')}-cp"
        compiled = tuple(f"{p.name.split('-')[0].replace('_', '-')}==" for p in folder.glob(f"*{tag}*.whl"))
        entries = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)
        for version in others:
            _download(folder, version, "".join(entry for entry in entries if entry.startswith(compiled)))
        stamp.write_text(wanted)
    wheels = sorted(path for path in folder.glob("*.whl") if not path.name.startswith("gbdt_console-"))
    for wheel in wheels:
        if hashlib.sha256(wheel.read_bytes()).hexdigest() not in lock:
            sys.exit(f"{wheel} is not in requirements-web.lock: remove {folder}")
    return wheels


def _download(folder: Path, version: str, lock: str) -> None:
    requirements = folder / "requirements.txt"
    requirements.write_text(lock)
    target = [f"--python-version={version}", *(f"--platform={name}" for name in PLATFORMS)]
    held = ["--no-deps", "--require-hashes", "--only-binary=:all:"]
    _pip("download", *held, *target, "--dest", folder, "--requirement", requirements)


def _lay_program(tree: Path, wheels: Sequence[Path]) -> None:
    """Lay an environment of Debian's own python3, where each of PYTHONS finds the same packages."""
    home = tree / _HOME
    packages = home / "site-packages"
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if not _is_left_out(name):
                    _lay_once(packages / name, archive.read(name))
    for version in PYTHONS:
        (home / f"lib/python{version}").mkdir(parents=True)
        (home / f"lib/python{version}/site-packages").symlink_to("../../site-packages")
    (home / "bin").mkdir()
    (home / "bin/python3").symlink_to("../../../bin/python3")
    (home / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    for name in ("main.py", "as-service"):
        shutil.copy(FILES / name, home / name)


def _is_left_out(name: str) -> bool:
    is_one_pythons = ".dist-info/" in name and name.endswith(_ONE_PYTHONS)
    return is_one_pythons or name.startswith(_NOT_SHOWN) or name.endswith(_NOT_RUN)


def _lay_once(path: Path, content: bytes) -> None:
    """Write a file; two wheels that differ in it cannot share one folder."""
    if path.exists() and path.read_bytes() != content:
        sys.exit(f"{path}: the wheels of different Python versions differ")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _lay_system(tree: Path) -> None:
    """Lay launcher, unit, user, right of the group, completions and the empty folder of settings."""
    places = {
        FILES / "gbdt-console": "usr/bin/gbdt-console",
        FILES / "sudoers": "etc/sudoers.d/gbdt-console",
        FILES / "sysusers.conf": "usr/lib/sysusers.d/gbdt-console.conf",
        **{ROOT / "config" / name: f"usr/lib/systemd/system/{name}" for name in _UNITS},
    }
    for source, place in places.items():
        _parent_of(tree / place)
        shutil.copy(source, tree / place)
    (tree / "etc/gbdt").mkdir()
    for shell, place in _COMPLETIONS.items():
        script = _run([Path(sys.executable).parent / "gbdt-console", "completion", shell, "--lang", "vi"])
        _parent_of(tree / place).write_text(script, "utf-8")


def _lay_papers(tree: Path, version: str, epoch: int) -> None:
    """Lay man pages, documents, example, licences and change logs."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    for language, place in _MAN.items():
        _zip(tree / place / "gbdt-console.1.gz", man_page(language, version, day))
    shutil.copytree(ROOT / "docs", tree / _DOC, ignore=shutil.ignore_patterns("decisions"))
    shutil.copytree(ROOT / "config", tree / _DOC / "examples")
    for name in _UNITS:
        (tree / _DOC / "examples" / name).unlink()
    shutil.copy(FILES / "copyright", tree / _DOC / "copyright")
    _zip(tree / _DOC / "NOTICES.txt.gz", (ROOT / "NOTICES.txt").read_text("utf-8"))
    _zip(tree / _DOC / "changelog.gz", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    date = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(epoch))
    head = f"gbdt-console ({version}-1) unstable; urgency=medium\n\n  * See changelog.gz.\n\n"
    _zip(tree / _DOC / "changelog.Debian.gz", f"{head} -- {_maintainer()}  {date}\n")
    overrides = _parent_of(tree / "usr/share/lintian/overrides/gbdt-console")
    shutil.copy(FILES / "lintian-overrides", overrides)


def _lay_control(tree: Path, version: str) -> None:
    folder = tree / "DEBIAN"
    sizes = [path.lstat().st_size for path in tree.rglob("*") if not path.is_dir()]
    last = PYTHONS[-1].split(".")
    control = (FILES / "control").read_text().format(
        version=version, size_kb=sum(-(-size // 1024) for size in sizes),
        python_from=PYTHONS[0], python_below=f"{last[0]}.{int(last[1]) + 1}",
    )  # fmt: skip
    digests = [
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}  {path.relative_to(tree)}"
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink() and path.parts[len(tree.parts)] != "etc"
    ]
    folder.mkdir()
    (folder / "control").write_text(control, "utf-8")
    (folder / "md5sums").write_text("\n".join(digests) + "\n")
    (folder / "conffiles").write_text("/etc/sudoers.d/gbdt-console\n")
    for name in ("postinst", "prerm", "postrm"):
        shutil.copy(FILES / name, folder / name)


def _settle(tree: Path, epoch: int) -> None:
    """Give every file the mode and the time that it has in the package."""
    scripts = {tree / "DEBIAN" / name for name in ("postinst", "prerm", "postrm")}
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            is_open = path.is_dir() or path in scripts
            path.chmod(_MODES.get(str(path.relative_to(tree)), 0o755 if is_open else 0o644))
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _zip(path: Path, text: str) -> None:
    with gzip.GzipFile("", "wb", 9, _parent_of(path).open("wb"), mtime=0) as file:
        file.write(text.encode())


def _parent_of(path: Path) -> Path:
    """Make the folder of a file and return the file's path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _maintainer() -> str:
    named = re.search(r"^Maintainer: (.*)$", (FILES / "control").read_text(), re.MULTILINE)
    assert named
    return named[1]


def _epoch() -> int:
    """Return the time of all files: SOURCE_DATE_EPOCH, else the commit's, in seconds."""
    return int(os.environ.get("SOURCE_DATE_EPOCH") or _run(["git", "-C", ROOT, "log", "-1", "--format=%ct"]))


def _pip(verb: str, *arguments: str | Path) -> None:
    _run([sys.executable, "-m", "pip", verb, "--quiet", *arguments])


def _run(argv: Sequence[str | Path], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(  # noqa: S603
        argv, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{argv[0]} ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]))}\n")
