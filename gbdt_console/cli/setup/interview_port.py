"""Serve the screen of the guided start: answers, points, scan and files."""

import asyncio
import getpass
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from gbdt_console.cli.setup.points_table import read_table
from gbdt_console.cli.setup.scanning import credential_of, hosts_to_scan, look, range_to_scan, read_routers
from gbdt_console.cli.setup.writing import write_files
from gbdt_console.core.clean_text import clean
from gbdt_console.core.monitoring.echo import EchoUnavailable
from gbdt_console.core.setup.points import Found, Point, RouterModel, RowFault
from gbdt_console.core.setup.setup_port import Asked, Plan, SetupFailed, Table
from gbdt_console.settings.setup.answers import Refused
from gbdt_console.settings.setup.files import DraftFile, secrets_path
from gbdt_console.settings.setup.interview import Interview
from gbdt_console.settings.setup.points import all_misfits
from gbdt_console.text.words import Words

_TABLES = (".csv", ".xlsx")


class InterviewPort:
    def __init__(
        self, interview: Interview, target: Path, draft: DraftFile, words: Words, suggestion: str = ""
    ) -> None:
        """Serve one screen.

        draft: keeps the answers; it is removed once the files are written
        suggestion: table or range that was named
        """
        self._interview = interview
        self._target = target
        self._draft = draft
        self._words = words
        self._suggestion = suggestion

    def question(self) -> Asked | None:
        question = self._interview.question
        if question is None:
            return None
        default = self._interview.default(question)
        number, total = self._interview.place()
        return Asked(question.code, default, question.choices, bool(question.env_name), number, total)

    def answered(self) -> Sequence[tuple[str, str]]:
        values = self._interview.answers.values
        return [(question.code, values.get(question.code, "")) for question in self._interview.answered()]

    def answer(self, typed: str) -> RowFault | None:
        return self._fault_of(lambda: self._interview.answer(typed))

    def go_back(self) -> bool:
        with suppress(OSError):  # the answer stays, and the next one tells why it cannot be kept
            return self._interview.go_back()
        return True

    def points(self) -> Sequence[Point]:
        return self._interview.answers.points

    def add_point(self, line: str) -> RowFault | None:
        return self._fault_of(lambda: self._interview.add_line(line))

    def add_found(self, found: Found, line: str) -> RowFault | None:
        return self._fault_of(lambda: self._interview.add_found(found, line))

    def drop_point(self, number: int) -> bool:
        point = next((point for point in self.points() if point.number == number), None)
        if point is not None:
            with suppress(OSError):
                self._interview.drop(point)
        return point is not None

    def read_table(self, path: str) -> Table:
        table = read_table(Path(path).expanduser())
        if table.faults:
            return table
        fault = self._fault_of(lambda: self._interview.take_table(table.points))
        return table if fault is None else Table(table.file, table.points, (fault,))

    def suggestion(self) -> str:
        if self._suggestion:
            return self._suggestion
        for folder in (Path(), self._target.parent):
            with suppress(OSError):
                tables = [str(path) for path in folder.iterdir() if path.suffix.casefold() in _TABLES]
                if len(tables) == 1 and clean(tables[0]) == tables[0]:
                    return tables[0]
        return ""

    def misfits(self) -> Sequence[RowFault]:
        return tuple(all_misfits(self._interview.answers))

    def hosts(self, range_: str) -> Sequence[str]:
        refused: Refused | None = None
        try:
            return hosts_to_scan(range_to_scan(range_), self._interview.answers)
        except Refused as error:
            refused = error
        raise SetupFailed(RowFault("", refused.code, refused.params))

    async def scan(self, hosts: Sequence[str], on_progress: Callable[[float, int], None]) -> Sequence[Found]:
        credential = credential_of(self._interview.answers.values, self._interview.secrets)
        unavailable: EchoUnavailable | None = None
        try:
            return await look(hosts, credential, on_progress)
        except EchoUnavailable as error:
            unavailable = error
        raise SetupFailed(RowFault("", unavailable.code, unavailable.params))

    def routers(self) -> int:
        return len(self._interview.routers())

    async def router_models(self) -> Sequence[RouterModel]:
        credential = credential_of(self._interview.answers.values, self._interview.secrets)
        return await read_routers(self._interview.routers(), credential)

    def take_port(self, model: RouterModel, port: str) -> None:
        self._interview.take_port(model, port)

    def plan(self) -> Plan:
        secrets = self._interview.secrets
        file = secrets_path(self._target)
        return Plan(
            target=clean(str(self._target)),
            secrets_file=clean(str(file)) if secrets else "",
            login=clean(getpass.getuser()),
            operators=self._interview.operators,
            points=len(self.points()),
            replaces_target=self._target.exists(),
            replaces_secrets=tuple(secrets) if file.exists() else (),
        )

    async def write(self, plan: Plan) -> Sequence[str]:
        interview = self._interview
        lacking = await asyncio.to_thread(
            write_files,
            self._target,
            interview.answers,
            interview.secrets,
            self._words,
            may_replace=plan.replaces_target,
        )
        self._draft.remove()
        return lacking

    def _fault_of(self, change: Callable[[], None]) -> RowFault | None:
        """Make a change; return why it cannot be made or kept."""
        try:
            change()
        except Refused as refused:
            return RowFault("", refused.code, refused.params)
        except OSError as error:
            reason = clean(error.strerror or str(error))
            return RowFault("", "setup.not-written", {"file": clean(str(self._draft.path)), "reason": reason})
        return None
