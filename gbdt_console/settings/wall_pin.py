"""Reads the PIN by which browsers log in to the wall."""

from collections.abc import Mapping
from pathlib import Path

from gbdt_console.core.secret import Secret
from gbdt_console.settings.private_file import SecretUnreadable
from gbdt_console.settings.scalars import SECRET_REFERENCE
from gbdt_console.settings.secret_files import fetch
from gbdt_console.settings.secrets_env import NamedSecrets

_SHORTEST = 8
"""Characters: guesses come from a whole network, 120 a minute at most (cli/web/wall_login.py), and half of
all PINs of 8 digits take 9 months then."""


def read_wall_pin(reference: str, config: Path, environ: Mapping[str, str]) -> Secret:
    """Return the PIN that 'env:NAME' or 'file:/path' names, as sites.yaml names secrets.

    Raises SecretUnreadable, also where somebody wrote the PIN itself.

    config: path of sites.yaml, beside which secrets.env stands
    """
    if not SECRET_REFERENCE.fullmatch(reference):
        raise SecretUnreadable("verb.serve-pin-in-clear")
    pin = fetch(reference, NamedSecrets(config, environ))
    if len(pin.reveal()) < _SHORTEST:
        raise SecretUnreadable("settings.pin-too-short", least=str(_SHORTEST))
    return pin
