"""When the power of a site is proved off, over all that can be known or not."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.shutdown.steps import ANSWERED_WITHIN_S, LEAST_DROP_PERCENT, PowerFacts

MAYBE = st.none() | st.booleans()
LOADS = st.none() | st.floats(0.0, 100.0)
FACTS = st.builds(
    PowerFacts,
    answered_ago_s=st.none() | st.floats(0.0, 30.0),
    are_outlets_off=MAYBE,
    is_codec_silent=MAYBE,
    is_router_up=MAYBE,
    load_before=LOADS,
    load_after=LOADS,
    has_ups=st.booleans(),
)
PROVED = PowerFacts(4.0, are_outlets_off=True, is_codec_silent=True, is_router_up=True)


@given(FACTS)
def test_off_is_proved_only_by_a_device_that_answered_and_a_router_that_does(facts: PowerFacts) -> None:
    if facts.doubt == "":
        assert facts.answered_ago_s is not None
        assert facts.answered_ago_s <= ANSWERED_WITHIN_S
        assert facts.is_router_up is True
        assert facts.are_outlets_off is True
        assert facts.is_codec_silent is True


@pytest.mark.parametrize(
    ("doubt", "lacking"),
    [
        ("silent-before", {"answered_ago_s": None}),
        ("silent-before", {"answered_ago_s": ANSWERED_WITHIN_S + 0.1}),
        ("outlet-on", {"are_outlets_off": False}),
        ("outlet-on", {"are_outlets_off": None}),
        ("router-silent", {"is_router_up": False}),
        ("router-silent", {"is_router_up": None}),
        ("still-answers", {"is_codec_silent": False}),
        ("still-answers", {"is_codec_silent": None}),
        ("load-unknown", {"has_ups": True}),
        ("load-unchanged", {"has_ups": True, "load_before": 40.0, "load_after": 39.5}),
    ],
)
def test_each_missing_fact_is_a_doubt_of_its_own(doubt: str, lacking: dict[str, Any]) -> None:
    assert replace(PROVED, **lacking).doubt == doubt


@given(FACTS)
def test_a_pdu_that_is_off_with_the_same_load_on_the_ups_proves_nothing(facts: PowerFacts) -> None:
    if facts.has_ups and facts.doubt == "":
        assert facts.load_before is not None
        assert facts.load_after is not None
        assert facts.load_before - facts.load_after >= LEAST_DROP_PERCENT


@given(st.floats(LEAST_DROP_PERCENT, 100.0))
def test_a_fall_of_the_load_completes_the_proof(before: float) -> None:
    facts = PowerFacts(4.0, True, True, True, before, before - LEAST_DROP_PERCENT, has_ups=True)
    assert facts.doubt in ("", "load-unchanged")
    assert PowerFacts(4.0, True, True, True, before, 0.0, has_ups=True).doubt == ""


def test_without_a_ups_the_outlets_and_the_silence_are_enough() -> None:
    assert PROVED.doubt == ""
