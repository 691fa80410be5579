"""What the alarms make of the records, worked by hand; times are seconds."""

from gbdt_console.core.alarms.alarm import Severity
from gbdt_console.core.alarms.book import AlarmBook
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.alarms.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmEvent,
    AlarmRaised,
    CauseDecided,
    MaintenanceBegan,
    MaintenancePlanned,
)
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause, ProposedCause
from gbdt_console.core.outages.contract_events import LineAvailable, LineUnavailable
from gbdt_console.core.outages.events import (
    OutageCauseDecided,
    OutageClosed,
    OutageEstimated,
    OutageMerged,
    OutageOpened,
    OutageSplit,
)
from gbdt_console.core.outages.outage import Downtime, EstimateSource, Outage, OutageState
from gbdt_console.core.outages.planning import plan_events
from gbdt_console.core.outages.repairs import Repair
from gbdt_console.core.outages.rules import CONTRACT_FAULT


class Fold:
    """Alarms and the records that follow from them."""

    def __init__(self, *repairs: Repair) -> None:
        self.alarms, self.outages = AlarmBook(), OutageBook(repairs=repairs)
        self.switched_off: set[str] = set()

    def at(self, now_utc: float, *events: AlarmEvent) -> None:
        """Apply what happened, then plan until nothing is due."""
        for event in events:
            self.alarms.apply(event)
        while due := plan_events(
            self.alarms,
            self.outages,
            self.outages.last_number + 1,
            lambda site_id: "vnpt",
            now_utc,
            self.switched_off.__contains__,
        ):
            for planned in due:
                self.outages.apply(planned)

    def __getitem__(self, number: int) -> Outage:
        found = self.outages.find(number)
        assert found is not None
        return found


def lost(
    number: int, since_utc: float, site: str = "sapa", kind: str = AlarmType.SITE_LOST, cause: str = ""
) -> AlarmRaised:
    return AlarmRaised(number, site, kind, Severity.MAJOR, site, since_utc, since_utc + 5.0, cause, "medium")


def back(number: int, ended_utc: float, site: str = "sapa") -> AlarmCleared:
    return AlarmCleared(number, site, ended_utc, 60.0)


def acknowledged(number: int, at_utc: float, site: str = "sapa") -> AlarmAcknowledged:
    return AlarmAcknowledged(number, site, Severity.MAJOR, "trực", at_utc)


WORK = (
    MaintenancePlanned("w1", "sapa", 200.0, 900.0, "thay cáp", "trực"),
    MaintenanceBegan("w1", "sapa"),
)


def test_work_planned_during_a_cut_does_not_end_its_downtime() -> None:
    fold = Fold()
    codec = (lost(1, 10.0, kind=AlarmType.CODEC_LOST), back(1, 50.0), acknowledged(1, 60.0))
    fold.at(110.0, *codec, lost(2, 100.0))
    fold.at(210.0, *WORK)
    assert fold[1].downtimes == (Downtime("sapa", 100.0),)
    fold.at(410.0, back(2, 400.0))
    assert fold[1].downtimes == (Downtime("sapa", 100.0, 400.0),)
    assert fold[1].restored_utc == 400.0


def test_boot_counters_correct_the_proposal_when_the_site_is_back() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0, cause="line-or-router"))
    assert fold[1].proposed == ProposedCause(OutageCause.LINE, "medium")
    decided = CauseDecided(1, "sapa", "router-restarted", "medium", (), is_on_return=True)
    fold.at(410.0, back(1, 400.0))
    fold.at(415.0, decided)
    assert fold[1].proposed == ProposedCause(OutageCause.LAN, "medium")


def test_a_codec_switched_off_with_its_room_is_not_repaired_until_it_returns() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0, kind=AlarmType.CODEC_LOST))
    fold.switched_off.add("sapa")
    fold.at(410.0, back(1, 400.0), acknowledged(1, 405.0))
    fold.at(900.0)
    assert (fold[1].state, fold[1].restored_utc) == (OutageState.SWITCHED_OFF, 400.0)
    assert (fold[1].repaired_utc, fold[1].verified_utc) == (None, None)
    fold.outages.apply(OutageCauseDecided(1, OutageCause.CODEC, 910.0, "trực"))
    fold.outages.apply(OutageClosed(1, 920.0, "trực"))
    assert not fold.outages.repairs
    fold.at(1_010.0, lost(2, 1_000.0))
    fold.at(1_110.0, back(2, 1_100.0), acknowledged(2, 1_105.0))
    fold.at(1_200.0)
    assert fold[2].state is OutageState.RESTORED
    assert (fold[2].repaired_utc, fold[2].verified_utc) == (1_100.0, 1_160.0)


def test_the_next_fault_leaves_the_proposal_of_the_last_one_alone() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0, cause="line-or-router"))
    fold.at(210.0, back(1, 200.0), acknowledged(1, 205.0))
    fold.at(2_010.0, lost(2, 2_000.0, cause="site-power"))
    assert [fold[number].proposed.cause for number in (1, 2)] == [OutageCause.LINE, OutageCause.POWER_GRID]


