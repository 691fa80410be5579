"""What is said of two PCs: each fault once, by the one that knows its reason, and nothing of a sound pair."""

from dataclasses import replace

from gbdt_console.core.health.finding import Grade
from gbdt_console.core.health.standby import Claim, ServerFault, StandbyFacts, judge_standby
from gbdt_console.core.standby.view import StandbyFault
from tests.support.standby.findings import COMMANDS, FIRST, FOLLOWS, SECOND, SOUND, seen, with_second


def wrong(facts: StandbyFacts) -> list[str]:
    return [found.outcome for found in judge_standby(facts) if found.grade is not Grade.GOOD]


def test_a_sound_pair_is_good_from_either_pc() -> None:
    assert wrong(SOUND) == []
    assert wrong(seen(FOLLOWS, here="may-2")) == []


def test_a_server_that_is_not_reached_is_told_once_with_its_reason() -> None:
    unreachable = replace(COMMANDS, fault=StandbyFault.UNREACHABLE)
    facts = replace(with_second(fault=ServerFault.LOGIN), view=unreachable)
    assert wrong(facts) == ["login"]
    of_first = (replace(FIRST, fault=ServerFault.LOGIN), SECOND)
    assert wrong(seen(unreachable, servers=of_first)) == ["login", "view-unreachable"]


def test_an_overtaken_pc_s_old_claim_is_no_second_commander() -> None:
    assert wrong(with_second(claim=Claim(1, "may-2"))) == []


def test_two_that_claim_the_same_term_are_named_even_where_the_journal_cannot_be_read() -> None:
    assert wrong(replace(with_second(claim=Claim(0, "may-2")), claim=None)) == ["order"]


def test_nothing_of_what_a_server_says_is_in_a_bundle_for_support() -> None:
    """Names and addresses stay private; numbers of versions and days do not."""
    for found in judge_standby(with_second(fault=ServerFault.OTHER_CA)):
        assert not {"machine", "place", "ca", "here", "there"} & set(found.facts)
