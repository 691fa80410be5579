"""Write the pictures as plain lines."""

from collections.abc import Iterator

from gbdt_console.core.clean_text import clean, spoken
from gbdt_console.core.frame.view import BusView, FrameView, PaneView
from gbdt_console.core.pictures import Shot
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.text.formats import Formats
from gbdt_console.text.frame.layout_text import layout_text
from gbdt_console.text.reasons import order_text
from gbdt_console.text.words import Words


class FrameLines:
    def __init__(self, snapshot: Snapshot, frame: FrameView, words: Words) -> None:
        self._snapshot = snapshot
        self._frame = frame
        self._words = words
        self._formats = Formats(words)
        self._names = numbered_names(snapshot.sites)

    def all(self) -> Iterator[str]:
        """Write each picture, what the next take does, and orders."""
        words, frame = self._words, self._frame
        for bus in frame.buses:
            yield from self._bus(bus)
        if frame.is_one_picture:
            yield words("frame.one-picture")
        elif not frame.is_linked:
            yield words("frame.unlinked")
        if frame.is_mixer_protected is False:
            yield words("frame.unprotected")
        for driver in frame.by_documents:
            yield words("driver.by-documents", driver=driver)
        yield from self._content()
        if frame.floor_site_id:
            yield words("frame.gives-floor", site=self._name(frame.floor_site_id))
        for code, site_id in frame.refusals:
            yield f"{self._name(site_id)}: {words(code)}"
        if frame.undo:
            shots = [shot for _, shot in frame.undo[0]]
            yield words("frame.undo-of", n=len(frame.undo), sites=self._shots(shots))
        yield from self._kept()
        for order in frame.orders:
            yield order_text(words, order, self._name(order.target) or words("frame.pictures"))

    def _content(self) -> Iterator[str]:
        """Write who presents, which device says so, and that it cannot be changed from here."""
        words, content = self._words, self._frame.content
        if content is None:
            yield words("content.unknown")
        else:
            said = words(content.code, site=self._name(content.site_id))
            age_s = self._snapshot.age_s(content.taken_s) if content.site_id else None
            ago = "" if age_s is None else words(content.source_code, ago=self._formats.duration(age_s))
            yield f"{said} ({ago})" if ago else said
        if self._frame.fixed_content:
            yield words("content.fixed", device=self._frame.fixed_content)

    def _kept(self) -> Iterator[str]:
        """Write the rolling view, whom it leaves out, and the named layouts."""
        words, frame = self._words, self._frame
        if frame.rolling_s is not None:
            yield words("frame.rolls", seconds=f"{frame.rolling_s:g}")
        if frame.kept_off:
            yield words("frame.kept-off", sites=", ".join(map(self._name, frame.kept_off)))
        for name, pictures in frame.saved:
            yield words("frame.saved", name=clean(name), sites=self._shots([shot for _, shot in pictures]))

    def _bus(self, bus: BusView) -> Iterator[str]:
        words = self._words
        head = words(f"frame.bus.{bus.bus}")
        if not bus.is_known(self._snapshot.at_s):
            why = words(f"control.{bus.fault}" if bus.fault else "pictures.old").rstrip(".")
            yield words("frame.bus-unknown", bus=head, why=why)
        else:
            panes = ", ".join(self._pane(pane) for pane in bus.panes) or words("frame.no-sites")
            yield words("frame.bus-line", bus=head, panes=panes, layout=clean(bus.layout) or "?")
            if bus.wanted is not None and bus.differs_since_utc is not None:
                lasted = self._formats.duration(self._snapshot.at_utc - bus.differs_since_utc)
                yield words("frame.differs", sites=self._shots([bus.wanted]), lasted=lasted)
        if bus.preview is not None:
            sites = self._shots([bus.preview])
            yield words("frame.preview", sites=sites, layout=clean(bus.preview.layout))
        if len(bus.layouts) > 1:
            named = (
                (one.id, layout_text(words, one) if one.boxes or one.name else "") for one in bus.layouts
            )
            ids = ", ".join(clean(f"{id_} ({name})" if name else id_) for id_, name in named)
            yield words("frame.layouts", layouts=ids)

    def _pane(self, pane: PaneView) -> str:
        words = self._words
        name = self._name(pane.site_id) or spoken(pane.words) or words(f"frame.pane.{pane.kind}")
        facts = []
        if pane.since_utc is not None:
            facts.append(self._formats.duration(self._snapshot.at_utc - pane.since_utc))
        if pane.frozen_since_utc is not None:
            lasted = self._formats.duration(self._snapshot.at_utc - pane.frozen_since_utc)
            facts.append(words("frame.frozen", lasted=lasted))
        return f"{name} ({', '.join(facts)})" if facts else name

    def _shots(self, shots: list[Shot]) -> str:
        sites = dict.fromkeys(seat for shot in shots for seat in shot.seats if seat)
        return ", ".join(map(self._name, sites)) or self._words("frame.no-sites")

    def _name(self, site_id: str) -> str:
        return self._names.get(site_id) or clean(site_id)
