"""What the tables alone must hold, whatever the facts."""

from dataclasses import fields, replace
from itertools import product
from typing import get_type_hints

from hypothesis import given
from hypothesis import strategies as st

from gbdt_console.core.diagnosis.return_table import (
    RETURN_TABLE,
    ReturnFacts,
    UptimeVerdict,
    decide_on_return,
)
from gbdt_console.core.diagnosis.verdict_table import (
    TABLE,
    AgentFact,
    AnchorsFact,
    CallsFact,
    CodecFact,
    Confidence,
    GroupFact,
    PortFact,
    PowerFact,
    RouterFact,
    SiteCondition,
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
KINDS = get_type_hints(SiteCondition)
ANY_FACTS = st.builds(
    SiteCondition, **{f.name: st.sampled_from(KINDS[f.name]) for f in fields(SiteCondition)}
)
NOTHING_KNOWN = {name: next((k for k in kind if k.value == "unknown"), None) for name, kind in KINDS.items()}


@given(ANY_FACTS)
def test_no_site_is_blamed_while_the_anchors_are_silent(facts: SiteCondition) -> None:
    assert diagnose(replace(facts, anchors=AnchorsFact.SILENT)).verdict is Verdict.MONITOR_BLIND


@given(ANY_FACTS)
def test_a_site_of_which_something_answers_is_not_cut_off(facts: SiteCondition) -> None:
    seen = replace(facts, anchors=AnchorsFact.OK, router=RouterFact.DOWN, codec=CodecFact.ANSWERS)
    assert diagnose(seen).verdict is Verdict.ICMP_LIMITED
    clean = replace(facts, anchors=AnchorsFact.OK, router=RouterFact.POOR, codec=CodecFact.CLEAN)
    assert diagnose(clean).verdict is Verdict.ICMP_LIMITED


@given(ANY_FACTS, st.sampled_from([f.name for f in fields(SiteCondition)]))
def test_to_know_less_is_never_to_be_surer(facts: SiteCondition, name: str) -> None:
    """With one fact taken away the verdict may change, but not to the same one with more confidence."""
    if facts.anchors is AnchorsFact.SILENT:
        return
    less = replace(facts, **{name: NOTHING_KNOWN[name]})
    before, after = diagnose(facts), diagnose(less)
    if after.verdict is before.verdict and after.confidence is Confidence.HIGH:
        assert before.confidence is Confidence.HIGH


@given(ANY_FACTS)
def test_nothing_is_said_of_a_line_that_is_not_seen(facts: SiteCondition) -> None:
    unseen = replace(facts, anchors=AnchorsFact.OK, router=RouterFact.UNKNOWN)
    assert diagnose(unseen).verdict is Verdict.UNDECIDED


@given(ANY_FACTS)
def test_an_unknown_codec_is_neither_good_nor_bad(facts: SiteCondition) -> None:
    unknown = replace(facts, anchors=AnchorsFact.OK, codec=CodecFact.UNKNOWN)
    row = diagnose(unknown)
    assert row.verdict not in {Verdict.CODEC_OR_LAN, Verdict.CODEC_UNPLUGGED, Verdict.ICMP_LIMITED}
    assert row.verdict not in BLAMING or row.confidence is Confidence.MEDIUM


@given(ANY_FACTS, st.sampled_from(Verdict))
def test_a_good_line_leaves_no_outage_standing(facts: SiteCondition, verdict: Verdict) -> None:
    alive = {"codec": CodecFact.ANSWERS, "agent": AgentFact.ANSWERS, "calls": CallsFact.ANSWERS}
    good = replace(facts, router=RouterFact.OK, **alive)
    assert not still_stands(verdict, good)


def test_every_row_of_the_specification() -> None:
    """R, C, U, N and A of the table in the specification, in its own words."""
    down = SiteCondition(
        AnchorsFact.OK,
        RouterFact.DOWN,
        CodecFact.DOWN,
        AgentFact.UNKNOWN,
        PowerFact.NORMAL,
        GroupFact.OK,
        PortFact.UNKNOWN,
    )
    ok = replace(down, router=RouterFact.OK)
    poor = replace(down, router=RouterFact.POOR, agent=AgentFact.ANSWERS)
    high, medium = Confidence.HIGH, Confidence.MEDIUM
    wanted = [
        (replace(down, power=PowerFact.BATTERY), Verdict.SITE_POWER, high),
        (replace(down, group=GroupFact.LOST), Verdict.UPSTREAM_NODE, high),
        (down, Verdict.LINE_OR_ROUTER, medium),
        (replace(ok, agent=AgentFact.SILENT, port=PortFact.DOWN), Verdict.CODEC_UNPLUGGED, high),
        (replace(ok, agent=AgentFact.SILENT, port=PortFact.UP), Verdict.CODEC_OR_LAN, medium),
        (replace(ok, codec=CodecFact.ANSWERS, agent=AgentFact.SILENT), Verdict.SNMP_AGENT, high),
        (replace(ok, codec=CodecFact.ANSWERS, calls=CallsFact.SILENT), Verdict.CALL_SERVICE, high),
        (replace(ok, calls=CallsFact.ANSWERS), Verdict.ICMP_LIMITED, high),
        (replace(poor, codec=CodecFact.CLEAN), Verdict.ICMP_LIMITED, high),
        (replace(poor, codec=CodecFact.SAME), Verdict.LINE_DEGRADED, high),
        (replace(poor, codec=CodecFact.SAME, group=GroupFact.LOSSY), Verdict.UPSTREAM_CONGESTED, medium),
        (replace(ok, codec=CodecFact.ANSWERS, agent=AgentFact.ANSWERS), Verdict.NORMAL, high),
    ]
    for facts, verdict, confidence in wanted:
        row = diagnose(facts)
        assert (row.verdict, row.confidence) == (verdict, confidence), row.name
        blind = diagnose(replace(facts, anchors=AnchorsFact.SILENT))
        assert (blind.verdict, blind.confidence) == (Verdict.MONITOR_BLIND, high)


def test_every_row_can_be_reached() -> None:
    everything = product(*(KINDS[f.name] for f in fields(SiteCondition)))
    assert {diagnose(SiteCondition(*values)).name for values in everything} >= {row.name for row in TABLE}
    returns = product(UptimeVerdict, UptimeVerdict, PowerFact, (False, True))
    assert {row.name for v in returns if (row := decide_on_return(ReturnFacts(*v)))} == {
        r.name for r in RETURN_TABLE
    }


def test_a_router_whose_life_is_unknown_decides_nothing() -> None:
    for others, power, was_upstream in product(UptimeVerdict, PowerFact, (False, True)):
        assert decide_on_return(ReturnFacts(UptimeVerdict.UNKNOWN, others, power, was_upstream)) is None
