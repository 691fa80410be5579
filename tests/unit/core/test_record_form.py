"""A form made from a record's fields: what it writes, and what it refuses when it is made."""

from dataclasses import dataclass
from enum import StrEnum

import pytest

from gbdt_console.core.record_form import Form, or_null


class Mood(StrEnum):
    CALM = "calm"


@dataclass(frozen=True)
class Part:
    site_id: str
    at_utc: float
    note: str = ""


@dataclass(frozen=True)
class Whole:
    number: int
    mood: Mood | None
    parts: tuple[Part, ...] = ()
    moods: tuple[Mood, ...] = ()
    ended_utc: float | None = None


def at(utc: float | None) -> str | None:
    return None if utc is None else f"T{utc:.0f}"


PART = Form(Part, time=at)


def test_every_field_is_written_by_its_name_and_type() -> None:
    form = Form(Whole, parts=(PART,), time=at, more={"is_calm": lambda one: one.mood is Mood.CALM})
    assert form(Whole(3, Mood.CALM, (Part("sapa", 7.0),), (Mood.CALM,))) == {
        "number": 3,
        "mood": "calm",
        "parts": [{"site": "sapa", "at": "T7", "note": None}],
        "moods": ["calm"],
        "ended": None,
        "is_calm": True,
    }


def test_a_report_keeps_seconds_and_blank_texts() -> None:
    assert Form(Part, is_blank_null=False)(Part("sapa", 7.5)) == {"site": "sapa", "at_utc": 7.5, "note": ""}


def test_other_names_other_values_and_what_is_left_out() -> None:
    form = Form(
        Whole, keys={"number": "outage"}, rules={"number": or_null, "parts": len}, left_out={"mood": "no"}
    )
    assert form(Whole(0, None)) == {"outage": None, "parts": 0, "moods": [], "ended_utc": None}


@pytest.mark.parametrize("table", ["keys", "rules", "left_out"])
def test_a_name_that_is_no_field_fails_when_the_form_is_made(table: str) -> None:
    with pytest.raises(TypeError, match=r"Part has no field .*sight"):
        Form(Part, **{table: {"sight": "x"}})  # type: ignore[arg-type]


def test_a_record_in_a_record_without_a_form_fails_when_the_form_is_made() -> None:
    with pytest.raises(TypeError, match=r"no rule fits Whole\.parts"):
        Form(Whole)
