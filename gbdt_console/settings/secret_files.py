"""Resolves the secrets that sites.yaml refers to by name or by file."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.core.secret import Secret
from gbdt_console.settings.device_schema import DeviceEntry
from gbdt_console.settings.draft import Draft
from gbdt_console.settings.places import Loc, SchemaFinding
from gbdt_console.settings.private_file import SecretUnreadable, read_private
from gbdt_console.settings.secrets_env import NamedSecrets
from gbdt_console.settings.standby import client_findings

_MOST_BYTES = 1024
"""Limit of a secret's file, bytes."""

_SHORTEST_V3_PASSWORD = 8
"""RFC 3414, 11.2: passwords shorter than 8 characters are not used for key generation."""

_SHORTEST_PIN = 6
"""At 15 wrong PINs in 10 minutes (core/guess_limit.py) half of all PINs of 6 digits take 7 months, of
4 digits 2 days."""

_LENGTHS = {
    "auth_password": ("settings.secret-too-short", _SHORTEST_V3_PASSWORD),
    "privacy_password": ("settings.secret-too-short", _SHORTEST_V3_PASSWORD),
    "pin": ("settings.pin-too-short", _SHORTEST_PIN),
}
"""Message code and least length, in characters, by the key in sites.yaml."""

Secrets = Mapping[str, Secret]


def resolve_secrets(
    draft: Draft, named: NamedSecrets | None
) -> tuple[dict[str, Secret], list[SchemaFinding]]:
    """Return the secrets by reference, and findings for those that failed.

    named: finds those that are referred to by name; None leaves every secret empty
    """
    if named is None:
        return {reference: Secret("") for _, reference in _references(draft)}, []
    secrets: dict[str, Secret] = {}
    findings = [*client_findings(draft)]
    for loc, reference in _references(draft):
        try:
            secret = secrets.setdefault(reference, fetch(reference, named))
        except SecretUnreadable as missing:
            findings.append(SchemaFinding(loc, missing.code, missing.params))
            continue
        if (too_short := _LENGTHS.get(str(loc[-1]))) and len(secret.reveal()) < too_short[1]:
            findings.append(SchemaFinding(loc, too_short[0], {"least": str(too_short[1])}))
        if loc[-1] == "url" and "://" not in secret.reveal():
            findings.append(SchemaFinding(loc, "settings.want-notify-url"))
    return secrets, findings


def _references(draft: Draft) -> Iterator[tuple[Loc, str]]:
    for id_, credential in draft.document.credentials.items():
        for key in ("community", "auth_password", "privacy_password"):
            reference: str | None = getattr(credential, key)
            if reference is not None:
                yield ("credentials", id_, key), reference
    for id_, operator in draft.document.operators.items():
        if operator.pin is not None:
            yield ("operators", id_, "pin"), operator.pin
    yield from _of_services(draft)
    yield from _of_controls(draft)
    for loc, _, entry in draft.centre_devices():
        if entry.password is not None:
            yield (*loc, "password"), entry.password


def _of_services(draft: Draft) -> Iterator[tuple[Loc, str]]:
    notify, standby = draft.document.notify, draft.document.standby
    for id_, channel in ((notify and notify.channels) or {}).items():
        if channel is not None and channel.url is not None:
            yield ("notify", "channels", id_, "url"), channel.url
    if standby is not None and standby.password is not None:
        yield ("standby", "password"), standby.password


def _of_controls(draft: Draft) -> Iterator[tuple[Loc, str]]:
    """Yield the references of controls where they are written. 200 sites may share one."""
    groups: list[tuple[Loc, Mapping[str, DeviceEntry]]] = [
        (("equipment", set_id), devices) for set_id, devices in draft.document.equipment.items()
    ]
    groups += [((*loc, "devices"), site.devices) for loc, site in draft.sites()]
    for loc, devices in groups:
        for name, device in devices.items():
            if device.control is not None and device.control.password is not None:
                yield (*loc, name, "control", "password"), device.control.password


def fetch(reference: str, named: NamedSecrets) -> Secret:
    """Return the secret that 'env:NAME' or 'file:/path' names. Raises SecretUnreadable."""
    way, _, name = reference.partition(":")
    value = _from_file(Path(name)) if way == "file" else named.value(name)
    # A control character or a stray line end would never match the device's own secret.
    if not value or clean(value, len(value) + 1) != value or value != value.strip():
        raise SecretUnreadable("settings.secret-unusable", name=clean(name))
    return Secret(value)


def _from_file(path: Path) -> str:
    return read_private(path, _MOST_BYTES).removesuffix("\n").removesuffix("\r")
