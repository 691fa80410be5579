"""Writes the text of a notice by the office's template, beside the engine's loop."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.core.meetings.notices import NoticeState
from gbdt_console.core.meetings.registration import Registration
from gbdt_console.engine.command_request import Refused
from gbdt_console.text.meetings.notices import NoticeWriter
from gbdt_console.text.office_templates import ENDLESS, TOO_LONG, BadTemplate


async def notice_text(notices: NoticeWriter, told: Callable[[], tuple[Registration, NoticeState]]) -> str:
    """Return the notice as the template gives it now. Raises Refused.

    It may take seconds, on a thread: of a meeting that is changed meanwhile it is written again.

    told: returns the meeting and what is to be told of it, as they are now
    """
    now = told()
    while True:
        text = await asyncio.to_thread(_written, notices, *now)
        before, now = now, told()
        if now == before:
            return text


def _written(notices: NoticeWriter, meeting: Registration, state: NoticeState) -> str:
    try:
        return notices.write(meeting, state).text
    except BadTemplate as error:
        place = f"{Path(error.path).parent.name}/{Path(error.path).name}:{error.line}"
        if error.reason in (TOO_LONG, ENDLESS):
            code = "length" if error.reason == TOO_LONG else "endless"
            raise Refused(f"meetings.template-{code}", place) from None
        raise Refused("meetings.template", f"{place} ({error.reason})") from None
    except OSError as error:
        raise Refused("meetings.template", clean(f"{error.filename} ({error.strerror})")) from None
