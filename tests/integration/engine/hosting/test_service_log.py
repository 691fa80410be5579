"""A service logs to journald as well, with priorities; a console over a terminal never does."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import logging, sys
from pathlib import Path
from gbdt_console.engine.hosting.open_records import records_of
from gbdt_console.engine.hosting.state_directory import StateDirectory
with records_of(StateDirectory(Path(sys.argv[1]))):
    logging.getLogger("part").warning("late\\nby 3 s")
    logging.getLogger("part").error("lost")
"""


@pytest.mark.parametrize("is_service", [True, False])
def test_service_log_goes_to_journald_with_priorities(is_service: bool, tmp_path: Path) -> None:
    with (tmp_path / "journal").open("w+") as journal:
        status = (tmp_path / "journal").stat()
        inode = status.st_ino if is_service else status.st_ino + 1
        environment = {"JOURNAL_STREAM": f"{status.st_dev}:{inode}"}
        argv = [sys.executable, "-c", PROGRAM, tmp_path / "state"]
        subprocess.run(argv, env=environment, stderr=journal, check=True, timeout=60)
    lines = ["<4>part: late", "<4>by 3 s", "<3>part: lost"]
    assert (tmp_path / "journal").read_text().splitlines() == (lines if is_service else [])
    assert "ERROR part: lost" in (tmp_path / "state" / "engine.log").read_text()
