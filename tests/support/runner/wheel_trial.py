"""The wheel as a province gets it: built, installed outside the tree with the locked requirements, used."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

VERSIONS = ("3.11", "3.13")
"""The oldest Python that is promised, and a newer one; each tried where it is present."""

IMPORT_ALL = """
import importlib, pkgutil, gbdt_console
for module in pkgutil.walk_packages(gbdt_console.__path__, "gbdt_console."):
    if module.name.endswith("__main__"):
        continue
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as missing:
        is_of_extra = missing.name.split(".")[0] in ("aiohttp", "textual_serve")
        if not (is_of_extra and module.name.startswith("gbdt_console.cli.web.")):
            raise
print(gbdt_console.__file__)
"""

READ_GUIDE = """
from gbdt_console.text.guide import guide_pages
from gbdt_console.text.words import LANGUAGES
assert all(len(guide_pages(language)) > 1 for language in LANGUAGES)
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One thing tried; `complaint` is empty when it went well."""

    what: str
    complaint: str


class _Failed(Exception):
    """A step that did not go well; the message is the end of what it said."""


def try_wheel(tree: Path, out: Path) -> list[Result]:
    """Build once, then install and use it under every interpreter there is."""
    shutil.rmtree(out, ignore_errors=True)
    pip = [sys.executable, "-m", "pip"]
    with tempfile.TemporaryDirectory(prefix="gbdt-wheel-") as place:
        results = [_tried("build", lambda: _run([*pip, "wheel", "-q", "--no-deps", "-w", out, tree]))]
        if results[0].complaint:
            return results
        wheel = next(out.glob("*.whl"))
        for version, interpreter in _interpreters():
            trial = _Trial(Path(place) / version, interpreter, wheel, tree / "requirements.lock")
            results.extend(_tried(f"{version}: {what}", step) for what, step in trial.steps())
    return results


class _Trial:
    """One interpreter's fresh environment, away from the tree."""

    def __init__(self, folder: Path, interpreter: str, wheel: Path, requirements: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._venv = folder / "venv"
        self._interpreter = interpreter
        self._wheel = wheel
        self._requirements = requirements
        self._console = self._venv / "bin" / "gbdt-console"
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GBDT_"))
        }

    def steps(self) -> Iterator[tuple[str, Callable[[], object]]]:
        yield "install", self._install
        yield "import every module", self._import_all
        yield "--version", lambda: self._say(self._console, "--version")
        yield "example and check", self._check_example
        yield "pages of the guide", lambda: self._say(self._venv / "bin" / "python", "-c", READ_GUIDE)

    def _install(self) -> None:
        # Without pip of its own: Debian keeps ensurepip in another package.
        _run([self._interpreter, "-m", "venv", "--without-pip", self._venv])
        python = self._venv / "bin" / "python"
        # What is not imported here needs no compiling.
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-compile"]
        _run([*pip, "--require-hashes", "-r", self._requirements])
        _run([*pip, "--no-deps", self._wheel])

    def _import_all(self) -> None:
        place = self._say(self._venv / "bin" / "python", "-c", IMPORT_ALL)
        if not place.startswith(str(self._venv)):
            raise _Failed(f"imported from {place}")

    def _check_example(self) -> None:
        example = self._say(self._console, "example")
        (self._folder / "sites.yaml").write_text(example, encoding="utf-8")
        for name in re.findall(r"env:([A-Z_][A-Z0-9_]*)", example):
            self._environment[name] = "a-password-for-the-trial"
        self._say(self._console, "check", "sites.yaml")

    def _say(self, *argv: str | Path) -> str:
        return _run(argv, cwd=self._folder, environment=self._environment)


def _interpreters() -> Iterator[tuple[str, str]]:
    """Those of VERSIONS that really run, and always the one that runs us."""
    yield f"{sys.version_info.major}.{sys.version_info.minor}", sys.executable
    for version in VERSIONS:
        path = shutil.which(f"python{version}")
        if path and sys.version_info[:2] != tuple(map(int, version.split("."))) and _runs(path):
            yield version, path


def _runs(interpreter: str) -> bool:
    """A version manager leaves names behind that start nothing."""
    done = subprocess.run([interpreter, "-c", "import venv"], capture_output=True, check=False)
    return done.returncode == 0


def _tried(what: str, step: Callable[[], object]) -> Result:
    try:
        step()
    except _Failed as failed:
        return Result(what, str(failed))
    return Result(what, "")


def _run(
    argv: Sequence[str | Path], cwd: Path | None = None, environment: dict[str, str] | None = None
) -> str:
    done = subprocess.run(
        [str(part) for part in argv], cwd=cwd, env=environment, capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL, timeout=600,
    )  # fmt: skip
    if done.returncode:
        raise _Failed(f"{argv[0]} ended with {done.returncode}: {(done.stderr or done.stdout)[-800:]}")
    return done.stdout
