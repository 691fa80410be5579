"""Ask the questions of the guided start on plain lines, of a terminal or of a pipe."""

import getpass
import sys
from collections.abc import Iterable

import click

from gbdt_console.core.setup.points import Found, RouterModel, RowFault
from gbdt_console.settings.setup.answers import Refused
from gbdt_console.settings.setup.interview import Interview
from gbdt_console.settings.setup.questions import NONE, Question
from gbdt_console.text.setup.setup_text import fault_text, question_words
from gbdt_console.text.words import Words

BACK = "<"
"""Typed alone, it goes back to the question before."""


class Asking:
    def __init__(self, interview: Interview, words: Words) -> None:
        self.interview = interview
        self._words = words

    def ask_all(self) -> None:
        """Ask until all questions are answered. Raises EOFError where the lines end before."""
        while (question := self.interview.question) is not None:
            typed = self._typed(question)
            if typed == BACK:
                self.interview.go_back()
                continue
            try:
                self.interview.answer(typed)
            except Refused as refused:
                self._say_refused(refused)

    def ask_points(self) -> None:
        """Ask for points, one a line, until an empty line after at least one. Raises EOFError."""
        interview = self.interview
        click.echo(self._words("setup.points-how"))
        while (line := self._line(self._words("setup.ask.point"))) or not interview.answers.points:
            if line == BACK:
                for last in interview.answers.points[-1:]:
                    interview.drop(last)
                continue
            try:
                interview.add_line(line)
            except Refused as refused:
                self._say_refused(refused)

    def propose(self, found: Iterable[Found]) -> None:
        """Ask for number and name of each device found; an empty line leaves it out. Raises EOFError."""
        for one in found:
            if one.control:
                click.echo(self._words("setup.found-control", control=one.control))
            prompt = self._words(f"setup.ask.found{'-driver' if one.driver else ''}", **one._asdict())
            while line := self._line(prompt):
                try:
                    self.interview.add_found(one, line)
                    break
                except Refused as refused:
                    self._say_refused(refused)

    def choose_port(self, model: RouterModel) -> None:
        """Ask which port of a model carries the line; an empty line takes the likeliest. Raises EOFError."""
        shown = ", ".join(f"{place} {port}" for place, port in enumerate(model.ports, 1))
        prompt = self._words("setup.ask.port", model=model.name, n=len(model.addresses))
        while True:
            typed = self._line(f"{prompt} ({shown}) [{model.ports[0]}]") or model.ports[0]
            if typed.isdecimal() and 1 <= int(typed) <= len(model.ports):
                typed = model.ports[int(typed) - 1]
            if typed in model.ports:
                self.interview.take_port(model, typed)
                return

    def is_agreed(self, code: str, **params: object) -> bool:
        """Ask a question whose answer is no unless it is a yes. Raises EOFError."""
        return is_agreed(self._words, code, **params)

    def _typed(self, question: Question) -> str:
        text = question_words(self._words, "ask", question.code)
        if question.choices:
            shown = (f"{i} {self._choice(one)}" for i, one in enumerate(question.choices, 1))
            text += f" ({', '.join(shown)})"
        if question.env_name:
            return self._hidden(text)
        default = self.interview.default(question)
        if default:
            return self._line(f"{text} [{self._choice(default)}]")
        example = f"setup.example.{question.code}"
        if self._words.has(example):
            text += f" ({self._words('setup.example-in-line', example=self._words(example))})"
        return self._line(text)

    def _choice(self, choice: str) -> str:
        return self._words("setup.none") if choice == NONE else choice

    def _line(self, prompt: str) -> str:
        return _line(prompt)

    def _hidden(self, prompt: str) -> str:
        """Read a secret without echo; a pipe has none to switch off."""
        return getpass.getpass(f"{prompt}: ") if sys.stdin.isatty() else _piped(prompt)

    def _say_refused(self, refused: Refused) -> None:
        say_fault(RowFault("", refused.code, refused.params), self._words)


def say_fault(fault: RowFault, words: Words) -> None:
    """Print a fault with its file and line, if it has them."""
    text = fault_text(words, fault)
    click.echo(f"{fault.place}: {text}" if fault.place else f"! {text}", err=True)


def is_agreed(words: Words, code: str, **params: object) -> bool:
    """Ask a question whose answer is no unless it is a yes. Raises EOFError."""
    typed = _line(f"{words(code, **params)} {words('setup.yes-no')}")
    return typed.casefold() in words("setup.yes").split()


def _line(prompt: str) -> str:
    return (input(f"{prompt}: ") if sys.stdin.isatty() else _piped(prompt)).strip()


def _piped(prompt: str) -> str:
    """Read a line of a pipe, with each prompt on a line of its own. Raises EOFError."""
    click.echo(f"{prompt}:")
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.rstrip("\r\n")
