"""Edits a site, its carrier or the centre in sites.yaml by a form, and has the engine read the file again."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from gbdt_console.core.configuration.commands import ReloadSites
from gbdt_console.core.configuration.editing import CARRIER_PREFIX, CENTRE_TARGET, EditRefused, SitesDesk
from gbdt_console.core.requests import Progress, Stage
from gbdt_console.core.site_view import SiteView
from gbdt_console.screens.actions.screen_actions import ScreenActions, needs
from gbdt_console.screens.dialogs.form import Field
from gbdt_console.text.reasons import end_text, reason_text

OpenDesk = Callable[[], SitesDesk]
_SITE, _CARRIER = "site", "carrier"
_CONTACT = ("contact", "phone", "email")
_FIELDS: Mapping[str, Sequence[str]] = {
    _SITE: ("name", "circuit", *_CONTACT),
    _CARRIER: ("name", "contract", *_CONTACT),
    CENTRE_TARGET: ("name", *_CONTACT),
}


class SitesActions(ScreenActions):
    """The site is fixed when the first question opens."""

    name = "sites"

    def _meant(self) -> tuple[OpenDesk, SiteView] | None:
        commands, desk, site = self._commands, self._commands.services.sites, self._commands.site
        if commands.is_refused("" if desk is not None else "sites.no-file"):
            return None
        if site is None or desk is None:
            commands.meant_site()  # says that none is meant
            return None
        return desk, site

    @needs(_meant)
    async def edit(self, meant: tuple[OpenDesk, SiteView]) -> None:
        open_desk, site = meant
        names = {_SITE: f"{site.number} {site.name}", _CARRIER: site.carrier, CENTRE_TARGET: ""}
        options = [
            ("", f"{self._words(f'sites.edit.{kind}')} {names[kind]}".strip(), kind) for kind in _FIELDS
        ]
        title = self._dialogs.title(self._words("action.sites.edit"), names[_SITE])

        def chosen(kind: str) -> None:
            self._dialogs.soon(self._fill, open_desk, site, kind)

        await self._dialogs.choose(title, options, chosen)

    async def _fill(self, open_desk: OpenDesk, site: SiteView, kind: str) -> None:
        """Ask for the texts, those of the file in the fields."""
        try:
            desk = await asyncio.to_thread(open_desk)
            target, values = await asyncio.to_thread(_found, desk, site.id, kind)
        except EditRefused as refused:
            self._refuse(refused)
            return
        fields = _FIELDS[kind]
        shown = [Field(self._words(f"sites.field.{field}"), values[field]) for field in fields]
        named = values["name"] if kind != _SITE else f"{site.number} {site.name}"
        text = self._dialogs.title(self._words("action.sites.edit"), named)

        def filled_in(typed: Sequence[str]) -> None:
            changed = self._change(desk, target, dict(zip(fields, typed, strict=True)), text)
            self._commands.services.console.start_order(changed)

        await self._dialogs.fill_in(text, shown, filled_in)

    async def _change(self, desk: SitesDesk, target: str, values: Mapping[str, str], text: str) -> None:
        """Write the file, then say what the engine made of it."""
        console = self._commands.services.console
        try:
            is_changed = await asyncio.to_thread(desk.change, target, values)
        except EditRefused as refused:
            self._refuse(refused)
            return
        if not is_changed:
            console.say(self._words("sites.same"))
            return
        last = Progress("", Stage.SENT)
        async for last in self._commands.services.feed.submit(ReloadSites()):
            if last.stage is Stage.DOUBTFUL:
                break
        if last.code == "reload.nothing":
            console.say(self._words("sites.other-file"))
        elif last.code == "reload.done":
            console.say(reason_text(self._words, last.code, last.detail))
        else:
            console.say(end_text(self._words, text, last))

    def _refuse(self, refused: EditRefused) -> None:
        text = self._words(refused.code, **refused.params)
        self._commands.services.console.say(" ".join(text.split()))


def _found(desk: SitesDesk, site_id: str, kind: str) -> tuple[str, Mapping[str, str]]:
    """Return what is edited and its texts; reads the file. Raises EditRefused."""
    values = desk.values(CENTRE_TARGET if kind == CENTRE_TARGET else site_id)
    if kind != _CARRIER:
        return site_id if kind == _SITE else CENTRE_TARGET, values
    target = f"{CARRIER_PREFIX}{values['carrier']}"
    return target, desk.values(target)
