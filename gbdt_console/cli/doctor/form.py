"""Write findings as lines and as JSON, with or without what identifies somebody."""

import shlex
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import replace

from gbdt_console.core.clean_text import clean
from gbdt_console.core.health.finding import Finding, Grade
from gbdt_console.core.json_value import Json
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.text.words import Words

FORM = 1
"""Changes with the meaning of a field of the JSON; new fields alone do not change it."""
_NARROWEST = 20
"""Limits how narrow sentences are broken on a tiny terminal, in columns."""
_LEFT_OUT = "…"
_LONGEST = 300
"""Limits a parameter, in characters: a path or a problem of sites.yaml."""


@dataclass(frozen=True, slots=True)
class FindingWords:
    """Puts findings into words.

    is_anonymous: leave out names, paths, addresses, and texts of sites.yaml
    """

    words: Words
    is_anonymous: bool = False

    def sentence(self, finding: Finding) -> str:
        return self._said(finding.code, finding)

    def cure(self, finding: Finding) -> str:
        """Return the command or sentence that helps; empty for a good finding.

        Paths are quoted for a shell: people paste the command.
        """
        if not finding.cure_code:
            return ""
        quoted = {name: shlex.quote(str(value)) for name, value in finding.private.items()}
        return self._said(finding.cure_code, replace(finding, private=quoted))

    def lines(self, findings: Sequence[Finding], columns: int = 0) -> Iterator[str]:
        """Yield a line for each finding, and one for its cure, which people paste and which is never broken.

        columns: break findings between words at this width; 0 for never
        """
        grades = {grade: self.words(f"doctor.grade.{grade}") for grade in Grade}
        width = max(map(len, grades.values()))
        for finding in findings:
            sentence = self.sentence(finding)
            parts = (
                textwrap.wrap(
                    sentence,
                    max(columns - width - 2, _NARROWEST),
                    break_long_words=False,
                    break_on_hyphens=False,
                )
                if columns
                else [sentence]
            )
            yield f"{grades[finding.grade]:<{width}}  {parts[0]}"
            yield from (f"{'':<{width}}  {part}" for part in parts[1:])
            if cure := self.cure(finding):
                yield f"{'':<{width}}  -> {cure}"

    def json_object(self, findings: Sequence[Finding], at: str) -> dict[str, Json]:
        """Return the JSON of docs/doctor.md; `at` is now, UTC in ISO 8601."""
        listed: list[Json] = [
            {
                "check": finding.check.value,
                "grade": finding.grade.value,
                "outcome": finding.outcome,
                "text": self.sentence(finding),
                "cure": self.cure(finding) or None,
            }
            for finding in findings
        ]
        worst = findings[0].grade.value if findings else Grade.GOOD.value
        return {"form": FORM, "at": at, "worst": worst, "findings": listed}

    def _said(self, code: str, finding: Finding) -> str:
        params = {**finding.facts, **finding.private}
        if self.is_anonymous:
            params.update(dict.fromkeys(finding.private, _LEFT_OUT))
        check = self.words(f"doctor.{finding.check}.name")
        return self.words(code, check=check, **{name: _shown(value) for name, value in params.items()})


def _shown(value: object) -> str:
    return clean(str(value), _LONGEST)
