"""sites.yaml is read in a process beside: the same Network, secrets and all, and the same refusal."""

import os
import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from gbdt_console.cli.console import read_beside
from gbdt_console.cli.console.read_beside import picture_while_read
from gbdt_console.cli.context import Context
from gbdt_console.compose import load
from gbdt_console.settings.example import example_text

SECRETS = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "a secret")


class NoPicture:
    def tell(self, sites: int) -> None:
        """There is no terminal."""


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Context:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(read_beside, "first_picture", lambda *_: nullcontext(NoPicture()))
    sites_file = tmp_path / "sites.yaml"
    sites_file.write_text(example_text(300), encoding="utf-8")  # more than a pipe holds
    return Context.of(str(sites_file), str(tmp_path / "state"), None, os.environ)


def children() -> set[str]:
    """Return the processes that this one has; tests before may have left some."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_the_network_is_that_of_this_process(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    assert context.config is not None
    before = children()
    expected = load(context.config, SECRETS)
    with picture_while_read(context) as read:
        monkeypatch.setattr(read_beside, "network_of", lambda *_, **__: pytest.fail("read here"))
        network = read()
    assert network == expected != load(context.config, dict.fromkeys(SECRETS, "another secret"))
    assert children() == before


def test_what_is_wrong_is_told_once(context: Context, capfd: pytest.CaptureFixture[str]) -> None:
    assert context.config is not None
    before = children()
    context.config.write_text("version: 1\nsites: 5\n", encoding="utf-8")
    with picture_while_read(context) as read, pytest.raises(SystemExit):
        read()
    assert capfd.readouterr().err.count("sites.yaml:2:8") == 1
    assert children() == before


def test_a_start_that_ends_before_leaves_no_process(context: Context) -> None:
    before = children()
    with picture_while_read(context):
        pass
    assert children() == before


@pytest.fixture
def _children_are_ignored() -> Iterator[None]:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    yield
    signal.signal(signal.SIGCHLD, before)


@pytest.mark.usefixtures("_children_are_ignored")
def test_a_caller_that_ignores_the_end_of_children_gets_the_network_too(context: Context) -> None:
    before = children()
    with picture_while_read(context) as read:
        assert len(read().sites) == 300
    assert children() == before
