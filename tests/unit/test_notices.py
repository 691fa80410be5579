"""Proves that notices and constraints name every locked package."""

import re
import tomllib

from tests.support.places import ROOT


def test_every_locked_package_has_its_licence_in_the_notices() -> None:
    lock = (ROOT / "requirements-web.lock").read_text()
    locked = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)
    notices = (ROOT / "NOTICES.txt").read_text()
    noticed = re.findall(r"^={78}\n(\S+) (\S+)\nLicence: (\S.*)$", notices, re.MULTILINE)
    assert [(name, version) for name, version, _ in noticed] == locked
    licences = {name: licence for name, _, licence in noticed}
    assert licences["asyncssh"] == "EPL-2.0 OR GPL-2.0-or-later"


def test_the_wheel_carries_the_notices() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert "NOTICES.txt" in build["targets"]["wheel"]["force-include"]


def test_the_build_requirements_are_locked_by_hash() -> None:
    required = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    lock = (ROOT / "requirements-build.lock").read_text()
    locked = re.findall(r"^(\S+==\S+) \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert set(required) <= set(locked)
    assert "--require-hashes --requirement requirements-build.lock" in (ROOT / "Makefile").read_text()


def test_the_constraints_are_the_locked_versions_without_hashes() -> None:
    lock = (ROOT / "requirements-web.lock").read_text()
    pinned = re.findall(r"^([a-z0-9][^\n]*?) \\$", lock, re.MULTILINE)
    assert (ROOT / "constraints.txt").read_text().splitlines() == pinned
    assert all("==" in one for one in pinned)
    assert "requirements-web.lock > constraints.txt" in (ROOT / "Makefile").read_text()
