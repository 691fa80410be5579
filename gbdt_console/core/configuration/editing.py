"""Define how a screen or a verb edits sites.yaml: by the names of fields, never by places of the file."""

from collections.abc import Mapping
from typing import Protocol

CENTRE_TARGET = "centre"
CARRIER_PREFIX = "carrier."
"""What may be edited: a site by its id or number, 'carrier.ID', or the centre."""


class EditRefused(Exception):
    """Nothing was changed.

    code: message code of the reason
    params: values of that sentence
    """

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class SitesDesk(Protocol):
    """Edits the sites.yaml of this machine."""

    def values(self, target: str) -> Mapping[str, str]:
        """Return the fields of a target with their texts, empty where there is none. Raises EditRefused."""
        ...

    def change(self, target: str, values: Mapping[str, str]) -> bool:
        """Write these texts into the file, checked before; an empty one takes its entry out.

        Return whether anything changed. Raises EditRefused, also where the file then says otherwise.
        """
        ...
