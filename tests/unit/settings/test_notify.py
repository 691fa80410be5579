"""The section `notify`: who is told of what, by secrets, groups, hours and shifts."""

import importlib.util
from datetime import time
from pathlib import Path

import pytest

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.notify.rules import NO_NOTIFY, Hours, NotifyRule, Weekday
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings import notify
from gbdt_console.settings.load import load_network
from tests.support.places import DOCS, ROOT
from tests.support.settings.configs import edited, load, problems_of
from tests.support.settings.offers import SECRETS

SAID = """\
version: 1
notify:
  channels:
    ca: {url: "env:GBDT_NOTIFY_CA", operator: ca-1}
  groups:
    vung-cao: [sa-pa, bac-ha]
  rules:
    - {to: [ca]}
    - to: [ca]
      severity: critical
      sites: [vung-cao]
      hours: 07:30-17:00
      days: [mon, fri]
      after_min: 10
      over: false
  quiet: 22:00-06:00
"""
FILE = edited(("version: 1\n", SAID))


def test_rules_have_groups_as_sites_and_persons_by_name(tmp_path: Path) -> None:
    settings = load(tmp_path, FILE).notify
    (channel,) = settings.channels
    assert (channel.id, channel.operator, channel.url.reveal()) == (
        "ca",
        "Trực ca 1",
        SECRETS["GBDT_NOTIFY_CA"],
    )
    assert settings.quiet == Hours(time(22), time(6))
    assert settings.rules == (
        NotifyRule(("ca",)),
        NotifyRule(
            ("ca",),
            Severity.CRITICAL,
            frozenset({"sa-pa", "bac-ha"}),
            Hours(time(7, 30), time(17)),
            frozenset({Weekday.MON, Weekday.FRI}),
            10,
            False,
        ),
    )
    assert load(tmp_path, edited()).notify == NO_NOTIFY


def test_a_token_stands_neither_in_the_network_as_text_nor_in_its_fingerprint(tmp_path: Path) -> None:
    first = load(tmp_path, FILE)
    other = load(tmp_path, FILE, {**SECRETS, "GBDT_NOTIFY_CA": "tgram://7654321:other/99"})
    assert "zq-token" not in repr(first)
    assert first.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "settings.secret-not-in-environment"), ("zq-token-alone", "settings.want-notify-url")],
)
def test_a_missing_or_half_secret_is_found_where_it_is_named(tmp_path: Path, value: str, code: str) -> None:
    (problem,) = problems_of(tmp_path, FILE, {**SECRETS, "GBDT_NOTIFY_CA": value})
    assert (problem.code, problem.line) == (code, 4)
    assert "zq-token" not in str(problem)


def test_without_the_extra_the_section_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(notify, "find_spec", lambda name: None if name == "apprise" else real(name))
    (problem,) = problems_of(tmp_path, FILE)
    assert (problem.code, problem.line) == ("settings.notify-no-library", 2)
    assert problems_of(tmp_path, edited()) == ()


def test_the_lines_of_the_example_and_of_the_reference_load(tmp_path: Path) -> None:
    """The one in comments is the example's; the reference has sites and operators of the example."""
    example = (ROOT / "config/sites.yaml").read_text("utf-8")
    reference = (DOCS / "notify.md").read_text("utf-8").partition("```yaml\n")[2].partition("```")[0]
    commented = "# notify:" + example.partition("\n# notify:")[2].partition("\n\n")[0]
    own = "\n".join(line.removeprefix("# ") for line in commented.splitlines()) + "\n"
    for section, channels in ((own, 3), (reference, 3)):
        path = tmp_path / "sites.yaml"
        path.write_text(f"{example}\n{section}", "utf-8")
        assert len(load_network(path, catalogue(), None).notify.channels) == channels
