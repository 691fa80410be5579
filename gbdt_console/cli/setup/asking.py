"""Ask the questions of the guided start on plain lines, of a terminal or of a pipe."""

import getpass
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import click

from gbdt_console.devices.discovery import Found
from gbdt_console.settings.setup.answers import Answers, Point, Refused
from gbdt_console.settings.setup.points import RowFault, misfits, read_point
from gbdt_console.settings.setup.questions import NONE, QUESTIONS, Question
from gbdt_console.text.words import Words

BACK = "<"
"""Typed alone, it goes back to the question before."""
_POINT_CELLS = ("number", "name", "address", "phone", "conference")
_FEWEST_CELLS = 3


class Asking:
    """Asks in order what is not answered yet; after each answer it is kept.

    answers: answers so far
    secrets: secrets by name, in memory only
    """

    def __init__(self, answers: Answers, words: Words, keep: Callable[[Answers], None]) -> None:
        """`keep` is called after each answer."""
        self.answers = answers
        self.secrets: dict[str, str] = {}
        self._words = words
        self._keep = keep

    def ask_all(self) -> None:
        """Ask until all questions are answered. Raises EOFError where the lines end before."""
        while (question := self._next()) is not None:
            typed = self._typed(question)
            if typed == BACK:
                self._go_back()
                continue
            try:
                kept = question.accept(typed, self.answers.values)
            except Refused as refused:
                self._say_refused(refused)
                continue
            if question.env_name:
                self.secrets[question.env_name] = kept
            else:
                self._set(Answers({**self.answers.values, question.code: kept}, self.answers.points))

    def ask_points(self) -> None:
        """Ask for points, one a line, until an empty line after at least one. Raises EOFError."""
        click.echo(self._words("setup.points-how"))
        while (line := self._line(self._words("setup.ask.point"))) or not self.answers.points:
            if line == BACK:
                self._set(Answers(self.answers.values, self.answers.points[:-1]))
                continue
            try:
                self._is_added(_typed_point(line))
            except Refused as refused:
                self._say_refused(refused)

    def propose(self, found: Iterable[Found]) -> None:
        """Ask for number and name of each device found; an empty line leaves it out. Raises EOFError."""
        for one in found:
            prompt = self._words(f"setup.ask.found{'-driver' if one.driver else ''}", **one._asdict())
            while line := self._line(prompt):
                number, _, name = line.partition(";")
                cells = {"number": number.strip(), "name": name, "address": one.address}
                if self._is_taken(cells, one):
                    break

    def _is_taken(self, cells: Mapping[str, str], found: Found) -> bool:
        """Add the point of a device found; say why where it cannot be."""
        try:
            point = replace(read_point(cells), driver=found.driver, kind=found.kind)
        except Refused as refused:
            self._say_refused(refused)
            return False
        return self._is_added(point)

    def _is_added(self, point: Point) -> bool:
        """Add a point that fits to the others; say why where it does not."""
        points = (*self.answers.points, point)
        fault = next(misfits(points, self.answers.values), None)
        if fault is not None:
            say_fault(fault, self._words)
            return False
        self._set(Answers(self.answers.values, points))
        return True

    def is_agreed(self, code: str, **params: object) -> bool:
        """Ask a question whose answer is no unless it is a yes. Raises EOFError."""
        typed = self._line(f"{self._words(code, **params)} {self._words('setup.yes-no')}")
        return typed.casefold() in self._words("setup.yes").split()

    def _next(self) -> Question | None:
        values: dict[str, str] = {}
        for question in QUESTIONS:
            if not question.is_asked(values):
                continue
            if question.env_name:
                if question.env_name not in self.secrets:
                    return question
            elif question.code not in self.answers.values:
                return question
            else:
                values[question.code] = self.answers.values[question.code]
        return None

    def _typed(self, question: Question) -> str:
        text = self._words(f"setup.ask.{question.code}")
        if question.choices:
            shown = (f"{i} {self._choice(one)}" for i, one in enumerate(question.choices, 1))
            text += f" ({', '.join(shown)})"
        if question.env_name:
            return self._hidden(text)
        default = question.default(self.answers.values, self._words)
        typed = self._line(f"{text} [{self._choice(default)}]" if default else text)
        return typed or default

    def _choice(self, choice: str) -> str:
        return self._words("setup.none") if choice == NONE else choice

    def _line(self, prompt: str) -> str:
        return (input(f"{prompt}: ") if sys.stdin.isatty() else _piped(prompt)).strip()

    def _hidden(self, prompt: str) -> str:
        """Read a secret without echo; a pipe has none to switch off."""
        return getpass.getpass(f"{prompt}: ") if sys.stdin.isatty() else _piped(prompt)

    def _go_back(self) -> None:
        """Forget the last answer, and the secrets, which are asked again."""
        self.secrets.clear()
        values = dict(self.answers.values)
        if values:
            values.popitem()
        self._set(Answers(values, self.answers.points))

    def _set(self, answers: Answers) -> None:
        self.answers = answers
        self._keep(answers)

    def _say_refused(self, refused: Refused) -> None:
        say_fault(RowFault("", refused.code, refused.params), self._words)


def say_fault(fault: RowFault, words: Words) -> None:
    """Print a fault with its file and line, if it has them."""
    said = dict(fault.params)
    field = f"setup.field.{said.get('field', '')}"
    text = words(fault.code, **(said | {"field": words(field)} if words.has(field) else said))
    click.echo(f"{fault.place}: {text}" if fault.place else f"! {text}", err=True)


def _piped(prompt: str) -> str:
    """Read a line of a pipe, with each prompt on a line of its own. Raises EOFError."""
    click.echo(f"{prompt}:")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")


def _typed_point(line: str) -> Point:
    cells = [cell.strip() for cell in line.split(";")]
    if not _FEWEST_CELLS <= len(cells) <= len(_POINT_CELLS):
        raise Refused("setup.point-form")
    return read_point(dict(zip(_POINT_CELLS, cells, strict=False)))