def test_a_split_site_takes_the_alarm_that_opened_the_record_along() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0))
    fold.at(120.0, lost(2, 115.0, "bacha"))
    fold.outages.apply(OutageMerged(2, 1, 130.0, "trực"))
    fold.outages.apply(OutageSplit(1, 3, ["sapa"], 140.0, "trực"))
    fold.at(510.0, back(2, 500.0, "bacha"))
    assert (fold[1].sites, fold[1].restored_utc) == (("bacha",), 500.0)
    assert (fold[3].sites, fold[3].restored_utc) == (("sapa",), None)
    fold.at(610.0, back(1, 600.0))
    assert fold[3].downtimes == (Downtime("sapa", 100.0, 600.0),)
    assert fold.outages.last_number == 3


def test_a_record_of_the_contract_clock_beside_the_alarm_s_joins_it() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0))
    late = OutageOpened(2, ["sapa"], 101.0, 160.0, "sapa", CONTRACT_FAULT, cause=OutageCause.LINE)
    fold.outages.apply(late)
    fold.at(161.0)
    assert fold[2].merged_into == 1
    assert fold[1].downtimes == (Downtime("sapa", 100.0),)
    fold.at(410.0, back(1, 400.0))
    assert fold[1].downtimes == (Downtime("sapa", 100.0, 400.0),)


def test_a_contract_record_ends_with_its_period_if_the_return_was_lost() -> None:
    fold = Fold()
    fold.outages.apply(
        OutageOpened(1, ["sapa"], 100.0, 112.0, "sapa", CONTRACT_FAULT, cause=OutageCause.LINE)
    )
    fold.outages.note_unavailable(LineUnavailable(1, "sapa", 100))
    fold.at(113.0)
    assert fold[1].sites_down == ("sapa",)
    fold.outages.note_unavailable(LineAvailable(1, "sapa", 100, 123, 23, [[100, 123]]))
    fold.at(135.0)
    assert fold[1].downtimes == (Downtime("sapa", 100.0, 123.0),)
    assert fold[1].restored_utc == 123.0


def test_two_records_of_the_contract_clock_beside_each_other_become_one() -> None:
    fold = Fold()
    for number, begin in ((1, 100.0), (2, 150.0)):
        fold.outages.apply(OutageOpened(number, ["sapa"], begin, begin + 12.0, "sapa", CONTRACT_FAULT))
    fold.alarms.apply(lost(1, 90.0))
    fold.at(170.0)
    assert (fold[1].merged_into, fold[2].merged_into) == (0, 1)
    assert fold[1].downtimes == (Downtime("sapa", 100.0),)


def test_the_first_estimate_is_the_begin_and_the_median_of_the_line() -> None:
    past = [
        Repair(n, OutageCause.LINE, ("sapa",), 0.0, lasted_s)
        for n, lasted_s in enumerate((600.0, 3_000.0, 1_200.0))
    ]
    fold = Fold(*past)
    fold.at(110.0, lost(1, 100.0, cause="line-or-router"))
    (estimate,) = fold[1].estimates
    assert (estimate.back_utc, estimate.given_utc, estimate.confidence) == (1_300.0, 110.0, "medium")


def test_a_proposal_of_the_engine_replaces_nobodys_word() -> None:
    fold = Fold()
    fold.at(110.0, lost(1, 100.0, cause="line-or-router"))
    fold.outages.apply(OutageEstimated(1, 1_300.0, 120.0, EstimateSource.CARRIER_SPOKEN, "trực ca"))
    fold.outages.apply(OutageEstimated(1, 200.0, 120.1, EstimateSource.AUTOMATIC))
    estimate = fold[1].estimate
    assert estimate is not None
    assert (estimate.back_utc, estimate.source) == (1_300.0, EstimateSource.CARRIER_SPOKEN)


def test_a_proposal_that_would_have_passed_already_is_not_made() -> None:
    past = [Repair(n, OutageCause.LINE, ("sapa",), 0.0, 9.0) for n in range(3)]
    fold = Fold(*past)
    fold.at(110.0, lost(1, 100.0, cause="line-or-router"))
    assert fold[1].estimates == ()


def test_a_lost_upper_site_is_one_outage_whether_its_leg_or_its_line_went_first() -> None:
    upper = lost(1, 10.0, "hanoi", AlarmType.UPPER_LOST)
    line = lost(2, 12.0, "hanoi")
    fold = Fold()
    fold.at(20.0, upper)
    assert (fold[1].sites, fold[1].sites_down) == (("hanoi",), ())
    fold.at(21.0, line)
    assert (fold.outages.last_number, fold[1].sites_down) == (1, ("hanoi",))
    fold.at(30.0, AlarmCleared(2, "hanoi", 29.0, 60.0))
    assert fold[1].is_down, "the leg is not back"
    fold.at(40.0, AlarmCleared(1, "hanoi", 39.0, 60.0))
    assert fold[1].restored_utc == 39.0
    fold = Fold()
    fold.at(20.0, line)
    fold.at(21.0, upper)
    assert fold.outages.last_number == 1, "its line is the reason"
