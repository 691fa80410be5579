"""Holds what the JSON forms of verbs share: their head, times, ages and orders."""

from datetime import UTC, datetime

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.view import OrderView
from gbdt_console.core.json_value import Json
from gbdt_console.core.record_form import Form, or_null
from gbdt_console.core.snapshot import Snapshot

FORM = 1
"""Version of each form; rises when a field changes its meaning or goes, not when one is added."""


def head(snapshot: Snapshot) -> dict[str, Json]:
    """Return what every form begins with."""
    return {"form": FORM, "at": iso(snapshot.at_utc)}


def recorded_head(snapshot: Snapshot) -> dict[str, Json]:
    """Return the begin of a form that the journal gives too, where no engine runs."""
    return head(snapshot) | {"is_live": snapshot.is_live}


def iso(utc_s: float | None) -> str | None:
    """Write UTC seconds in ISO 8601, to the millisecond; None stays None."""
    if utc_s is None:
        return None
    return datetime.fromtimestamp(utc_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def rounded(value: float | None, digits: int = 1) -> float | None:
    """Round a figure; None stays None."""
    return None if value is None else round(value, digits)


def age_of(snapshot: Snapshot, taken_s: float | None) -> float | None:
    """Return how old a value is, seconds; None where it was never taken."""
    return rounded(snapshot.age_s(taken_s), 2)


def cleaned(text: str) -> str | None:
    """Clean a text of a device or of a person; an empty one is null."""
    return clean(text) or None


def order_form(target: str = "target") -> Form[OrderView]:
    """Return the form of orders.

    target: key of what an order is about; empty where that stands around it
    """
    return Form(
        OrderView,
        keys={"target": target, "words": "said"},
        rules={"target": or_null, "words": cleaned},
        left_out={} if target else {"target": "stands around it"},
    )
