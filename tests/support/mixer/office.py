"""What an office has prepared in OBS: sources, scenes, and the places in them, in pixels."""

from dataclasses import dataclass

WIDTH, HEIGHT = 640, 360

CHAIR, SAPA, BACHA, CAMDUONG = "Chủ tọa", "Sa Pa", "Bắc Hà", "Cam Đường"
COLOURS = {CHAIR: (200, 40, 40), SAPA: (40, 200, 40), BACHA: (40, 40, 200), CAMDUONG: (200, 200, 40)}
SOURCES = tuple(COLOURS)
LOGO = "Nền"

FULL, FULL_2, SPLIT, SPLIT_2, LONE, BREAK = (
    "Toàn màn hình", "Toàn màn hình 2", "Chia đôi", "Chia đôi 2", "Góc", "Giải lao",
)  # fmt: skip
"""LONE is a layout of one scene; BREAK has only a still."""

Place = tuple[int, int, int, int]
WHOLE: Place = (0, 0, WIDTH, HEIGHT)
LEFT: Place = (0, 90, 320, 180)
RIGHT: Place = (320, 90, 320, 180)
CORNER: Place = (480, 20, 128, 72)


@dataclass(frozen=True, slots=True)
class Prepared:
    """One scene: the places in it, and which source is seen in each; the others stand there switched off.

    has_logo: whether a still covers the whole picture below them
    """

    name: str
    places: tuple[Place, ...]
    seen: tuple[str, ...]
    has_logo: bool = False


SCENES = (
    Prepared(FULL, (WHOLE,), (CHAIR,)),
    Prepared(FULL_2, (WHOLE,), (SAPA,)),
    Prepared(SPLIT, (LEFT, RIGHT), (CHAIR, SAPA), has_logo=True),
    Prepared(SPLIT_2, (LEFT, RIGHT), (CHAIR, BACHA), has_logo=True),
    Prepared(LONE, (WHOLE, CORNER), (SAPA, CHAIR)),
    Prepared(BREAK, (), (), has_logo=True),
)
