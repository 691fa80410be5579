"""Names the places of the settings that a backup keeps."""

from pathlib import Path

from gbdt_console.cli.context import MACHINE_CONFIG, MACHINE_STATE, Context
from gbdt_console.settings.setup.files import secrets_path


def settings_places(context: Context, *, has_secrets: bool) -> dict[str, Path]:
    """Return where the settings lie, by their names in a backup."""
    own = MACHINE_CONFIG if context.state.path == MACHINE_STATE else context.state.path / MACHINE_CONFIG.name
    config = context.config or own
    places = {context.state.known_hosts_path.name: context.state.known_hosts_path, own.name: config}
    secrets = secrets_path(config)
    return places | ({secrets.name: secrets} if has_secrets else {})
