"""An alarm about an outage record calls whom the record itself calls."""

from dataclasses import replace

import pytest

from gbdt_console.core.alarms.alarm import Alarm, AlarmKey
from gbdt_console.core.alarms.conditions import Conditions
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.callees import callee_of
from gbdt_console.core.ledger import Ledger
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.outage import Estimate, EstimateSource, Outage
from gbdt_console.engine.outages.conditions import OutageConditions
from gbdt_console.text.reasons import cause_text
from gbdt_console.text.words import Words
from tests.support.outages.records import lost
from tests.support.screens.scripted_port import AT_UTC

LATE = replace(
    lost(1, 3, AT_UTC, 900.0),
    estimates=(Estimate(AT_UTC - 60.0, AT_UTC - 800.0, EstimateSource.TECHNICIAN),),
)


def alarms_about(outage: Outage) -> dict[str, Alarm]:
    conditions = Conditions(lambda _: False, tuple)
    OutageConditions(conditions, Ledger(OutageBook(1, {1: outage}))).poll(AT_UTC)
    return {
        key.type: Alarm(1, AlarmKey(*key), one.severity, one.since_utc, AT_UTC, one.site_id, one.cause)
        for key, one in conditions.raised.items()
    }


@pytest.mark.article("A8.2d")
@pytest.mark.parametrize("cause", OutageCause)
def test_a_late_repair_is_asked_of_whom_the_record_calls_for_its_cause(cause: OutageCause) -> None:
    for outage in (
        replace(LATE, cause=cause),
        replace(LATE, proposed=replace(LATE.proposed, cause=cause)),
    ):
        found = alarms_about(outage)
        assert callee_of(found[AlarmType.OUTAGE_OVERDUE]) is cause.contact
        assert (AlarmType.OUTAGE_UNREPORTED in found) == cause.counts_against_carrier
        for alarm in found.values():
            assert callee_of(alarm) is cause.contact
            assert alarm.cause == ("" if cause is OutageCause.UNKNOWN else cause)


def test_its_cause_is_said_in_the_words_of_the_record() -> None:
    alarm = alarms_about(replace(LATE, cause=OutageCause.POWER_UPS))[AlarmType.OUTAGE_OVERDUE]
    assert cause_text(Words("vi"), replace(alarm, confidence="high")) == "do bộ lưu điện (UPS)"
