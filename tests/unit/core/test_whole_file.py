"""A file that cannot be written whole leaves the old one as it was."""

import os
import resource
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.core.whole_file import replace_file, write_new

LONG = b"x" * 300_000


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """Let the kernel refuse what makes a file longer, as a full disk does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    paper = tmp_path / "bien-ban.docx"
    paper.write_bytes(b"signed")
    with files_up_to(100_000), pytest.raises(OSError, match="large"):
        replace_file(paper, LONG)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(paper.name, b"signed")]


@pytest.mark.parametrize("write", [replace_file, write_new])
def test_a_full_disk_leaves_no_half_of_a_new_file(
    write: Callable[[Path, bytes], None], tmp_path: Path
) -> None:
    with files_up_to(100_000), pytest.raises(OSError, match="large"):
        write(tmp_path / "bien-ban.docx", LONG)
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    paper, link = tmp_path / "closed.docx", tmp_path / "link"
    paper.write_bytes(b"old")
    paper.chmod(0o600)
    link.symlink_to(paper)
    replace_file(link, LONG)
    assert link.is_symlink()
    assert (paper.read_bytes(), stat.S_IMODE(paper.stat().st_mode)) == (LONG, 0o600)


def test_a_pipe_is_written_to() -> None:
    near, far = os.pipe()
    replace_file(Path(f"/dev/fd/{far}"), b"card")
    assert os.read(near, 10) == b"card"
    os.close(near)
    os.close(far)
