"""What the tables alone must hold, whatever the facts."""

from dataclasses import fields, replace
from itertools import product
from typing import get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.diagnosis.return_table import RETURN_TABLE, Life, ReturnFacts, decide_on_return
from gbdt_console.core.diagnosis.verdict_table import (
    TABLE,
    Agent,
    Anchors,
    Codec,
    Confidence,
    Facts,
    Group,
    Port,
    Power,
    Router,
    Verdict,
    diagnose,
    still_stands,
)

BLAMING = frozenset(Verdict) - {
    Verdict.NORMAL,
    Verdict.UNDECIDED,
    Verdict.MONITOR_BLIND,
    Verdict.ICMP_LIMITED,
}
KINDS = get_type_hints(Facts)
ANY_FACTS = st.builds(Facts, **{f.name: st.sampled_from(KINDS[f.name]) for f in fields(Facts)})
NOTHING_KNOWN = {name: next((k for k in kind if k.value == "unknown"), None) for name, kind in KINDS.items()}


@given(ANY_FACTS)
def test_no_site_is_blamed_while_the_anchors_are_silent(facts: Facts) -> None:
    assert diagnose(replace(facts, anchors=Anchors.SILENT)).verdict is Verdict.MONITOR_BLIND


@given(ANY_FACTS)
def test_a_site_of_which_something_answers_is_not_cut_off(facts: Facts) -> None:
    seen = replace(facts, anchors=Anchors.OK, router=Router.DOWN, codec=Codec.ANSWERS)
    assert diagnose(seen).verdict is Verdict.ICMP_LIMITED
    clean = replace(facts, anchors=Anchors.OK, router=Router.POOR, codec=Codec.CLEAN)
    assert diagnose(clean).verdict is Verdict.ICMP_LIMITED


@given(ANY_FACTS, st.sampled_from([f.name for f in fields(Facts)]))
def test_to_know_less_is_never_to_be_surer(facts: Facts, name: str) -> None:
    """With one fact taken away the verdict may change, but not to the same one with more confidence."""
    if facts.anchors is Anchors.SILENT:
        return
    less = replace(facts, **{name: NOTHING_KNOWN[name]})
    before, after = diagnose(facts), diagnose(less)
    if after.verdict is before.verdict and after.confidence is Confidence.HIGH:
        assert before.confidence is Confidence.HIGH


@given(ANY_FACTS)
def test_nothing_is_said_of_a_line_that_is_not_seen(facts: Facts) -> None:
    unseen = replace(facts, anchors=Anchors.OK, router=Router.UNKNOWN)
    assert diagnose(unseen).verdict is Verdict.UNDECIDED


@given(ANY_FACTS)
def test_an_unknown_codec_is_neither_good_nor_bad(facts: Facts) -> None:
    unknown = replace(facts, anchors=Anchors.OK, codec=Codec.UNKNOWN)
    row = diagnose(unknown)
    assert row.verdict not in {Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED, Verdict.ICMP_LIMITED}
    assert row.verdict not in BLAMING or row.confidence is Confidence.MEDIUM


@given(ANY_FACTS, st.sampled_from(Verdict))
def test_a_good_line_leaves_no_outage_standing(facts: Facts, verdict: Verdict) -> None:
    good = replace(facts, router=Router.OK, codec=Codec.ANSWERS, agent=Agent.ANSWERS)
    assert not still_stands(verdict, good)


def test_every_row_of_the_specification() -> None:
    """R, C, U, N and A of the table in the specification, in its own words."""
    down = Facts(Anchors.OK, Router.DOWN, Codec.DOWN, Agent.UNKNOWN, Power.NORMAL, Group.OK, Port.UNKNOWN)
    ok = replace(down, router=Router.OK)
    poor = replace(down, router=Router.POOR, agent=Agent.ANSWERS)
    high, medium = Confidence.HIGH, Confidence.MEDIUM
    wanted = [
        (replace(down, power=Power.BATTERY), Verdict.SITE_POWER, high),
        (replace(down, group=Group.LOST), Verdict.UPSTREAM_NODE, high),
        (down, Verdict.LINE_OR_ROUTER, medium),
        (replace(ok, agent=Agent.SILENT, port=Port.DOWN), Verdict.CODEC_UNPLUGGED, high),
        (replace(ok, agent=Agent.SILENT, port=Port.UP), Verdict.CODEC_OR_LAN, medium),
        (replace(ok, codec=Codec.ANSWERS, agent=Agent.SILENT), Verdict.SNMP_AGENT, high),
        (replace(poor, codec=Codec.CLEAN), Verdict.ICMP_LIMITED, high),
        (replace(poor, codec=Codec.SAME), Verdict.LINE_DEGRADED, high),
        (replace(poor, codec=Codec.SAME, group=Group.LOSSY), Verdict.UPSTREAM_CONGESTED, medium),
        (replace(ok, codec=Codec.ANSWERS, agent=Agent.ANSWERS), Verdict.NORMAL, high),
    ]
    for facts, verdict, confidence in wanted:
        row = diagnose(facts)
        assert (row.verdict, row.confidence) == (verdict, confidence), row.name
        blind = diagnose(replace(facts, anchors=Anchors.SILENT))
        assert (blind.verdict, blind.confidence) == (Verdict.MONITOR_BLIND, high)


def test_every_row_can_be_reached() -> None:
    everything = product(*(KINDS[f.name] for f in fields(Facts)))
    assert {diagnose(Facts(*values)).name for values in everything} >= {row.name for row in TABLE}
    returns = product(Life, Life, Power, (False, True))
    assert {row.name for v in returns if (row := decide_on_return(ReturnFacts(*v)))} == {
        r.name for r in RETURN_TABLE
    }


def test_a_router_whose_life_is_unknown_decides_nothing() -> None:
    for others, power, was_upstream in product(Life, Power, (False, True)):
        assert decide_on_return(ReturnFacts(Life.UNKNOWN, others, power, was_upstream)) is None
