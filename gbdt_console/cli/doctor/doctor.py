"""`doctor`: say what is wrong with the console itself, worst first, each with its cure."""

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from gbdt_console import __version__
from gbdt_console.cli.client.always_ends import always_ends
from gbdt_console.cli.context import Context, with_context
from gbdt_console.cli.doctor.form import FindingWords
from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.health.examination import examine
from gbdt_console.core.health.finding import Check, Finding, Grade

_SUFFIX = ".zip"
_MARKS = "·◇✕▼◆●▣○✓▫▸╭─╮│▁▄█"
"""Shapes of the screens that fonts lack most often (ui/drawing/glyphs.py)."""
_SETTINGS_CHECKS = (Check.SETTINGS, Check.SECRETS)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object (docs/doctor.md).")
@click.option(
    "--bundle",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also write a .zip for support, without secrets, names and addresses.",
)
@with_context
@always_ends
def doctor(context: Context, as_json: bool, bundle: Path | None) -> None:
    """Check the console itself: files, rights, clock, engine, terminal and versions, worst first, each
    with its cure. Exit code 1: the configuration or a secret is bad; 4: something else is bad.
    """
    from gbdt_console.cli.doctor.bundle import as_text, bundle_texts, write_bundle
    from gbdt_console.cli.doctor.system_probe import SystemProbe

    words = context.words()
    if bundle is not None and bundle.suffix != _SUFFIX:
        fail(Exit.USAGE, words, "doctor.bundle-suffix", suffix=_SUFFIX)
    findings = examine(SystemProbe(context, words, os.environ), __version__)
    said = FindingWords(words)
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    if as_json:
        click.echo(as_text(said.json_object(findings, at)), nl=False)
    else:
        columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
        for line in said.lines(findings, columns):
            click.echo(line)
        click.echo(words("doctor.marks", marks=_MARKS))
    if bundle is not None:
        texts = bundle_texts(context, FindingWords(words, is_anonymous=True), findings, at)
        try:
            write_bundle(bundle, texts)
        except OSError as error:
            reason = error.strerror or error
            fail(Exit.FAILED, words, "doctor.bundle-unwritten", file=bundle, reason=reason)
        click.echo(words("doctor.bundle-written", file=bundle), err=True)
    raise SystemExit(exit_code(findings))


def exit_code(findings: Sequence[Finding]) -> Exit:
    """Return the exit code of the worst finding; one that only asks for attention is none."""
    bad = [finding.check for finding in findings if finding.grade is Grade.BAD]
    if not bad:
        return Exit.DONE
    return Exit.CONFIG if all(check in _SETTINGS_CHECKS for check in bad) else Exit.FAILED
