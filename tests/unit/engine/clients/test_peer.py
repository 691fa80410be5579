"""Who works with a client is told by the kernel: the launcher's group, else the user."""

import pytest

from gbdt_console.engine.clients.peer import PERSON_GROUP, Peer

SERVICE = 990


@pytest.mark.parametrize(
    ("groups", "person"),
    [
        ((SERVICE, PERSON_GROUP + 1001), 1001),
        ((PERSON_GROUP,), 0),
        ((PERSON_GROUP + 1_600_000_000, 44), 1_600_000_000),
        ((SERVICE, 1001), SERVICE),
        ((), SERVICE),
        ((PERSON_GROUP + 1001, PERSON_GROUP + 1002), SERVICE),
    ],
)
def test_a_person_is_the_one_group_of_the_launcher(groups: tuple[int, ...], person: int) -> None:
    assert Peer.of_groups(SERVICE, groups) == Peer(SERVICE, person)
