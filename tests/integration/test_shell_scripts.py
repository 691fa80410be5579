"""shellcheck finds nothing in the shell scripts of the tree."""

import shutil
import subprocess

import pytest

from tests.support.places import ROOT

FOLDERS = (".ci", "deb", "tests", "bench", "config")


def test_shellcheck_finds_nothing_in_any_script() -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    scripts = [
        path for path in files if path.open("rb").read(40).startswith((b"#!/bin/sh", b"#!/usr/bin/env bash"))
    ]
    assert {"install-packages.sh", "run", "postinst", "gbdt-console"} <= {path.name for path in scripts}
    done = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True, check=False)
    assert done.stdout == ""
