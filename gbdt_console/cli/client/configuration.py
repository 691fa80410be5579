"""Notes beside an engine which configuration it runs, and gives that to the verbs that find the engine."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gbdt_console.cli.context import Context
from gbdt_console.cli.failures import network_of
from gbdt_console.core.json_value import Json
from gbdt_console.core.whole_file import put_in_place
from gbdt_console.text.words import Words

if TYPE_CHECKING:
    from gbdt_console.core.sites import Network

_NAME = "configuration.json"
_MODE = 0o644
"""A path is no secret, and the state directory keeps strangers out."""


def note_configuration(state: Path, config: Path | None, demo: Mapping[str, Json] | None) -> None:
    """Note what the engine of that state directory runs; without the note verbs look for a sites.yaml.

    config: path of its sites.yaml; None where it has none
    demo: parameters of `demo_network`, and the language; None for a real network
    """
    noted = {"config": None if config is None else str(config.absolute()), "demo": demo}
    with suppress(OSError):
        put_in_place(state / _NAME, json.dumps(noted, ensure_ascii=False).encode(), _MODE)


def network_in_use(context: Context, words: Words) -> "Network":
    """Return the named configuration, else that of the engine found, else the one found in a usual place.

    Where it is wrong, print every problem and exit.
    """
    found = _in_use(context)
    return network_of(found, words) if found is None or isinstance(found, Path) else found


def network_if_readable(context: Context) -> "Network | None":
    """Return it without its secrets; None where it is rejected, so that what is recorded is shown."""
    from gbdt_console.compose import load
    from gbdt_console.settings.problems import ConfigRejected

    found = _in_use(context)
    if not isinstance(found, Path):
        return found
    try:
        return load(found, None)
    except ConfigRejected:
        return None


def config_in_use(context: Context) -> Path | None:
    """Return the path of the configuration in use; None where there is none, or no file."""
    found = _in_use(context)
    return found if isinstance(found, Path) else None


def _in_use(context: Context) -> "Network | Path | None":
    """Return the path of the configuration; the network itself, where it is that of a demonstration."""
    noted = {} if context.is_config_named else _noted(context.state.path)
    match noted:
        case {
            "demo": {
                "sites": int() | None as sites,
                "province": str() as province,
                "mcu": str() as mcu,
                "language": str() as language,
            }
        }:
            from gbdt_console.cli.demo_network import demo_network  # few verbs run beside a demonstration

            with suppress(KeyError):  # a note that no demonstration of this program wrote
                return replace(demo_network(sites, mcu, province), language=language)
        case {"config": str() as path} if Path(path).is_file():
            return Path(path)
    return context.config


def _noted(state: Path) -> Json:
    """Return the note; nothing where there is none that can be read."""
    with suppress(OSError, ValueError):
        noted: Json = json.loads((state / _NAME).read_bytes())
        return noted
    return {}
