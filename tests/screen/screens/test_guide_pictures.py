"""The pictures of guide, README and gallery are the screens of today."""

import pytest

from tests.support.guide_pictures import PICTURES, SCENES, SNAPSHOT_OF, picture

DRAWN_BY_HAND = {"streets.svg"}


@pytest.mark.parametrize("name", SCENES)
async def test_a_picture_is_the_screen_of_today(name: str) -> None:
    kept = (PICTURES / name).read_text("utf-8")
    assert await picture(SCENES[name]) == kept, "make pictures makes it anew"


def test_every_picture_is_made() -> None:
    kept = {path.name for path in PICTURES.iterdir() if path.is_file()} - DRAWN_BY_HAND - {"README.md"}
    assert kept == {*SCENES, *SNAPSHOT_OF}
