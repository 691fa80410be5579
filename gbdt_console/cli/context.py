"""Give a verb its configuration file, state directory and language."""

import os
import re
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import update_wrapper
from pathlib import Path
from typing import TypeVar

import click
import platformdirs

from gbdt_console.core.os_user import user_name
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.text.words import LANGUAGES, Words

F = TypeVar("F", bound=Callable[..., object])
_APP = "gbdt-console"
_LISTENS_WITHIN_S = 0.5
MACHINE_CONFIG = Path("/etc/gbdt/sites.yaml")
MACHINE_STATE = Path("/var/lib/gbdt")
"""Places of the service; the Debian package makes the second."""


@dataclass(frozen=True, slots=True)
class Context:
    """The places and the language of one call of a verb.

    config: path of sites.yaml; None where none was named or found
    language: "vi" or "en" by the option; None without it
    is_default_state: neither an option nor the environment named the state directory
    environment_language: value of GBDT_LANG; empty without it
    is_config_named: an option or the environment named the configuration
    is_demo: there is no configuration, and what runs is the demonstration
    again: id of an earlier request that may have been recorded; empty: none
    meeting: number or id of the running meeting that is meant, or id of its conference; None: not said
    """

    config: Path | None
    state: StateDirectory
    language: str | None
    is_default_state: bool = False
    environment_language: str = ""
    again: str = ""
    meeting: str | None = None
    is_config_named: bool = False
    is_demo: bool = False

    @classmethod
    def of(
        cls, config: str | None, state_dir: str | None, language: str | None, environ: Mapping[str, str]
    ) -> "Context":
        """Take each value from its option, else environment, else default.

        The variables are GBDT_CONFIG, GBDT_STATE_DIR and GBDT_LANG.
        """
        named_state = state_dir or environ.get("GBDT_STATE_DIR")
        named = config or environ.get("GBDT_CONFIG")
        path = Path(named) if named else next(filter(os.path.isfile, usual_places()), None)
        state = StateDirectory(Path(named_state)) if named_state else _default_state(path)
        is_demo = not named_state and state.path == demo_state().path
        return cls(
            path,
            state,
            language,
            named_state is None,
            environ.get("GBDT_LANG", ""),
            is_config_named=bool(named),
            is_demo=is_demo,
        )

    @classmethod
    def of_call(cls, args: Sequence[str], environ: Mapping[str, str]) -> "Context":
        """Take the common options from anywhere in the arguments of a call.

        Help and errors of options need the language before the options are parsed.
        """
        config, state_dir, language = (
            _last_value(f"--{name}", args) for name in ("config", "state-dir", "lang")
        )
        return cls.of(config, state_dir, language, environ)

    def with_options(self, config: str | None, state_dir: str | None, language: str | None) -> "Context":
        """Return the context with the options given after the verb. None changes nothing."""
        changed = self if config is None else replace(self, config=Path(config), is_config_named=True)
        if config is not None and self.is_default_state:
            changed = replace(changed, state=_default_state(changed.config), is_demo=False)
        if state_dir is not None:
            state = StateDirectory(Path(state_dir))
            changed = replace(changed, state=state, is_default_state=False, is_demo=False)
        return changed if language is None else replace(changed, language=language)

    def words(self, configured: str = "") -> Words:
        """Return the words of the option's language, else the configuration's, else the environment's.

        Without any they are Vietnamese.

        configured: language of the configuration that an engine runs; empty: the one in `config`
        """
        from gbdt_console.settings.language import configured_language

        named = self.language or configured or configured_language(self.config) or self.environment_language
        return Words(named if named in LANGUAGES else LANGUAGES[0])

    def site_count(self) -> int | None:
        """Return the number of sites in the configuration; None where it cannot be told at once."""
        from gbdt_console.settings.site_count import quick_site_count

        return quick_site_count(self.config)


def with_context(verb: F) -> F:
    """Add the common options to a verb.

    The verb gets the Context as its first argument. Options: `--config`, `--state-dir`, `--lang`.
    """

    def call(config: str | None, state_dir: str | None, lang: str | None, **others: object) -> object:
        context: Context = click.get_current_context().find_root().obj
        return verb(context.with_options(config, state_dir, lang), **others)

    update_wrapper(call, verb)
    for option in reversed(_OPTIONS):
        call = option(call)
    return call  # type: ignore[return-value]


def with_recording_context(verb: F) -> F:
    """Add the options of `with_context` to a verb that records, and `--again`."""

    def call(context: Context, again: str | None, **others: object) -> object:
        return verb(replace(context, again=again or ""), **others)

    update_wrapper(call, verb)
    return _AGAIN(with_context(call))  # type: ignore[return-value]


