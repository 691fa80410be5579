"""Define the command line by one row a verb. A verb's module is imported when the verb is called."""

import importlib
import os
import sys
import traceback
from collections import ChainMap
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import click
from click.exceptions import NoSuchCommand

from gbdt_console import collector
from gbdt_console.cli.context import Context
from gbdt_console.cli.help_texts import in_language
from gbdt_console.cli.opening_options import opening_options
from gbdt_console.cli.program_version import print_version
from gbdt_console.text.usage import usage_in, usage_text

# A new verb is its module and its row here. Its docstring is its help in English, whose Vietnamese stands
# beside it in text/locale (usage.po); messages and errors are codes in text/locale (verbs.po), printed by
# `context.words()` and `fail` in the chosen language.
PHASES: Mapping[str, dict[str, str]] = {
    "Before a meeting": {
        "meetings": "gbdt_console.cli.meetings.meeting_verbs:meetings",
        "technicians": "gbdt_console.cli.technicians.technician_verbs:technicians",
        "care": "gbdt_console.cli.room_cleaning.cleaning_verbs:care",
        "cards": "gbdt_console.cli.cards:cards",
        "preset": "gbdt_console.cli.rooms.preset_verbs:preset",
        "profile": "gbdt_console.cli.profiles.profile_verbs:profile",
        "checklist": "gbdt_console.cli.checklist.checklist_verbs:checklist",
    },
    "In a meeting": {
        "meeting": "gbdt_console.cli.meeting:meeting",
        "conference": "gbdt_console.cli.conference.conference_verbs:conference",
        "guest": "gbdt_console.cli.guests.guest_verbs:guest",
        "recording": "gbdt_console.cli.recordings.recording_verbs:recording",
        "roster": "gbdt_console.cli.conference.roster:roster",
        "floor": "gbdt_console.cli.conference.conference_verbs:floor",
        "mute": "gbdt_console.cli.conference.conference_verbs:mute",
        "unmute": "gbdt_console.cli.conference.conference_verbs:unmute",
        "participant": "gbdt_console.cli.conference.conference_verbs:participant",
        "frame": "gbdt_console.cli.frame.frame_verbs:frame",
        "room": "gbdt_console.cli.rooms.room_verbs:room",
    },
    "Watching and faults": {
        "status": "gbdt_console.cli.status.status:status",
        "watch": "gbdt_console.cli.status.watch:watch",
        "alarms": "gbdt_console.cli.alarms.alarms:alarms",
        "ack": "gbdt_console.cli.alarms.alarm_verbs:ack",
        "silence": "gbdt_console.cli.alarms.alarm_verbs:silence",
        "shelve": "gbdt_console.cli.alarms.alarm_verbs:shelve",
        "unshelve": "gbdt_console.cli.alarms.alarm_verbs:unshelve",
        "maintenance": "gbdt_console.cli.alarms.maintenance:maintenance",
        "notify": "gbdt_console.cli.notify.notify_verbs:notify",
        "outages": "gbdt_console.cli.outages.listing:outages",
        "outage": "gbdt_console.cli.outages.outage_verbs:outage",
    },
    "After a meeting": {
        "shutdown": "gbdt_console.cli.shutdown.shutdown_verbs:shutdown",
        "handover": "gbdt_console.cli.handover.handover_verbs:handover",
        "register": "gbdt_console.cli.register.register_verbs:register",
        "report": "gbdt_console.cli.reports.report_verbs:report",
        "replay": "gbdt_console.cli.console.replay:replay",
        "evidence": "gbdt_console.cli.evidence.verb:evidence",
        "verify": "gbdt_console.cli.verify:verify",
    },
    "The program": {
        "console": "gbdt_console.cli.console.console:console",
        "demo": "gbdt_console.cli.demo.demo:demo",
        "setup": "gbdt_console.cli.setup.setup_verbs:setup",
        "example": "gbdt_console.cli.example:example",
        "check": "gbdt_console.cli.check:check",
        "doctor": "gbdt_console.cli.doctor.doctor:doctor",
        "collect": "gbdt_console.cli.console.collect:collect",
        "takeover": "gbdt_console.cli.standby.takeover:takeover",
        "sites": "gbdt_console.cli.configuration.sites_verbs:sites",
        "reload": "gbdt_console.cli.configuration.reload:reload",
        "backup": "gbdt_console.cli.backups.backup:backup",
        "restore": "gbdt_console.cli.backups.restore:restore",
        "machine": "gbdt_console.cli.authority.machine_verbs:machine",
        "merge": "gbdt_console.cli.merging.merge:merge",
        "serve": "gbdt_console.cli.web.serve:serve",
        "keys": "gbdt_console.cli.keys:keys",
        "record": "gbdt_console.cli.record:record",
        "completion": "gbdt_console.cli.completion.verb:completion",
    },
}
"""The verbs by the phase of a day in which they are used, as `--help` lists them."""

