"""Conduct the guided start: which question comes next, and what an answer or a step back changes."""

from collections import ChainMap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gbdt_console.core.setup.points import Found, Point, RouterModel
from gbdt_console.settings.setup.answers import Answers, Refused
from gbdt_console.settings.setup.points import misfits, read_point, router_address, typed_point
from gbdt_console.settings.setup.questions import (
    ACCOUNT,
    NONE,
    POINTS,
    QUESTIONS,
    SERVICE,
    Question,
    is_service,
    still_right,
)
from gbdt_console.text.words import Words

_ASSUMED = {"operators": "1", "mcu": NONE, "snmp": NONE}
"""Answers that decide which questions are asked, as assumed until they are given."""
_REPEATED = frozenset(question.env_name for question in QUESTIONS if question.repeats)


class Interview:
    """Asks in order what is not answered yet; after each change the answers are kept.

    Plain lines and the screen both ask by it.

    secrets: secrets by name, in memory only
    """

    def __init__(
        self, answers: Answers, words: Words, keep: Callable[[Answers], None], *, is_service: bool = False
    ) -> None:
        """Go on from answers.

        keep: is called after each change
        is_service: whether the settings are the service's, whose account several technicians share
        """
        values = {code: text for code, text in answers.values.items() if code != ACCOUNT}
        if is_service:
            values[ACCOUNT] = SERVICE
        self.answers = replace(answers, values=still_right(values))
        self._typed: dict[str, str] = {}
        self._words = words
        self._keep = keep
        self._taken_back: dict[str, str] = {}

    @property
    def count(self) -> int:
        """The number of answers that are kept, secrets left out."""
        return sum(code != ACCOUNT for code in self.answers.values)

    @property
    def secrets(self) -> dict[str, str]:
        return {name: self._typed[name] for name in self._typed if name not in _REPEATED}

    @property
    def operators(self) -> int:
        """The number of operators with a PIN; 0 where the login alone is the operator."""
        values = self.answers.values
        return int(values["operators"]) if is_service(values) and "operators" in values else 0

    @property
    def question(self) -> Question | None:
        """The question to ask; None once all are answered."""
        return next((one for one in self._asked() if not self._has_answer(one)), None)

    def answered(self) -> Iterator[Question]:
        for question in self._asked():
            if not self._has_answer(question):
                return
            yield question

    def place(self) -> tuple[int, int]:
        """Return the place of the question to ask, from 1, and the number of questions."""
        return sum(1 for _ in self.answered()) + 1, sum(1 for _ in self._asked())

    def default(self, question: Question) -> str:
        """Return the answer of an empty line: the one taken back, else the usual one; empty where none."""
        before = self._taken_back.get(question.code, "")
        return before or question.default(self.answers.values, self._words)

    def answer(self, typed: str) -> None:
        """Answer the question to ask, by its default where nothing is typed. Raises Refused."""
        question = self.question
        if question is None:
            return
        given = typed or self.default(question)
        if not given.strip():
            raise Refused("setup.empty")
        numbers = " ".join(str(point.number) for point in self.answers.points)
        kept = question.accept(given, {**self.answers.values, POINTS: numbers})
        if question.repeats and self._typed[question.repeats] != kept:
            del self._typed[question.repeats]
            raise Refused("setup.pin-differs")
        if question.env_name:
            self._typed[question.env_name] = kept
            return
        values = {**self.answers.values, question.code: kept}
        right = still_right(values)
        self._taken_back |= {code: text for code, text in values.items() if code not in right}
        self._set(Answers(right, self.answers.points))

    def go_back(self) -> bool:
        """Take the last answer back; False where there is none."""
        before = list(self.answered())
        if not before:
            return False
        last = before[-1]
        if last.env_name:
            del self._typed[last.env_name]
            return True
        values = dict(self.answers.values)
        self._taken_back[last.code] = values.pop(last.code)
        self._set(Answers(values, self.answers.points))
        return True

    def add_line(self, line: str) -> None:
        """Add a point of a typed line. Raises Refused."""
        self._add(typed_point(line))

    def add_found(self, found: Found, line: str) -> None:
        """Add a device found as a point, by a line of number and name. Raises Refused."""
        number, _, name = line.partition(";")
        cells = {"number": number.strip(), "name": name, "address": found.address}
        self._add(replace(read_point(cells), driver=found.driver, kind=found.kind, family=found.family))

    def drop(self, point: Point) -> None:
        self._set(Answers(self.answers.values, tuple(p for p in self.answers.points if p != point)))

    def take_table(self, points: Sequence[Point]) -> None:
        """Take the points of a table, in place of those of the table before; typed ones stay."""
        typed = [point for point in self.answers.points if not point.place]
        self._set(Answers(self.answers.values, (*points, *typed)))

    def routers(self) -> list[str]:
        """Return the addresses of the routers that SNMP reads."""
        if self.answers.values.get("snmp", NONE) == NONE:
            return []
        return list(filter(None, (router_address(p, self.answers.values) for p in self.answers.points)))

    def take_port(self, model: RouterModel, port: str) -> None:
        """Take the port that carries the line at the routers of a model; the draft does not keep it."""
        chosen = dict.fromkeys(model.addresses, port)
        self.answers = replace(self.answers, interfaces={**self.answers.interfaces, **chosen})

    def _add(self, point: Point) -> None:
        points = (*self.answers.points, point)
        fault = next(misfits(points, self.answers.values), None)
        if fault is not None:
            raise Refused(fault.code, **fault.params)
        self._set(Answers(self.answers.values, points))

    def _asked(self) -> Iterator[Question]:
        values = ChainMap(dict(self.answers.values), _ASSUMED)
        return (question for question in QUESTIONS if question.is_asked(values))

    def _has_answer(self, question: Question) -> bool:
        if question.env_name:
            return question.env_name in self._typed
        return question.code in self.answers.values

    def _set(self, answers: Answers) -> None:
        self._keep(answers)
        self.answers = answers