def of_meeting(verb: F) -> F:
    """Add `--meeting` to a verb, which then shows that running meeting, or acts in it.

    It stands between the verb and the decorator that gives its context.
    """

    def call(context: Context, in_meeting: str | None, **others: object) -> object:
        return verb(replace(context, meeting=in_meeting), **others)

    update_wrapper(call, verb)
    return _MEETING(call)  # type: ignore[return-value]


def _request_id(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Refuse what cannot be a request's id."""
    if value is not None and not _REQUEST_ID.fullmatch(value):
        raise click.BadParameter(repr(value[:40]))
    return value


_REQUEST_ID = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
"""What `new_request_id` makes; there is room behind it for the place of one command among several."""
_AGAIN = click.option(
    "--again",
    metavar="ID",
    callback=_request_id,
    help="Do again what may be recorded already: the ID was printed then. Records nothing twice.",
)
_MEETING = click.option(
    "--meeting",
    "in_meeting",
    metavar="N",
    help="Number of the meeting, or id of its conference; needed where several run.",
)
_OPTIONS = (
    click.option("--config", metavar="FILE", help="sites.yaml of the network."),
    click.option("--state-dir", metavar="DIR", help="Directory of journal, samples and socket."),
    click.option("--lang", type=click.Choice(["vi", "en"]), help="Language; default: the one in sites.yaml."),
)

FILE_OR_PRINT = click.option(
    "--output", "--out", "out", type=click.Path(path_type=Path), metavar="FILE",
    help="Write a file; default: print.",
)  # fmt: skip
"""Where a verb prints that may write a file instead."""


def _last_value(option: str, args: Sequence[str]) -> str | None:
    """Return the last value that `args` give to a long option, as `--lang en` or `--lang=en`."""
    found = None
    for place, arg in enumerate(args):
        name, is_joined, value = arg.partition("=")
        if name == option and (is_joined or place + 1 < len(args)):
            found = value if is_joined else args[place + 1]
    return found


def usual_places() -> tuple[Path, ...]:
    """Return where sites.yaml is looked for: this folder, the user's settings, the machine's."""
    return (
        Path("sites.yaml"),
        Path(platformdirs.user_config_dir(_APP), "sites.yaml"),
        MACHINE_CONFIG,
    )


def is_service_user() -> bool:
    """Tell whether this process runs as the user of the installed service."""
    return _service_uid() == os.getuid()


def service_user(config: Path | None) -> str:
    """Return the login of the service whose configuration that is; empty where it is no service's."""
    uid = _service_uid() if is_service_config(config) else None
    return "" if uid is None else user_name(uid)


def is_service_config(config: Path | None) -> bool:
    """Tell whether that is the service's sites.yaml, also by a path from the folder it is in."""
    return config is not None and config.absolute() == MACHINE_CONFIG


def _service_uid() -> int | None:
    """Return the user of the installed service; None without a service, or where it is root."""
    try:
        return MACHINE_STATE.stat().st_uid or None
    except OSError:
        return None


def _default_state(config: Path | None) -> StateDirectory:
    """Return the service's state directory for the service's configuration or user, else the user's own.

    Without any configuration, and where nothing else runs, it is that of a running demonstration.
    """
    is_service = is_service_user() if config is None else is_service_config(config)
    if is_service and MACHINE_STATE.is_dir():
        return StateDirectory(MACHINE_STATE)
    own, demo = StateDirectory(Path(platformdirs.user_state_dir(_APP))), demo_state()
    return demo if config is None and not is_served(own) and is_served(demo) else own


def demo_state() -> StateDirectory:
    """Return the state directory of this user's demonstration."""
    return StateDirectory(Path(platformdirs.user_state_dir("gbdt-console-demo")))


def is_served(state: StateDirectory) -> bool:
    """Tell whether an engine listens there."""
    try:
        if not state.socket_path.is_socket():
            return False
        with socket.socket(socket.AF_UNIX) as tried:
            tried.settimeout(_LISTENS_WITHIN_S)
            tried.connect(str(state.socket_path))
    except (OSError, ValueError):
        return False
    return True


def terminal_name() -> str:
    """Return the terminal's name, the login that came by sudo, and the address of an SSH client."""
    try:
        name = os.ttyname(0)
    except OSError:
        name = "-"
    client = os.environ.get("SSH_CLIENT", "").split(" ")[0]
    login = os.environ.get("SUDO_USER", "")
    return " ".join(part for part in (name, login, client) if part)
