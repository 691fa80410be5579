"""The console is opened for a task and a meeting."""

from contextlib import nullcontext

import pytest
from click.testing import CliRunner

from gbdt_console.cli.console import attach as attach_module
from gbdt_console.cli.console import console as console_module
from gbdt_console.cli.context import Context
from gbdt_console.cli.main import root
from gbdt_console.core.app_options import AppOptions


@pytest.mark.parametrize(
    ("given", "screen", "meeting"),
    [
        (["--mode", "checklist", "--meeting", "3"], "checklist", 3),
        (["--mode", "meeting", "--meeting", "3"], "meetings", 3),
        (["--meeting", "3"], "meetings", 3),
        (["--mode", "shutdown"], "shutdown", 0),
        (["--mode", "meeting"], "", 0),
    ],
)
def test_mode_and_meeting_choose_the_first_screen(
    given: list[str], screen: str, meeting: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[AppOptions] = []

    def attach(_context: Context, options: AppOptions) -> bool:
        seen.append(options)
        return True

    monkeypatch.setattr(attach_module, "attach", attach)
    monkeypatch.setattr(console_module, "picture_while_read", lambda _: nullcontext())
    monkeypatch.setattr(console_module, "require_terminal", lambda _words: None)
    for call in (given, ["console", *given]):
        result = CliRunner().invoke(root, call)
        assert result.exit_code == 0, result.output
        assert (seen[-1].first_screen, seen[-1].meeting) == (screen, meeting)
    assert CliRunner().invoke(root, ["--meeting", "giao-ban"]).exit_code == 2
