"""Pages of the guide: their order, and how Markdown becomes blocks."""

import pytest

from gbdt_console.core.guide_topic import GuideTopic
from gbdt_console.text.guide import BlockKind, guide_pages, page_of
from gbdt_console.text.words import LANGUAGES

PAGE = """# Mất MCU

Đoạn văn
hai dòng, [một trang](mat-mcu.md).

1. Việc một:

        gbdt-console status
        gbdt-console verify

   Đoạn của việc một.
   - `5 m` việc con
     nối dòng
2. **Việc hai**

   | cột | cột hai |
   |---|---|
   | `1` | **đậm** |

10. Việc mười

    Đoạn của việc mười.

![một hình](../pictures/x.svg)

    gbdt-console demo
"""


def test_markdown_becomes_blocks_at_their_depths() -> None:
    page = page_of(GuideTopic.MCU_LOST, PAGE)
    assert page.title == "Mất MCU"
    assert [(b.kind, b.depth, b.marker, b.text) for b in page.blocks] == [
        (BlockKind.TEXT, 0, "", "Đoạn văn hai dòng, một trang."),
        (BlockKind.ITEM, 0, "1.", "Việc một:"),
        (BlockKind.CODE, 3, "", "gbdt-console status\ngbdt-console verify"),
        (BlockKind.TEXT, 3, "", "Đoạn của việc một."),
        (BlockKind.ITEM, 3, "-", "`5 m` việc con nối dòng"),
        (BlockKind.ITEM, 0, "2.", "**Việc hai**"),
        (BlockKind.TABLE, 3, "", ""),
        (BlockKind.ITEM, 0, "10.", "Việc mười"),
        (BlockKind.TEXT, 4, "", "Đoạn của việc mười."),
        (BlockKind.FIGURE, 0, "", "một hình"),
        (BlockKind.CODE, 0, "", "gbdt-console demo"),
    ]
    assert page.blocks[6].rows == (("cột", "cột hai"), ("`1`", "**đậm**"))
    apart = [b.is_apart for b in page.blocks]
    assert apart == [True, True, True, True, False, False, True, True, True, True, True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_lists_every_other_one_once(language: str) -> None:
    names = [page.name for page in guide_pages(language)]
    assert names[0] is GuideTopic.INDEX
    assert sorted(names) == sorted(GuideTopic)


def test_both_languages_have_the_same_steps_in_the_same_order() -> None:
    for vi, en in zip(*map(guide_pages, LANGUAGES), strict=True):
        assert [(b.kind, b.depth, b.marker) for b in vi.blocks] == [
            (b.kind, b.depth, b.marker) for b in en.blocks
        ], vi.name
