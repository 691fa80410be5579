"""The verbs that look for themselves: `status --once` and `check --reach` over real devices."""

import json
from pathlib import Path

import pytest

from gbdt_console.cli.failures import Exit
from gbdt_console.text.words import Words
from tests.support.lab.config import write_config
from tests.support.lab.console import PROGRAM, device_of, in_state
from tests.support.lab.lab import Lab
from tests.support.lab.plan import ELEVEN


@pytest.fixture
def config(lab: Lab) -> Path:
    return write_config(lab.folder / "once", lab.sites[:ELEVEN])


def test_status_once_sees_who_is_there_and_leaves_no_record(lab: Lab, config: Path) -> None:
    lab.cut("simacai")
    lab.agent("bacha", "ups").kill()
    state = config.parent / "state"
    done = lab.namespaces.run(
        "centre",
        str(PROGRAM),
        "status",
        "--once",
        "--json",
        "--config",
        str(config),
        "--state-dir",
        str(state),
    )
    assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)
    assert in_state(status, "up") == {site.id for site in lab.sites[:ELEVEN]} - {"simacai"}
    assert device_of(status, "bacha", "ups")["fault"] == "refused"
    assert device_of(status, "sapa", "ups")["readings"]
    assert not state.exists()


def test_check_reach_says_what_answers(lab: Lab, config: Path) -> None:
    lab.agent("bacha", "router").change_password("another-password")
    done = lab.namespaces.run(
        "centre", str(PROGRAM), "check", "--reach", "--config", str(config), "--lang", "en"
    )
    lines = done.stdout.splitlines()
    section = lines[lines.index("6 Site bacha") :]
    assert done.returncode == Exit.FAILED, done.stderr
    words = Words("en")
    assert words("fault.credentials") in section[1]
    assert words("verb.answers") in section[1]
    again = [line for line in section[2:] if words("fault.credentials") in line]
    assert [line.endswith("(6 Site bacha)") for line in again] == [True], (
        "the equal faults of all, at the end"
    )
