"""Run the guided start full-screen until it ends."""

from pathlib import Path

from gbdt_console.cli.failures import Exit, fail
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.words import Words
from gbdt_console.ui.terminal.first_picture import first_picture


@dataclass(frozen=True, slots=True)
class FullScreenStart:
    """Describes a guided start on the whole screen.

    named: table or range that was named; empty without one
    told: what the first page says of that table; empty: nothing
    """

    target: Path
    named: str
    told: str
    is_new: bool
    is_service: bool

    def is_opened_after(self, words: Words) -> bool:
        """Ask, and tell whether the wall is to be opened; end the verb where nothing is written."""
        with first_picture(words, None):
            from gbdt_console.cli.setup.interview_port import InterviewPort
            from gbdt_console.cli.setup.setup_app import SetupApp
            from gbdt_console.core.clean_text import clean
            from gbdt_console.core.clock import SystemClock
            from gbdt_console.screens.setup.page import SetupEnd
            from gbdt_console.settings.setup.files import DraftFile
            from gbdt_console.settings.setup.interview import Interview

            draft = DraftFile(self.target)
            if self.is_new:
                draft.remove()
            interview = Interview(draft.read(), words, draft.keep, is_service=self.is_service)
            port = InterviewPort(interview, self.target, draft, words, self.named)
            told = [self.told] if self.told else []
            if interview.count:
                points = len(interview.answers.points)
                told.append(words("setup.resumed", n=interview.count, points=points))
            if self.target.exists():
                told.append(words("setup.replaced-later", file=clean(str(self.target))))
            app = SetupApp(port, words.language, SystemClock(), " ".join(told))
            end = app.run()
        if app.failure is not None:
            error = type(app.failure).__name__
            fail(Exit.FAILED, words, "setup.failed", error=error, file=clean(str(draft.path)))
        if end not in (SetupEnd.WRITTEN, SetupEnd.OPEN):
            fail(Exit.FAILED, words, draft.stopped_code(), file=clean(str(draft.path)))
        return end is SetupEnd.OPEN
