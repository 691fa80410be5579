"""Finds the site of the alarm that a key means, and shows whom to phone about it."""

from gbdt_console.core.alarms.alarm import Alarm
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.screen_commands import ScreenCommands
from gbdt_console.screens.dialogs.phones import PhoneScreen
from gbdt_console.ui.alarms.rows import AlarmRow


async def show_phones(commands: ScreenCommands) -> None:
    """Show whom to phone about the alarm, else about the site; say so where a typed number is no site's."""
    row, site, view = commands.meant(AlarmRow), commands.site, commands.view
    if view is not None and (row is not None or site is not None):
        alarm = row.alarm if row is not None else None
        dialog = PhoneScreen.about(alarm, site, view, commands.services.appearance)
        await commands.dialogs.put(dialog, lambda _: None)
    elif commands.is_numbered:
        commands.meant_site()


def is_meant(row: AlarmRow | None, site_id: str, alarm: Alarm | None) -> bool:
    """Tell whether keys that mean a row mean that alarm; without one, an alarm of that site."""
    if row is None or alarm is None:
        return row is not None and row.is_about(site_id)
    return row.alarm.number == alarm.number


def site_meant(commands: ScreenCommands) -> SiteView | None:
    """Return the site that a key means, else that of the alarm."""
    row = commands.meant(AlarmRow)
    if commands.site is not None or commands.view is None or row is None:
        return commands.site
    return commands.view.site_of(row.alarm.site_id or next(iter(row.alarm.members), None))
