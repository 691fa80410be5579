"""Give a verb its configuration file, state directory and language."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import click
import platformdirs

from gbdt_console.engine.hosting.state_directory import StateDirectory
from gbdt_console.text.words import Words

F = TypeVar("F", bound=Callable[..., object])
_APP = "gbdt-console"


@dataclass(frozen=True, slots=True)
class Context:
    """The places and the language of one call of a verb.

    config: path of sites.yaml; None where none was named or found
    state: state directory
    language: "vi" or "en"; None until an option, the environment or sites.yaml names one
    is_default_state: neither an option nor the environment named the state directory
    """

    config: Path | None
    state: StateDirectory
    language: str | None
    is_default_state: bool = False

    @classmethod
    def of(
        cls, config: str | None, state_dir: str | None, language: str | None, environ: Mapping[str, str]
    ) -> "Context":
        """Take each value from its option, else environment, else default.

        The variables are GBDT_CONFIG, GBDT_STATE_DIR and GBDT_LANG.
        """
        named_state = state_dir or environ.get("GBDT_STATE_DIR")
        state = StateDirectory(Path(named_state or platformdirs.user_state_dir(_APP)))
        named = config or environ.get("GBDT_CONFIG")
        path = Path(named) if named else _default_config()
        return cls(path, state, language or environ.get("GBDT_LANG") or None, named_state is None)

    def with_options(self, config: str | None, state_dir: str | None, language: str | None) -> "Context":
        """Return the context with the options given after the verb.

        None changes nothing.
        """
        changed = self if config is None else replace(self, config=Path(config))
        if state_dir is not None:
            changed = replace(changed, state=StateDirectory(Path(state_dir)), is_default_state=False)
        return changed if language is None else replace(changed, language=language)

    def words(self, default: str = "vi") -> Words:
        """Return the words of the language, else of `default`."""
        language = self.language or default
        return Words(language if language in ("vi", "en") else "vi")


def with_context(verb: F) -> F:
    """Add the common options to a verb.

    The verb gets the Context as its first argument. Options: `--config`, `--state-dir`, `--lang`.
    """

    def call(config: str | None, state_dir: str | None, lang: str | None, **others: object) -> object:
        context: Context = click.get_current_context().find_root().obj
        return verb(context.with_options(config, state_dir, lang), **others)

    call.__doc__ = verb.__doc__
    call.__name__ = verb.__name__
    call.__dict__.update(verb.__dict__)
    for option in reversed(_OPTIONS):
        call = option(call)
    return call  # type: ignore[return-value]


_OPTIONS = (
    click.option("--config", metavar="FILE", help="sites.yaml of the network."),
    click.option("--state-dir", metavar="DIR", help="Where journal, samples and socket live."),
    click.option("--lang", type=click.Choice(["vi", "en"]), help="Language; otherwise the file's."),
)


def _default_config() -> Path | None:
    """Return the first sites.yaml of ./config, the user and the machine."""
    places = (
        Path("config", "sites.yaml"),
        Path(platformdirs.user_config_dir(_APP), "sites.yaml"),
        Path("/etc", _APP, "sites.yaml"),
    )
    return next((place for place in places if place.is_file()), None)


def terminal_name() -> str:
    """Return the terminal's name and the address of an SSH client."""
    try:
        name = os.ttyname(0)
    except OSError:
        name = "-"
    client = os.environ.get("SSH_CLIENT", "").split(" ")[0]
    return f"{name} {client}".strip()
