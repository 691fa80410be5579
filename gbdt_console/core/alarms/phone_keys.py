"""Asks a screen which of its keys show whom to phone."""

from typing import Protocol

from gbdt_console.core.alarms.alarm import Alarm


class PhoneKeys(Protocol):
    """Names them as they are pressed there: 'g', or '3g' where 'g' alone means another site."""

    def __call__(self, site_id: str, alarm: Alarm | None = None) -> str:
        """Return the keys about an alarm, else about a site; empty where none do."""
