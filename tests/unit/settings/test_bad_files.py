"""Files that are no configuration at all: one clear problem with its place, never anything else."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gbdt_console.settings import ConfigRejected, load_network
from tests.support.settings.configs import BASE, load, problems_of
from tests.support.settings.offers import OFFERS, SECRETS

BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
)

TEXTS: list[tuple[str, str | bytes, str, tuple[int, int]]] = [
    ("bomb", BOMB, "anchor", (1, 4)),
    ("alias", "a: *x\n", "anchor", (1, 4)),
    ("anchor in the real thing", BASE.replace("name: Sa Pa", "name: &x Sa Pa"), "anchor", (34, 11)),
    ("ten megabytes", b"# " + b"x" * 10_000_000, "file-too-big", (1, 1)),
    ("utf-16", BASE.encode("utf-16"), "not-utf-8", (1, 1)),
    ("utf-16 without a mark", BASE.encode("utf-16-le"), "not-utf-8", (1, 1)),
    ("latin-1", BASE.replace("Mạng thử", "Mang thú").encode("latin-1", "replace"), "not-utf-8", (2, 24)),
    ("cut in a letter", BASE.encode()[: BASE.encode().index("ạ".encode()) + 1], "not-utf-8", (2, 18)),
    ("tab", BASE.replace("    id: sa-pa", "\tid: sa-pa"), "tab", (33, 1)),
    ("empty", "", "empty-file", (1, 1)),
    ("comments only", "# nothing\n\n", "empty-file", (1, 1)),
    ("nul", BASE.replace("Sa Pa", "Sa\0Pa", 1), "control-character", (34, 13)),
    ("line separator", BASE.replace("Sa Pa", "Sa\u2028Pa", 1), "control-character", (34, 13)),
    ("escape in a comment", "# \x1b]52;c;x\x07\n" + BASE, "control-character", (1, 3)),
    ("control after CR line ends", "a: 1\r\nb: 2\r\nc: \x07\r\n", "control-character", (3, 4)),
    ("open quote", BASE.replace("name: Sa Pa", 'name: "Sa Pa'), "unclosed-quote", (34, 11)),
    ("open bracket", "a: 1\nb: [1, 2\n", "unclosed-bracket", (2, 4)),
    ("stray colon", "a: b: c\n", "stray-colon", (1, 5)),
    ("no colon", "a: 1\nb\nc: 2\n", "missing-colon", (3, 1)),
    ("bad indentation", "a: 1\n- b\n", "indentation", (2, 1)),
    ("reserved character", "a: @b\n", "needs-quotes", (1, 4)),
    ("bad escape", 'a: "\\q"\n', "bad-escape", (1, 5)),
    ("undeclared tag", "a: !x!y z\n", "tag", (1, 4)),
    ("deep nesting", "a: " + "[" * 100_000, "too-deep", (1, 1003)),
    ("deep block nesting", "".join(" " * n + "a:\n" for n in range(500)), "too-deep", (17, 17)),
    ("a list", "- a\n- b\n", "want-mapping", (1, 1)),
    ("a word", "hello\n", "want-mapping", (1, 1)),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not-utf-8", (1, 1)),
]


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
    """Root reads everything; so root steps down while it looks."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if is_root:
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


def test_a_million_mistakes_are_cut_short(tmp_path: Path) -> None:
    flood = "".join(f"k{n}: x\n" for n in range(200_000))
    assert len(problems_of(tmp_path, flood)) <= 1000
    assert len(problems_of(tmp_path, "a: x\n" * 400_000)) <= 1000