_FAILED = 4
"""Exit.FAILED; its module is loaded with a verb only."""


class LazyVerbs(click.Group):
    """Lists the rows of PHASES and imports their modules when needed."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **named: Any) -> Any:
        """Run a call; help and wrong usage speak the language of the call."""
        given = sys.argv[1:] if args is None else list(args)
        context = Context.of_call(given, os.environ)
        with usage_in(context.words().language):
            return super(LazyVerbs, in_language(self)).main(given, *rest, obj=context, **named)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(chain.from_iterable(PHASES.values()))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = formatter.width - 6 - max(map(len, self.list_commands(ctx)))
        for phase, rows in PHASES.items():
            verbs = ((name, self.get_command(ctx, name)) for name in rows)
            with formatter.section(usage_text(phase)):
                formatter.write_dl([(name, verb.get_short_help_str(width)) for name, verb in verbs if verb])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest verbs for a mistyped one."""
        try:
            return super().resolve_command(ctx, args)
        except NoSuchCommand as wrong:
            raise NoSuchCommand(wrong.command_name, possibilities=self.list_commands(ctx), ctx=ctx) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        row = ChainMap(*PHASES.values()).get(cmd_name)
        if row is None:
            return None
        module, name = row.split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return in_language(command)


@click.group(
    cls=LazyVerbs, invoke_without_command=True, context_settings={"help_option_names": ["--help", "-h"]}
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=print_version,
    help="Show the version and exit.",
)  # fmt: skip
@click.option("--config", "config", metavar="FILE", help="sites.yaml of the network.")
@click.option("--state-dir", metavar="DIR", help="Directory of journal, samples and socket.")
@click.option("--lang", type=click.Choice(["vi", "en"]), help="Language; default: the one in sites.yaml.")
@click.option("--observe", is_flag=True, help="View a running engine; no key acts.")
@opening_options
@click.pass_context
def root(
    ctx: click.Context, /, config: str | None, state_dir: str | None, lang: str | None, **opening: Any
) -> None:
    """The technician's console of a video-briefing system. Without a command it opens full-screen.
    Exit codes: 0 done, 1 configuration wrong, 2 wrong usage, 3 no engine, 4 failed, 5 unknown.
    """
    ctx.obj = ctx.obj.with_options(config, state_dir, lang)
    if ctx.invoked_subcommand is None:
        opened = LazyVerbs.get_command(ctx.command, ctx, "console")  # type: ignore[arg-type]
        assert opened is not None
        ctx.invoke(opened, **opening)


def main() -> None:
    """Run the program `gbdt-console`.

    Code 1 is kept for a wrong configuration, after which a service is not started again. Python and click
    end with it too, after a fault of the program, a closed pipe or Ctrl+C: those have failed.
    """
    collector.hold_back()
    try:
        root.main(prog_name="gbdt-console")
    except SystemExit as end:
        if type(end.code) is not int or end.code != 1:  # the verbs' own 1 is Exit.CONFIG
            raise
    except Exception:
        traceback.print_exc()
    raise SystemExit(_FAILED)
