"""Files that are no configuration at all: one clear problem with its place, never anything else."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.settings.load import load_network
from gbdt_console.settings.problems import ConfigRejected
from tests.support.runner.permits import CAP_SETUID, has_capability
from tests.support.settings.configs import BASE, load, problems_of
from tests.support.settings.mistakes import TEXTS
from tests.support.settings.offers import OFFERS, SECRETS


@pytest.mark.parametrize(
    ("content", "code", "place"), [row[1:] for row in TEXTS], ids=[row[0] for row in TEXTS]
)
def test_one_clear_problem(content: str | bytes, code: str, place: tuple[int, int], tmp_path: Path) -> None:
    problems = problems_of(tmp_path, content)
    assert [(p.code, (p.line, p.column)) for p in problems] == [(f"settings.{code}", place)]


def make_nothing(path: Path) -> None:
    pass


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (make_nothing, "file-absent"),
        (Path.mkdir, "not-a-file"),
        (os.mkfifo, "not-a-file"),
        (lambda path: path.symlink_to(path), "file-unreadable"),
    ],
    ids=["absent", "directory", "pipe that nobody writes", "link to itself"],
)
def test_what_cannot_be_read(make: Callable[[Path], None], code: str, tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    make(path)
    with pytest.raises(ConfigRejected) as rejected:
        load_network(path, OFFERS, SECRETS)
    (problem,) = rejected.value.problems
    assert (problem.code, problem.where) == (f"settings.{code}", f"{path}:1:1")


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root reads everything, unless it may not step down either; so it steps down while it looks."""
    reads_everything = has_capability(CAP_SETUID)
    if reads_everything:
        os.seteuid(65534)
    try:
        yield
    finally:
        if reads_everything:
            os.seteuid(0)


def test_a_file_without_read_permission(tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    path.touch(mode=0o000)
    with as_nobody(), pytest.raises(ConfigRejected) as rejected:
        load_network(path, OFFERS, SECRETS)
    assert [p.code for p in rejected.value.problems] == ["settings.file-unreadable"]


def test_a_file_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as rejected:
        load_network(tmp_path / "\x1b[2Jx.yaml", OFFERS, SECRETS)
    assert "\x1b" not in rejected.value.problems[0].where


def test_a_byte_order_mark_of_utf_8_is_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path, b"\xef\xbb\xbf" + BASE.encode()) == load(tmp_path, BASE)


def test_decomposed_accents_come_out_composed(tmp_path: Path) -> None:
    decomposed = BASE.replace("Bắc Hà", "Ba\u0306\u0301c Ha\u0300")
    assert decomposed != BASE
    assert load(tmp_path, decomposed) == load(tmp_path, BASE)


def test_a_hundred_thousand_mistakes_are_cut_short(tmp_path: Path) -> None:
    flood = "".join(f"k{n}: x\n" for n in range(20_000))
    assert len(problems_of(tmp_path, flood)) <= 1000
    assert len(problems_of(tmp_path, "a: x\n" * 80_000)) <= 1000
