"""An outsider holds his MCU driver to the shipped contract, with the very code of docs/drivers.md."""

import re
import shutil
import subprocess
import sys
from inspect import get_annotations, iscoroutinefunction
from pathlib import Path
from types import ModuleType

import pytest

from gbdt_console.driver_contract import codec, mcu, room
from tests.support.drivers.page_code import page_modules
from tests.support.places import ROOT

pytestmark = pytest.mark.real

ACME_PEER = ROOT / "tests" / "support" / "drivers" / "acme_peer.py"
NOT_NAMED = ("Dials", "LocksConference", "ShowsParticipant")


def held(folder: Path, **changed: str) -> str:
    """What pytest says of the page's driver in a folder of its own, after these edits of its code."""
    shutil.copy(ACME_PEER, folder)
    for name, source in page_modules().items():
        for before, after in changed.items():
            source = source.replace(before, after)
        (folder / name).write_text(source, "utf-8")
    argv = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-q", "-rfs", "test_acme_mcu.py"]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=300).stdout


def test_the_driver_of_the_page_keeps_the_contract(tmp_path: Path) -> None:
    said = held(tmp_path)
    passed, skipped = (int(n) for n in re.findall(r"(\d+) (?:passed|skipped)", said))
    assert passed + skipped == len(mcu.CHECKS), said
    assert " failed" not in said
    lacking = set(re.findall(r"AcmeMcu does not name (\w+)", said))
    assert lacking == set(NOT_NAMED), said


def test_a_driver_that_does_not_keep_it_is_told_what_it_owes(tmp_path: Path) -> None:
    said = held(tmp_path, UNBLOCK="BLOCK")
    failed = set(re.findall(r"^FAILED .*\[(\w+)\]", said, re.M))
    assert failed == {"a_block_is_accepted_and_told", "what_is_blocked_is_so_for_another_client"}, said
    assert "assert True is False" in said


@pytest.mark.parametrize("contract", [mcu, codec, room], ids=lambda contract: contract.__name__)
def test_every_check_of_a_contract_is_run(contract: ModuleType) -> None:
    """A check that stands in no tuple would hold nobody to anything."""
    checks = {name for name, one in vars(contract).items() if _is_check(one)}
    assert checks == {check.__name__ for check in contract.CHECKS}


def _is_check(value: object) -> bool:
    return iscoroutinefunction(value) and get_annotations(value).keys() == {"peer", "return"}
