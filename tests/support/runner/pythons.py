"""Runs tests on other Pythons than that of `.venv`, each in an environment of its own.

`make test` runs what leans on the interpreter on Debian's own Python, for which the package is made;
`make test-pythons` runs the first tier on each Python of the machine that is to be proven.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.places import ROOT
from tests.support.runner.tally import Tally, run_marked

PROVEN = ("3.11", "3.12", "3.13", "3.14")
"""Those that pyproject.toml names, as far as machines have had them."""
DEBIANS_OWN = Path("/usr/bin/python3")
LEANS_ON_IT = (
    *(ROOT / "tests" / "unit" / "engine" / name for name in ("clients", "conference", "control")),
    *sorted((ROOT / "tests" / "unit" / "engine").glob("test_*.py")),
    *(ROOT / "tests" / "unit" / name for name in ("cli", "journal")),
)
"""Orders and their cancellation, records, codec, verbs: what another Python has broken, or may."""
FIRST_TIER = ("unit", "contract", "screen", "keys")
_LOCKS = ("requirements.lock", "requirements-dev.lock")
_PLACES = ("/usr/bin", "/usr/local/bin", "~/.pyenv/versions/*/bin", "~/.local/share/uv/python/*/bin")


def version_of(python: Path | str) -> str:
    """Return '3.13'; empty where that is no Python that runs."""
    told = "import sys; print('{}.{}'.format(*sys.version_info))"
    try:
        return subprocess.run([python, "-c", told], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def pythons() -> dict[str, Path]:
    """Return the Pythons of this machine by their version, of those that are to be proven."""
    return {version: path for version in PROVEN for path in _found(version) if version_of(path) == version}


def _found(version: str) -> Iterator[Path]:
    for place in reversed(_PLACES):
        home = Path(place).expanduser()
        yield from sorted(Path(home.anchor).glob(f"{home.relative_to(home.anchor)}/python{version}"))


def environment(version: str, python: Path) -> Path:
    """Return the interpreter of an environment with what `.venv` has, made where it is not there yet."""
    folder = ROOT / f".venv-{version}"
    locks = b"".join((ROOT / name).read_bytes() for name in _LOCKS)
    made_of, stamp = hashlib.sha256(locks).hexdigest(), folder / "locks.stamp"
    if not stamp.exists() or stamp.read_text() != made_of:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True)
        pip = [sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "--quiet"]
        for name in _LOCKS:
            subprocess.run([*pip, "--require-hashes", "--requirement", ROOT / name], check=True)
        stamp.write_text(made_of)
    return folder / "bin" / "python"


def other_than_ours() -> str:
    """Return the version of Debian's own Python, where it is another one than that of `.venv`."""
    version = version_of(DEBIANS_OWN)
    return version if version != "{}.{}".format(*sys.version_info) else ""


def run_on_debians_own(report: Path) -> Tally:
    """Run what leans on the interpreter on Debian's own Python, as the part `pythons`."""
    python = environment(version_of(DEBIANS_OWN), DEBIANS_OWN)
    tally = run_marked("unit", LEANS_ON_IT, report, ROOT, python=str(python))
    return tally.named("pythons")


def main() -> int:
    """Run the first tier on each Python, one behind the other; return 1 where a test failed on one."""
    found, tallies = pythons(), []
    for version, path in found.items():
        python = environment(version, path)
        for mark in FIRST_TIER:
            report = ROOT / "build" / f"test-{version}-{mark}.xml"
            report.parent.mkdir(exist_ok=True)
            tally = run_marked(mark, [ROOT / "tests" / mark], report, ROOT, python=str(python))
            tallies.append(tally.named(f"{version} {mark}"))
    for one in tallies:
        print(f"{one.part:<14}{one.passed:>6} ok {one.failed:>4} not ok {one.cpu_seconds:>8.1f} s of CPU")
        for fault in one.faults:
            print(f"WRONG: {fault}")
    if missing := [version for version in PROVEN if version not in found]:
        print(f"NOT RUN: {', '.join(missing)}: this machine does not have them")
    return 1 if any(one.wrong for one in tallies) else 0


if __name__ == "__main__":
    sys.exit(main())
