"""Plans work on the site that a key means, and ends it."""

from collections.abc import Sequence

from gbdt_console.core.alarms.commands import EndMaintenance
from gbdt_console.screens.actions.alarms import alarm_dialogs
from gbdt_console.screens.actions.screen_actions import ScreenActions


class MaintenanceActions(ScreenActions):
    """Plans work on a whole site; the site is fixed when the first question opens."""

    name = "maintenance"

    async def plan(self) -> None:
        commands, site, view = self._commands, self._commands.site, self._commands.view
        if commands.is_refused() or site is None or view is None:
            return
        name, services, dialogs = f"{site.number} {site.name}", commands.services, commands.dialogs
        windows = [
            window
            for window in view.snapshot.windows
            if window.resource == site.id or window.resource.startswith(f"{site.id}.")
        ]
        if not windows:
            await self._ask_for_plan(site.id, name)
            return

        def chosen(window_id: str) -> None:
            if window_id == alarm_dialogs.PLAN:
                dialogs.soon(self._ask_for_plan, site.id, name)
            else:
                commands.order(EndMaintenance(window_id), site.id)

        question = alarm_dialogs.maintenance_choice(self.look, services.clock, name, windows)
        await dialogs.choose(*question, chosen)

    async def _ask_for_plan(self, site_id: str, name: str) -> None:
        services, view = self._commands.services, self._commands.view
        known = () if view is None else view.snapshot.windows

        def filled_in(values: Sequence[str]) -> None:
            command = alarm_dialogs.maintenance(site_id, values, services.clock.utc())
            if command is not None:
                self._commands.order(command, site_id)

        form = alarm_dialogs.maintenance_form(services.appearance, services.clock, name, known)
        await self._dialogs.put(form, filled_in)
