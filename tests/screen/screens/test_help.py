"""The help of every screen begins with how the meeting stands."""

import pytest

from gbdt_console.text.standing import standing_text
from gbdt_console.text.words import Words
from tests.support.screens.console import console
from tests.support.screens.meeting_console import lines, meeting


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
@pytest.mark.parametrize("screen", [(), ("f5",)])
async def test_the_help_begins_with_the_sentence_for_the_phone(
    screen: tuple[str, ...], size: tuple[int, int]
) -> None:
    snapshot = meeting()
    async with console(snapshot, size=size) as c:
        await c.press(*screen, "question_mark")
        said = standing_text(Words("vi"), snapshot)
        assert "11/11" in said
        first = next(place for place, line in enumerate(lines(c)) if "NHÌN" in line)
        assert any(said in line for line in lines(c)[:first])
