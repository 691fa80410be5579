"""Define what the register holds: dated entries of the kinds that the regulation lists."""

from collections.abc import Iterable, Sequence

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import ActorName, Day, Utc


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """Holds one kind of entry, as the regulation's file describes it.

    code: what journals and scripts call it for ever
    article: where the regulation asks for it: '9.1'; may be empty
    is_each_meeting: each meeting should have one
    has_amount: it holds a sum of money, which the year adds up
    """

    code: str
    name: str
    article: str = ""
    is_each_meeting: bool = False
    has_amount: bool = False


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """Holds one entry, with the words of its day.

    kind: a RegisterKind's code
    kind_name, article: as the regulation had them on the day of the entry
    body: name of the site, body or branch that it is about; may be empty
    paper: number of a paper; may be empty
    day: day of what it tells
    person: who said or did it; may be empty
    meeting: number of the meeting that it is about; 0 for none
    amount: sum of money, đồng; 0 for none
    """

    number: int
    kind: str
    kind_name: str
    article: str
    body: str
    text: str
    paper: str
    day: Day
    person: str
    meeting: int
    amount: int
    at_utc: Utc
    operator: ActorName


@dataclass(frozen=True, slots=True)
class RegisterSection:
    """Holds the entries of one kind in a period, by body and day.

    meetings: number of the meetings that have one; None where not each meeting should
    is_former: the regulation has the kind no more; it is named as on the day of the last entry
    """

    kind: RegisterKind
    entries: tuple[RegisterEntry, ...]
    meetings: int | None = None
    is_former: bool = False

    @property
    def amount(self) -> int | None:
        """The sum of their amounts, đồng; None for a kind without amounts."""
        return sum(one.amount for one in self.entries) if self.kind.has_amount else None


def sections(
    entries: Iterable[RegisterEntry], kinds: Iterable[RegisterKind], meetings: frozenset[int]
) -> tuple[RegisterSection, ...]:
    """Return one section a kind; kinds that the regulation names no more follow, where entries have them."""
    found: dict[str, list[RegisterEntry]] = {}
    for one in sorted(entries, key=lambda entry: (entry.body, entry.day, entry.number)):
        found.setdefault(one.kind, []).append(one)
    known = {kind.code: kind for kind in kinds}
    former = {code: _former(own) for code, own in found.items() if code not in known}
    return tuple(
        RegisterSection(
            kind,
            tuple(own := found.get(code, [])),
            len(meetings & {one.meeting for one in own}) if kind.is_each_meeting else None,
            code in former,
        )
        for code, kind in (known | former).items()
    )


def _former(entries: Sequence[RegisterEntry]) -> RegisterKind:
    last = entries[-1]
    return RegisterKind(
        last.kind, last.kind_name, last.article, has_amount=any(one.amount for one in entries)
    )
