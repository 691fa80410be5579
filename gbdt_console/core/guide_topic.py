"""Names the pages of the technician's guide."""

from enum import StrEnum


class GuideTopic(StrEnum):
    """Names a page by its file in docs/vi and docs/en, without the ending."""

    INDEX = "README"
    BEFORE = "truoc-hop"
    DURING = "trong-hop"
    AFTER = "sau-hop"
    LINE_LOST = "mat-duong-truyen"
    MCU_LOST = "mat-mcu"
    SEVERAL = "nhieu-cuoc-hop"
    HANDOVER = "ban-giao-ca"
    MESSAGES = "bao-tin"
    WALL = "man-hinh-tuong"
    CONSOLE_DOWN = "khi-console-hong"
