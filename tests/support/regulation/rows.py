"""What Decision 22/2010 asks of the console, row by row, and what the console does about it.

`A7.1b` reads: Article 7, clause 1, point b. A test that proves a row on running parts is marked
`@pytest.mark.article("A7.1b")`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One duty of the text.

    asks: what the text says, in short
    does: what the console does about it, in an operator's words
    ways: the screens, keys and verbs of it
    """

    ref: str
    asks: str
    does: str
    ways: str


ROWS = (
    Row(
        "A2.1",
        "One control centre, 11 branch points, others added later; leased lines.",
        "The shipped sites.yaml is these 11 points; a new point is a few lines of it.",
        "F2; `example`, `check`, `status`",
    ),
    Row(
        "A2.2",
        "A private IP network; ranges are set for the whole system.",
        "A device outside its range, and a double address or name, stop the start with file, line and cure.",
        "`check`",
    ),
    Row(
        "A4.1",
        "No flammables, explosives or liquids near the equipment.",
        "A check of its own: who at the site switched on, told on the phone, signed.",
        "F6 `Enter`, `%`; `checklist sign`",
    ),
    Row(
        "A4.2",
        "Sound, light, temperature, humidity and stable power.",
        "Room probes and UPS are judged by each site's limits; sound and light are confirmed on the sheet.",
        "F2, number `Enter`, F6; `alarms`",
    ),
    Row(
        "A4.3",
        "Nobody moves devices or changes parameters on their own.",
        "A device that is not what it was raises an alarm with before and after.",
        "`b`; `alarms`",
    ),
    Row(
        "A4.4",
        "Accounts are kept secret.",
        "Secrets stand outside sites.yaml, in no log, screen, report or bundle; open connections are said.",
        "`check`, `doctor`",
    ),
    Row(
        "A4.5",
        "Cameras are not touched or turned by hand.",
        "Framing by preset only; a camera that left its preset is told until it is back.",
        "`p`, number `Enter`; `preset`",
    ),
    Row(
        "A4.6-4.7",
        "Switched on and off by procedure; power is cut when not in use.",
        "The shutdown is an ordered list; 'off' is proved by silence, standby, outlet and load.",
        "F7 `Enter`; `shutdown`",
    ),
    Row(
        "A4.8",
        "Regular cleaning.",
        "Each room has a due date; a cleaning is signed by name, an overdue one stands in the hand-over.",
        "`:` `Enter`, `$`; `care`",
    ),
    Row(
        "A5.1",
        "Online meetings have priority in the room.",
        "A booking that would displace an online meeting is a clash, named, which a person decides.",
        "F5 `Ins`; `meetings register`",
    ),
    Row(
        "A5.2-5.4",
        "Who chairs decides the room.",
        "The chair's site is proposed from the host's kind, and may be another where the text allows it.",
        "F5 `Ins`; `meetings register`",
    ),
    Row(
        "A5.5",
        "The room's rules are obeyed.",
        "Use and breaches are entries of the register, in the year by body.",
        "F8 `Enter`; `register add room-breach`",
    ),
    Row(
        "A6.1",
        "Provincial meetings: notice at least 2 days before.",
        "The notice's time is kept; a late one is said of the meeting and counted by host in the year.",
        "F5; `meetings register --noticed`",
    ),
    Row(
        "A6.2",
        "Departments agree the time and register before they invite.",
        "Answers are recorded by site; an invitation before the last of them needs a yes; clashes are named.",
        "F5 `Enter`; `meetings agree`, `meetings invite`",
    ),
    Row(
        "A6.3",
        "Emergencies are told by fax, e-mail or phone.",
        "An emergency meeting costs a few keys, waits for no notice, and keeps how it was told.",
        "F5 `Ins`; `meetings register --kind emergency`",
    ),
    Row(
        "A7.1a",
        "Technicians, the power company and the telecom are told of time and points.",
        "Notices ready to send for each group; who was told, when, how, and who confirmed.",
        "F5 `Enter`; `meetings notice`, `meetings noticed`, `meetings confirmed`",
    ),
    Row(
        "A7.1b",
        "All is tested 30 minutes before the opening at the latest.",
        "The sheet counts down to that time; what is late is an alarm; closing freezes and signs it.",
        "F6 `Enter`, `#`; `checklist`",
    ),
    Row(
        "A7.1c",
        "The technical parameters are set for the meeting.",
        "One command applies the meeting's profile and shows each answer of the MCU.",
        "F5 `Enter`; `profile apply`",
    ),
    Row(
        "A7.2",
        "Districts check devices, call in, set presets for the seating.",
        "The sheet has these lines for each site; named presets are stored by site and meeting.",
        "F6, `p`; `checklist`, `preset`",
    ),
    Row(
        "A8.1a",
        "The control centre adjusts the displayed frame to the moment.",
        "Preview, then take; what is on air is what the device says, never what was asked.",
        "`v`, `Space`, `z`, F3; `frame`",
    ),
    Row(
        "A8.1b",
        "On a fault, work at once with telecom and site; keep it short.",
        "The fault appears in ten seconds with its likely cause, its length, and whom to phone.",
        "F2, `g`; `alarms`, `outages`",
    ),
    Row(
        "A8.2a",
        "A site opens its microphone only when the chair asks.",
        "Out of turn is a notice, then an alarm; one key mutes; the others are muted at once, each verified.",
        "`x`, `-`, `m`; `mute`, `floor`",
    ),
    Row(
        "A8.2b",
        "Sites go to the preset when a delegate speaks.",
        "Preparing the floor recalls the preset; giving it shows the site, in one act.",
        "`f`, `Space`; `floor prepare`",
    ),
    Row(
        "A8.2c",
        "No site dials another point unless asked.",
        "A caller that nobody expects is an alarm; isolating it is one key, then a person decides.",
        "`x`, `j`; `participant`",
    ),
    Row(
        "A8.2d",
        "On loss of connection: cause, remedy, estimated time; the chair is told.",
        "The record keeps each estimate and when the chair was told; an estimate that passed is an alarm.",
        "`h`, `t`; `outage`",
    ),
    Row(
        "A8.3",
        "At the end each site checks the system before cutting power.",
        "The shutdown names what is not off until it is, proved by measurement or signed by name.",
        "F7 `Enter`, `#`; `shutdown`",
    ),
    Row(
        "A9.1",
        "The centre guides and supports the points.",
        "Guidance given is an entry of the register, in the year by site.",
        "F8 `Enter`; `register add guidance`",
    ),
    Row(
        "A9.2",
        "The calendar is received and arranged, technicians assigned.",
        "Calendar with clashes and technicians; iCalendar in and out.",
        "F5; `meetings import`, `meetings export`",
    ),
    Row(
        "A9.3-10.3",
        "Every year the system is reviewed, opinions and proposals are gathered.",
        "The yearly review: availability, outages, checks, microphones, late notices, the sites' opinions.",
        "F8 `Enter`; `report year`, `report opinion`",
    ),
    Row(
        "A9.3 proposals",
        "Proposals for upgrade, staffing, training plan and budget.",
        "Sections of the year that the office fills on F8; amounts are added.",
        "F8 `Enter`; `register add budget`",
    ),
    Row(
        "A10.1",
        "Each point issues and posts its room rules.",
        "The day of posting stands at the point; a missing one is told.",
        "`:` `Enter`; `care rules`",
    ),
    Row(
        "A10.2",
        "Trained technicians are assigned stably; a change is made known.",
        "Roster with training; a site with nobody trained is told when a meeting is prepared.",
        "`:`, F5; `technicians`",
    ),
    Row(
        "A10.2 report",
        "A replaced technician is reported to the department.",
        "The report is an entry of the register with date and paper number.",
        "F8 `Enter`; `register add replacement`",
    ),
    Row(
        "A11.1",
        "Departments use the system effectively.",
        "Hours and meetings of each host body in the year.",
        "F8; `report year`",
    ),
    Row(
        "A11.3-11.4",
        "The host asks in writing, and tells a changed time at once.",
        "The letter is in the register; a change keeps when it was told, and the year lists the late ones.",
        "F5 `Enter` `s`; `register add request`, `meetings change --noticed`",
    ),
    Row(
        "A12.1",
        "The telecom keeps the line's contracted targets.",
        "Each line is counted by the second against its contract; a breach is evidence with times.",
        "F4; `report outages`, `report availability`",
    ),
    Row(
        "A12.2",
        "The telecom gives contacts and keeps a technician on duty.",
        "Numbers are one key from the fault; duty is confirmed by site, and a sheet shows it.",
        "`g`, `:`; `technicians duty`",
    ),
    Row(
        "A12.3",
        "The content of meetings is confidential.",
        "A closed meeting is locked and not recorded; its subject stands in no notice, metric or log.",
        "`*`; `meetings register --closed`, `meeting closed`",
    ),
    Row(
        "A13",
        "The power company guarantees power at centre and points.",
        "It gets a notice with times; a UPS on battery is judged by the minutes left in the meeting.",
        "F5 `Enter`; `meetings notice`, `alarms`",
    ),
    Row(
        "A13.2",
        "The power company tells its branches.",
        "Confirmations are entries by branch and meeting; the year counts the meetings that have one.",
        "F5 `Enter` `s`; `register add power-branch`",
    ),
    Row(
        "A14",
        "Merits and violations are judged by unit.",
        "Entries of the register, in the year by unit.",
        "F8 `Enter`; `register add merit`",
    ),
    Row(
        "A15",
        "Difficulties are gathered for the province.",
        "Entries of the register, in the year.",
        "F8 `Enter`; `register add difficulty`",
    ),
)
