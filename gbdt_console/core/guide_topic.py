"""Names the pages of the technician's guide."""

from enum import StrEnum


class GuideTopic(StrEnum):
    """Names a page by its English file in docs/en, without the ending."""

    INDEX = "README"
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    LINE_LOST = "line-lost"
    MCU_LOST = "mcu-lost"
    SEVERAL = "several-meetings"
    HANDOVER = "handover"
    MESSAGES = "messages"
    WALL = "wall"
    MAIN_PC_DOWN = "main-pc-down"
    CHANGE_PC = "change-pc"
    CONSOLE_DOWN = "console-down"

    def file(self, language: str) -> str:
        """Return the page's file in the folder of a language."""
        return f"{_VIETNAMESE.get(self, self) if language == 'vi' else self}.md"


_VIETNAMESE = {
    GuideTopic.BEFORE: "truoc-hop",
    GuideTopic.DURING: "trong-hop",
    GuideTopic.AFTER: "sau-hop",
    GuideTopic.LINE_LOST: "mat-duong-truyen",
    GuideTopic.MCU_LOST: "mat-mcu",
    GuideTopic.SEVERAL: "nhieu-cuoc-hop",
    GuideTopic.HANDOVER: "ban-giao-ca",
    GuideTopic.MESSAGES: "bao-tin",
    GuideTopic.WALL: "man-hinh-tuong",
    GuideTopic.CONSOLE_DOWN: "khi-console-hong",
    GuideTopic.MAIN_PC_DOWN: "may-chinh-hong",
    GuideTopic.CHANGE_PC: "doi-may",
}
