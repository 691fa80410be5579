"""Keep the draft of the guided start, and put sites.yaml and secrets.env in place."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

from gbdt_console.core.setup.points import Point
from gbdt_console.core.sites import DeviceKind
from gbdt_console.core.whole_file import put_in_place, written_beside
from gbdt_console.settings.private_file import SecretUnreadable, read_private
from gbdt_console.settings.scalars import Id
from gbdt_console.settings.secrets_env import FILE_NAME
from gbdt_console.settings.setup.answers import Answers, Refused, checked
from gbdt_console.settings.setup.points import misfits, read_point
from gbdt_console.settings.setup.questions import LACKABLE, still_right

_FORM = 1
_MOST_BYTES = 4 * 1024 * 1024
_PRIVATE = 0o600
_READABLE = 0o644
"""sites.yaml holds no secret; the service's account may be another than the writer's."""


class DraftFile:
    """The answers so far, beside the target; secrets are never in it."""

    def __init__(self, target: Path) -> None:
        """`target` is the path of sites.yaml."""
        self.path = target.with_name(f".{target.name}.setup")

    def read(self, points: tuple[Point, ...] = ()) -> Answers:
        """Return what was kept and is still right; empty without a draft of this user.

        points: points of a table, in place of those that were kept
        """
        kept = self._kept()
        return Answers(kept.values, points) if points else kept

    def _kept(self) -> Answers:
        try:
            kept = json.loads(read_private(self.path, _MOST_BYTES))
            if kept["form"] != _FORM:
                return Answers()
            values = {str(code): str(text) for code, text in dict(kept["values"]).items()}
            points = tuple(_point(dict(one)) for one in kept["points"])
        except (SecretUnreadable, Refused, ValueError, KeyError, TypeError, RecursionError):
            return Answers()
        right = still_right(values)
        return Answers(right, () if any(misfits(points, right)) else points)

    def keep(self, answers: Answers) -> None:
        """Write the answers. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = {"form": _FORM, "values": dict(answers.values), "points": [asdict(p) for p in answers.points]}
        put_in_place(self.path, json.dumps(kept, ensure_ascii=False, indent=1).encode(), _PRIVATE)

    def stopped_code(self) -> str:
        """Return the code of what a person is told who stops here: whether answers are kept."""
        return "setup.stopped" if self.path.exists() else "setup.stopped-empty"

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)


def _point(kept: Mapping[str, object]) -> Point:
    text = {name: str(value) for name, value in kept.items()}
    without = tuple(kind for kind in LACKABLE if kind in text.get("without", ""))
    cells = text | {"address": text["address_range"], "conference": text["conference_number"]}
    point = read_point(cells, text["place"])
    driver = checked(Id, text["driver"], "driver") if text["driver"] else ""
    family = checked(Id, text["family"], "family") if text.get("family") else ""
    return replace(point, driver=driver, kind=DeviceKind(text["kind"]), without=without, family=family)


def secrets_path(target: Path) -> Path:
    """Return the path of secrets.env beside sites.yaml."""
    return target.parent / FILE_NAME


def place_files(
    target: Path,
    text: str,
    secrets: Mapping[str, str],
    prove: Callable[[Path], None],
    *,
    may_replace: bool,
) -> None:
    """Put secrets.env, then sites.yaml in place, after `prove` accepted the latter beside its place.

    secrets: secrets by name; other lines of secrets.env stay
    prove: raises where the file cannot be used; nothing is changed then
    may_replace: whether a sites.yaml may be there already

    Raises OSError, FileExistsError where a file appeared in between, and SecretUnreadable.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = written_beside(target, text.encode(), _READABLE)
    try:
        prove(beside)
        if secrets:
            file = secrets_path(target)
            put_in_place(file, _merged(file, secrets).encode(), _PRIVATE)
        if may_replace:
            os.replace(beside, target)
        else:
            os.link(beside, target)
    finally:
        beside.unlink(missing_ok=True)


def _merged(file: Path, secrets: Mapping[str, str]) -> str:
    """Return the lines of secrets.env with these secrets in place of those of the same names."""
    old = read_private(file, _MOST_BYTES).splitlines() if file.exists() else []
    kept = [line for line in old if line.partition("=")[0].strip() not in secrets]
    return "".join(f"{line}\n" for line in (*kept, *(f"{n}={_quoted(v)}" for n, v in secrets.items())))


def _quoted(value: str) -> str:
    """Quote a secret: secrets_env.py takes off one pair; systemd takes `'` inside `"` as it is."""
    quote = '"' if "'" in value else "'"
    return f"{quote}{value}{quote}"
