"""The section `standby`: which two PCs share the records."""

import importlib.util
from pathlib import Path

import pytest

from gbdt_console.core.standby.settings import BEHIND_ENTRIES, PORT, Machine
from gbdt_console.settings import standby
from tests.support.settings.configs import edited, load, problems_of
from tests.support.settings.offers import SECRETS

SAID = """\
version: 1
standby:
  machines: {gbdt-1: 10.18.0.11, gbdt-2: 10.18.0.12}
  password: env:GBDT_NOTIFY_CA
"""
FILE = edited(("version: 1\n", SAID))


def test_the_first_pc_is_the_one_that_stands_first(tmp_path: Path) -> None:
    settings = load(tmp_path, FILE).standby
    assert settings is not None
    assert settings.machines == (Machine("gbdt-1", "10.18.0.11"), Machine("gbdt-2", "10.18.0.12"))
    assert settings.other("gbdt-2").name == "gbdt-1"
    assert (settings.port, settings.behind_entries, settings.ca) == (PORT, BEHIND_ENTRIES, "")
    assert SECRETS["GBDT_NOTIFY_CA"] not in repr(settings)


def test_a_third_machine_is_a_witness(tmp_path: Path) -> None:
    witness = "  witness: {gbdt-3: 10.18.0.13}\n  recorded: two_machines\n  password:"
    settings = load(tmp_path, FILE.replace("  password:", witness)).standby
    assert settings is not None
    assert settings.witness == Machine("gbdt-3", "10.18.0.13")
    assert [one.name for one in settings.servers] == ["gbdt-1", "gbdt-2", "gbdt-3"]
    assert settings.needs_two
    assert not settings.is_one("gbdt-3"), "no engine runs there"


def test_without_the_section_there_is_no_second_pc(tmp_path: Path) -> None:
    assert load(tmp_path, edited()).standby is None


@pytest.mark.parametrize(
    ("was", "wrong", "code", "line"),
    [
        ("10.18.0.12", "10.18.0.11", "settings.standby-one-address", 3),
        (", gbdt-2: 10.18.0.12", "", "settings.standby-two-machines", 3),
        ("password: env:GBDT_NOTIFY_CA", "password: hunter2", "settings.secret-in-clear", 4),
        ("10.18.0.12", "gbdt-2.lan", "settings.want-address", 3),
        ("  password:", "  ca: ca.pem\n  password:", "settings.standby-whole-path", 4),
        ("  password:", "  behind_s: 1\n  password:", "settings.too-small", 4),
        ("  password: env:GBDT_NOTIFY_CA\n", "", "settings.missing-key", 3),
        ("  password:", "  recorded: two_machines\n  password:", "settings.standby-needs-witness", 4),
        ("  password:", "  takeover: automatic\n  password:", "settings.standby-needs-witness", 4),
        ("  password:", "  takeover_after_s: 14\n  password:", "settings.too-small", 4),
        ("  password:", "  recorded: three\n  password:", "settings.want-one-of", 4),
        (
            "  password:",
            "  witness: {a: 10.9.0.1, b: 10.9.0.2}\n  password:",
            "settings.standby-one-witness",
            4,
        ),
        ("  password:", "  witness: {gbdt-3: 10.18.0.11}\n  password:", "settings.standby-witness-apart", 4),
        ("  password:", "  witness: {gbdt-1: 10.18.0.13}\n  password:", "settings.standby-witness-apart", 4),
        (
            "  password:",
            "  witness: {gbdt-3: 10.18.0.13}\n  routes_port: 4222\n  password:",
            "settings.standby-one-port",
            5,
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, was: str, wrong: str, code: str, line: int
) -> None:
    found = problems_of(tmp_path, FILE.replace(was, wrong))
    assert [(one.code, one.line) for one in found] == [(code, line)]


def test_without_the_extra_the_section_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(standby, "find_spec", lambda name: None if name == "nats" else real(name))
    found = problems_of(tmp_path, FILE)
    assert [(one.code, one.line) for one in found] == [("settings.standby-no-library", 2)]
