"""Words of outcome: the console is evidence, so each is said with its proof only, else a weaker one."""

from gbdt_console.core.quick_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class OutcomeWord:
    """One word that claims an outcome.

    name: the word, as a test names it that withholds the proof (docs/outcomes.md)
    codes: the messages that say it
    proof: what must be known before one of them is said
    weaker: the messages said without the proof
    """

    name: str
    codes: tuple[str, ...]
    proof: str
    weaker: tuple[str, ...]


OUTCOME_WORDS = (
    OutcomeWord(
        "recorded",
        ("stage.recorded", "profile.stage.recorded", "recording.already"),
        "The commit returned into files that lie at their places, or a fresh read of them has the entry; with"
        " `recorded: two_machines` a second machine acknowledged it too.",
        ("stage.doubtful", "profile.stage.doubtful", "recording.doubtful", "recording.one-machine"),
    ),
    OutcomeWord(
        "not recorded",
        (
            "recording.refused",
            "recording.not-found",
            "recording.no-quorum",
            "recording.catching-up",
            "recording.needs-engine",
        ),
        "COMMIT was not begun and never will be, or it failed and a fresh read lacks the entry.",
        ("stage.doubtful", "profile.stage.doubtful", "recording.doubtful"),
    ),
    OutcomeWord(
        "confirmed",
        (
            "stage.verified", "profile.stage.verified", "result.verified", "shutdown.confirmed.left",
            "shutdown.confirmed.codec", "shutdown.confirmed.power",
        ),
        "The device, asked after its accept, reports what was ordered.",
        ("stage.sent", "stage.accepted", "result.not-readable", "order.site.message.not-readable",
         "order.not-readable"),
    ),
    OutcomeWord(
        "failed",
        ("stage.failed", "profile.stage.failed", "order.not-obeyed"),
        "The device refused, or reports otherwise after its limit.",
        ("stage.unknown", "profile.stage.unknown", "order.not-read-back", "order.not-readable",
         "order.role-lost", "call.rings", "call.rings-untold", "room.call-rings"),
    ),
    OutcomeWord(
        "off",
        (
            "shutdown.state.proved", "shutdown.signed-by", "shutdown.all-off",
            "report.step.proved", "report.step.signed",
        ),
        "Each step was measured (codec silent, router answering, outlet off, load gone), or a person signed"
        " it by name and says how it is known.",
        (
            "shutdown.state.unproven", "shutdown.judged.unproven", "shutdown.brief.unproven",
            "shutdown.still-on", "report.step.unproven", "report.minutes.still-on",
        ),
    ),
    OutcomeWord(
        "present",
        ("attendance.present", "report.presence.present", "meetings.now.present", "standing.present"),
        "Seconds in which the MCU lists the leg (where no MCU of ours tells: the codec reports its call), and"
        " neither codec nor line is measured dead. A line alone never proves it.",
        (
            "attendance.unknown", "report.presence.unknown", "report.minutes.unknown",
            "meetings.now.unknown", "standing.mcu-unknown", "standing.unknown",
        ),
    ),
    OutcomeWord(
        "present behind a leg",
        ("member.in", "member.one.in"),
        "The member's own codec answers and reports its call with the leg.",
        (
            "member.through", "member.one.through", "attendance.through", "report.presence.through",
            "report.minutes.through", "meetings.now.through",
        ),
    ),
    OutcomeWord(
        "nobody, all, 0",
        ("report.minutes.incidents", "report.year.incidents", "named.nobody", "other.nothing",
         "standby.now-none-blocked", "shutdown.none-left"),
        "Every member of the set was judged for all of the time, and none is unknown.",
        (
            "report.minutes.incidents.unseen", "report.minutes.unseen",
            "report.year.incidents.unseen", "report.year.unseen", "named.untold", "other.untold",
            "report.minutes.no-outages", "report.minutes.no-turns", "standby.now-blocked-unknown",
            "shutdown.none-to-act",
        ),
    ),
    OutcomeWord(
        "intact",
        (
            "journal.verified", "evidence.verified", "evidence.samples-proven",
            "journal.merged-holds", "backup.written", "restore.done",
            "journal.verified-alone", "doctor.journal.alone",
        ),
        "Every byte that the sentence names is covered by the chain, a sealed digest or a noted head; a "
        "journal that no head noted outside of its directory vouches for is intact 'in itself' only.",
        (
            "evidence.samples-unproven", "evidence.samples-cut", "evidence.compare-head",
            "journal.merged-elsewhere",
        ),
    ),
    OutcomeWord(
        "in time",
        ("report.minutes.checklist.in-time", "report.year.checks", "report.cleaning.no"),
        "Every required item was done before the limit, by the act's own time.",
        (
            "report.minutes.checklist.late", "report.minutes.checklist.closed",
            "report.minutes.checklist.open", "report.cleaning.unknown",
        ),
    ),
    OutcomeWord(
        "told by the carrier",
        ("outage.source.carrier-spoken", "outage.source.carrier-written"),
        "A person chose that source.",
        ("outage.source.centre", "outage.source.automatic"),
    ),
    OutcomeWord(
        "sent",
        ("notify.state.sent", "event.notify.sent"),
        "The server answered our own request with its yes; no redirect, no page was taken for one.",
        ("notify.state.waiting", "notify.fault.too-long", "notify.fault.refused"),
    ),
    OutcomeWord(
        "normal",
        ("screen.state.up", "count.none", "checklist.state.passed"),
        "Every judged value is inside its limits and within its age.",
        ("screen.state.unknown", "count.unknown", "checklist.state.unknown"),
    ),
)  # fmt: skip
"""In the order of docs/outcomes.md."""
