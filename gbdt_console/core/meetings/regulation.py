"""Define what a province's regulation says: bodies, kinds of meeting, times and articles."""

from enum import StrEnum

from gbdt_console.core.meetings.registration import MeetingKind
from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.register.entry import RegisterKind


class ChairRule(StrEnum):
    """Names whose room chairs a meeting (A5.2-5.4)."""

    PROVINCE = "province"
    OWN = "own"
    OWN_OR_DEPARTMENTS = "own-or-departments"
    OWN_OR_PROVINCE = "own-or-province"


class Duty(StrEnum):
    """Names the duties whose article screens and papers quote."""

    CLEANING = "cleaning"
    NOTICE = "notice"
    PREPARATION = "preparation"
    SHUTDOWN = "shutdown"
    ROOM_RULES = "room-rules"
    TRAINING = "training"
    CARRIER = "carrier"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class KindRule:
    """Holds what the regulation says of one kind of meeting; an empty name leaves the program's words."""

    kind: MeetingKind
    chair: ChairRule
    name: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """Holds where a duty stands in the regulation: '10.2', and the title of that place."""

    duty: Duty
    number: str
    title: str


_DECISION_22 = (
    KindRule(MeetingKind.PROVINCIAL, ChairRule.PROVINCE),
    KindRule(MeetingKind.DEPARTMENT, ChairRule.OWN_OR_DEPARTMENTS),
    KindRule(MeetingKind.DISTRICTS, ChairRule.OWN),
    KindRule(MeetingKind.EMERGENCY, ChairRule.OWN_OR_PROVINCE),
    KindRule(MeetingKind.UPSTREAM, ChairRule.PROVINCE),
)


@dataclass(frozen=True, slots=True)
class Regulation:
    """Holds one regulation; the defaults are what holds while no sites.yaml can be read.

    superior: body above the one that issues papers
    manager: body that runs the control centre and issues papers
    office: office that gets copies of what goes up
    power, power_branches: who guarantees the power, and whom it tells in turn (A13)
    signer: post that signs, in capitals
    notice_days: days from the notice to the opening of a provincial meeting (A6.1)
    ready_min: minutes before the opening at which all tests are done (A7.1b)
    posts_min: minutes before the opening at which technicians are at their posts
    change_days: days from the notice of another time to the earlier of both openings (A11.4)
    register: the kinds of entries of the register, in the order of papers
    """

    title: str = ""
    superior: str = ""
    manager: str = ""
    office: str = ""
    power: str = ""
    power_branches: str = ""
    signer: str = ""
    notice_days: int = 2
    ready_min: int = 30
    posts_min: int = 60
    kinds: tuple[KindRule, ...] = _DECISION_22
    articles: tuple[Article, ...] = ()
    change_days: int = 1
    register: tuple[RegisterKind, ...] = ()

    def rule(self, kind: MeetingKind) -> KindRule:
        """Return what is said of a kind of meeting."""
        return next(one for one in self.kinds if one.kind is kind)

    def article(self, duty: Duty) -> Article:
        """Return where a duty stands; without a number where the regulation names none."""
        return next((one for one in self.articles if one.duty is duty), Article(duty, "", ""))
