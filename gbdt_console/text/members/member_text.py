"""Says who is behind a call leg, and what is known of each."""

from collections.abc import Iterable

from gbdt_console.core.clean_text import clean
from gbdt_console.core.conference.membership import MemberState
from gbdt_console.core.members.member_states import Members
from gbdt_console.core.sites import Member
from gbdt_console.text.words import Words


def with_members(words: Words, name: str, members: Iterable[Member]) -> str:
    """Return a site's name with those whom an order to it means too: '7 Mường Khương (cùng Bản Lầu)'."""
    named = ", ".join(clean(member.name) for member in members)
    return words("member.with", site=name, members=named) if named else name


def members_text(words: Words, members: Members) -> str:
    """Write all members, each with what is known of it; those of one state together."""
    names: dict[str, list[str]] = {}
    for member, state in members:
        names.setdefault(state.value, []).append(clean(member.name))
    told = (words(f"member.{state}", members=", ".join(found)) for state, found in names.items())
    return "; ".join(told)


def through_text(words: Words, leg: str, state: MemberState) -> str:
    """Say of a site behind which leg it is, and what is known of it."""
    return words("member.behind", leg=leg, how=words(f"member.one.{state}"))
