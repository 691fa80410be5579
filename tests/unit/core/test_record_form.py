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
    heard: frozenset[str] = frozenset()

    @property
    def is_calm(self) -> bool:
        return self.mood is Mood.CALM


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
        "heard": [],
        "is_calm": True,
    }


def test_a_report_keeps_seconds_and_blank_texts() -> None:
    assert Form(Part, is_blank_null=False)(Part("sapa", 7.5)) == {"site": "sapa", "at_utc": 7.5, "note": ""}


def test_other_names_other_values_and_what_is_left_out() -> None:
    form = Form(
        Whole, keys={"number": "outage"}, rules={"number": or_null, "parts": len}, left_out={"mood": "no"}
    )
    assert form(Whole(0, None)) == {
        "outage": None, "parts": 0, "moods": [], "ended_utc": None, "heard": [],
    }  # fmt: skip


def test_a_class_among_the_parts_is_written_by_the_rules_of_the_whole() -> None:
    form = Form(Whole, left_out=dict.fromkeys(("number", "mood", "moods"), "no"), parts=(Part,), time=at)
    shown = form(Whole(3, None, (Part("sapa", 7.0),), ended_utc=9.0, heard=frozenset("cab")))
    assert shown == {
        "parts": [{"site": "sapa", "at": "T7", "note": None}],
        "ended": "T9",
        "heard": ["a", "b", "c"],
    }


def test_a_property_is_written_like_a_field_and_a_wrong_name_fails() -> None:
    left_out = dict.fromkeys(("mood", "parts", "moods", "ended_utc", "heard"), "no")
    form = Form(Whole, keys={"is_calm": "calm"}, left_out=left_out, properties=("is_calm",))
    assert form(Whole(3, Mood.CALM)) == {"number": 3, "calm": True}
    with pytest.raises(TypeError, match=r"Whole has no field .*is_angry"):
        Form(Whole, left_out=left_out, properties=("is_angry",))


def test_what_stands_beside_the_record_reaches_its_parts() -> None:
    part = Form(Part, left_out={"at_utc": "as age"}, more={"age_s": lambda one, now: now - one.at_utc})
    form = Form(Whole, left_out=dict.fromkeys(("number", "mood", "moods", "heard"), "no"), parts=(part,))
    assert form(Whole(3, None, (Part("sapa", 7.0, "x"),)), 10.0) == {
        "parts": [{"site": "sapa", "note": "x", "age_s": 3.0}],
        "ended_utc": None,
    }


def test_each_key_is_null_where_there_is_no_record() -> None:
    form = Form(Part, more={"age_s": lambda one, now: now - one.at_utc})
    assert form.or_nulls(None, 10.0) == dict.fromkeys(("site", "at_utc", "note", "age_s"))
    assert form.or_nulls(Part("sapa", 7.0), 10.0) == form(Part("sapa", 7.0), 10.0)


@pytest.mark.parametrize("table", ["keys", "rules", "left_out"])
def test_a_name_that_is_no_field_fails_when_the_form_is_made(table: str) -> None:
    with pytest.raises(TypeError, match=r"Part has no field .*sight"):
        Form(Part, **{table: {"sight": "x"}})  # type: ignore[arg-type]


def test_a_record_in_a_record_without_a_form_fails_when_the_form_is_made() -> None:
    with pytest.raises(TypeError, match=r"no rule fits Whole\.parts"):
        Form(Whole)
