"""Put the files of the guided start in place, once sites.yaml loads."""

import getpass
import os
from collections.abc import Mapping
from pathlib import Path

from gbdt_console.cli.config_warnings import proved_lacks
from gbdt_console.cli.failures import Exit
from gbdt_console.core.clean_text import clean
from gbdt_console.core.setup.points import RowFault
from gbdt_console.core.setup.setup_port import SetupFailed
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.settings.setup.answers import Answers
from gbdt_console.settings.setup.files import place_files
from gbdt_console.settings.setup.write_yaml import sites_yaml
from gbdt_console.text.words import Words


class NotWritten(SetupFailed):
    """The files were not written; nothing is changed."""

    def __init__(self, exit_: Exit, *faults: RowFault) -> None:
        super().__init__(*faults)
        self.exit = exit_


def write_files(
    target: Path, answers: Answers, secrets: Mapping[str, str], words: Words, *, may_replace: bool
) -> list[str]:
    """Write sites.yaml and secrets.env once the former loads, and name what is missing. Raises NotWritten.

    The login that runs the verb becomes the first operator.
    """
    lacking: list[str] = []

    def prove(path: Path) -> None:
        lacking.extend(proved_lacks(path, {**os.environ, **secrets}, words, str(target)))

    text = sites_yaml(answers, getpass.getuser(), words)
    failed: NotWritten | None = None
    try:
        place_files(target, text, secrets, prove, may_replace=may_replace)
    except ConfigRejected as rejected:
        faults = [RowFault("", problem.code, problem.params) for problem in rejected.problems]
        failed = NotWritten(Exit.CONFIG, *faults, RowFault("", "setup.not-accepted", {}))
    except SecretUnreadable as unreadable:
        failed = NotWritten(Exit.FAILED, RowFault("", unreadable.code, unreadable.params))
    except OSError as error:
        params = {"file": clean(str(target)), "reason": clean(error.strerror or str(error))}
        failed = NotWritten(Exit.FAILED, RowFault("", "setup.not-written", params))
    if failed is not None:
        raise failed
    return lacking
