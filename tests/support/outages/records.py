"""Outage records as the engine would publish them."""

from dataclasses import replace

from gbdt_console.core.alarms.alarm import AlarmKey
from gbdt_console.core.alarms.definitions import AlarmType
from gbdt_console.core.evidence import Evidence
from gbdt_console.core.outages.causes import OutageCause, ProposedCause
from gbdt_console.core.outages.outage import (
    Call,
    CallOutcome,
    Channel,
    Downtime,
    Estimate,
    EstimateSource,
    Outage,
    OutageState,
    StateStep,
    Told,
)

OPERATOR = "trực trung tâm"


def lost(number: int, site: int, at_utc: float, ago_s: float = 151.0) -> Outage:
    """A site that is cut off; nobody has acted on it yet.

    at_utc: UTC seconds of now
    ago_s: seconds since its last good reply
    """
    site_id, started_utc = f"site{site}", at_utc - ago_s
    return Outage(
        number=number,
        sites=(site_id,),
        opened_by=AlarmKey(site_id, AlarmType.SITE_LOST),
        words="",
        started_utc=started_utc,
        detected_utc=started_utc + 5.0,
        downtimes=(Downtime(site_id, started_utc),),
        steps=(StateStep(OutageState.OPEN, started_utc + 5.0),),
        proposed=ProposedCause(OutageCause.LINE, "medium"),
        evidence=(Evidence("anchors.ok", started_utc + 5.0),),
    )


def told_and_late(number: int, site: int, at_utc: float) -> Outage:
    """A site whose repair is overdue, and whose chair knows an older time."""
    outage = lost(number, site, at_utc, 2_400.0)
    began = outage.started_utc
    spoken = EstimateSource.CARRIER_SPOKEN
    return replace(
        outage,
        acknowledged_utc=began + 20.0,
        reported_utc=began + 95.0,
        cause=OutageCause.LINE,
        cause_by=OPERATOR,
        ticket="VNPT-22119",
        steps=(*outage.steps, StateStep(OutageState.REPORTED, began + 95.0, OPERATOR)),
        calls=(Call("trực kỹ thuật", "0214 000 0800", CallOutcome.REACHED, began + 95.0, OPERATOR),),
        estimates=(
            Estimate(began + 1_500.0, began + 100.0, spoken, OPERATOR),
            Estimate(at_utc - 60.0, began + 1_600.0, spoken, OPERATOR, reason="phải thay cáp"),
        ),
        told=(Told("chủ trì", Channel.IN_ROOM, "…", began + 130.0, OPERATOR, began + 1_500.0),),
    )


def repaired(number: int, site: int, at_utc: float) -> Outage:
    """A site that is back and watched; the record is not closed."""
    outage = lost(number, site, at_utc, 3_600.0)
    back_utc = outage.started_utc + 1_260.0
    return replace(
        outage,
        acknowledged_utc=outage.started_utc + 30.0,
        restored_utc=back_utc,
        verified_utc=back_utc + 60.0,
        downtimes=(Downtime(outage.sites[0], outage.started_utc, back_utc),),
        steps=(*outage.steps, StateStep(OutageState.RESTORED, back_utc)),
        remedy="nhà mạng hàn lại cáp",
        remedy_by=OPERATOR,
    )
