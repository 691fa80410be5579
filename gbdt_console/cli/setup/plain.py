"""Run the guided start on plain lines."""

import getpass
from pathlib import Path

import click

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.cli.setup.asking import Asking, say_fault
from gbdt_console.cli.setup.points_table import points_of_table, require_fit
from gbdt_console.cli.setup.scanning import ask_ports, range_of_option, scan
from gbdt_console.cli.setup.writing import NotWritten, write_files
from gbdt_console.core.clean_text import clean
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.settings.setup.files import DraftFile, secrets_path
from gbdt_console.settings.setup.interview import Interview
from gbdt_console.text.words import Words


@dataclass(frozen=True, slots=True)
class PlainStart:
    """Describes a guided start on plain lines.

    table: table of points; None: they are typed
    scanned: range to scan; None: none
    is_new: whether kept answers are forgotten
    is_service: whether the settings are the service's
    """

    target: Path
    table: Path | None
    scanned: str | None
    is_new: bool
    is_service: bool

    def run(self, words: Words) -> None:
        """Ask, and write the files; end the verb where that cannot be."""
        draft = DraftFile(self.target)
        try:
            self._run(draft, words)
        except (EOFError, KeyboardInterrupt, UnicodeDecodeError):
            fail(Exit.FAILED, words, draft.stopped_code(), file=clean(str(draft.path)))
        except OSError as error:
            reason = clean(str(error))
            fail(Exit.FAILED, words, "setup.not-written", file=clean(str(self.target)), reason=reason)

    def _run(self, draft: DraftFile, words: Words) -> None:
        network = None if self.scanned is None else range_of_option(self.scanned, words)
        points = () if self.table is None else points_of_table(self.table, words)
        if self.is_new:
            draft.remove()
        interview = Interview(draft.read(points), words, draft.keep, is_service=self.is_service)
        asking = Asking(interview, words)
        click.echo(words("setup.begin", file=clean(str(self.target))))
        if interview.count:
            click.echo(words("setup.goes-on", n=interview.count, points=len(interview.answers.points)))
        may_replace = self._may_replace(asking, words)
        asking.ask_all()
        if network is not None:
            scan(network, asking, words)
        if not points:
            asking.ask_points()
        require_fit(asking.interview.answers, words)
        ask_ports(asking, words)
        self._ask_for_secrets_file(asking, words)
        self._write(asking.interview, words, may_replace=may_replace)
        draft.remove()

    def _may_replace(self, asking: Asking, words: Words) -> bool:
        """Tell whether sites.yaml is there and may be replaced; end the verb on a no."""
        if not self.target.exists():
            return False
        if not asking.is_agreed("setup.replace", file=clean(str(self.target))):
            fail(Exit.FAILED, words, "setup.left-as-it-was", file=clean(str(self.target)))
        return True

    def _ask_for_secrets_file(self, asking: Asking, words: Words) -> None:
        """Ask before a secrets.env that is there is changed; end the verb on a no."""
        secrets, file = asking.interview.secrets, secrets_path(self.target)
        if not secrets or not file.exists():
            return
        if not asking.is_agreed("setup.replace-secrets", file=clean(str(file)), names=", ".join(secrets)):
            fail(Exit.FAILED, words, "setup.left-as-it-was", file=clean(str(file)))

    def _write(self, interview: Interview, words: Words, *, may_replace: bool) -> None:
        answers, secrets = interview.answers, interview.secrets
        try:
            lacking = write_files(self.target, answers, secrets, words, may_replace=may_replace)
        except NotWritten as failed:
            for fault in failed.faults:
                say_fault(fault, words)
            raise SystemExit(failed.exit) from None
        click.echo(words("setup.done", file=clean(str(self.target)), sites=len(answers.points)))
        if secrets:
            owner, login = "-service" if self.is_service else "", clean(getpass.getuser())
            file = clean(str(secrets_path(self.target)))
            click.echo(words(f"setup.done-secrets{owner}", file=file, login=login))
        for line in lacking:
            click.echo(line)
