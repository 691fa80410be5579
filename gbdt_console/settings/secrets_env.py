"""Reads named secrets from the environment, else from the file `secrets.env` beside sites.yaml."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.settings.private_file import SecretUnreadable, read_private

FILE_NAME = "secrets.env"
"""Name of the file; its lines are those of systemd's EnvironmentFile."""
_MOST_BYTES = 64 * 1024
"""Limits the file: a thousand secrets have half of it."""


class NamedSecrets:
    """Finds secrets by name; the file is read when the environment lacks one."""

    def __init__(self, config: Path, environ: Mapping[str, str]) -> None:
        """`config` is the path of sites.yaml."""
        self._file = config.parent / FILE_NAME
        self._environ = environ
        self._of_file: Mapping[str, str] | None = None

    def value(self, name: str) -> str:
        """Return the secret of that name.

        Raises SecretUnreadable where neither has it, or others may read the file.
        """
        if found := self._environ.get(name, ""):
            return found
        if self._of_file is None and self._file.exists():
            self._of_file = dict(_assignments(read_private(self._file, _MOST_BYTES)))
        found = (self._of_file or {}).get(name, "")
        if not found:
            file = clean(str(self._file))
            raise SecretUnreadable("settings.secret-not-in-environment", name=name, file=file)
        return found


def _assignments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of lines NAME=VALUE; one pair of quotes around a value is not its part."""
    for line in text.splitlines():
        name, is_assignment, value = line.strip().partition("=")
        if not is_assignment or name.startswith(("#", ";")):
            continue
        is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        yield name.strip(), value[1:-1] if is_quoted else value
