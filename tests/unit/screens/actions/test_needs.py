"""An action that needs something does nothing where it is not there."""

import asyncio

import pytest

from gbdt_console.screens.actions.screen_actions import needs


class Desk:
    """Has one paper at most, and says why it does nothing without one."""

    def __init__(self, paper: str | None) -> None:
        self._paper = paper
        self.said: list[str] = []

    def _meant(self) -> str | None:
        if self._paper is None:
            self.said.append("no paper")
        return self._paper

    @needs(_meant)
    def read(self, paper: str) -> None:
        """Read it at once."""
        self.said.append(f"read {paper}")

    @needs(_meant)
    async def sign(self, paper: str) -> None:
        """Sign it after a while."""
        await asyncio.sleep(0)
        self.said.append(f"signed {paper}")


@pytest.mark.parametrize(
    ("paper", "said"),
    [("minutes", ["read minutes", "signed minutes"]), (None, ["no paper"] * 2), ("", ["read ", "signed "])],
)
async def test_an_action_gets_what_it_needs_or_does_nothing(paper: str | None, said: list[str]) -> None:
    desk = Desk(paper)
    await desk.read()
    await desk.sign()
    assert desk.said == said


def test_an_action_keeps_its_own_words() -> None:
    assert (Desk.sign.__name__, Desk.sign.__doc__) == ("sign", "Sign it after a while.")
