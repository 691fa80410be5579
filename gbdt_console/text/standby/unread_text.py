"""Says which orders of the PC that lost the role may have overlapped with those of the other one."""

from collections.abc import Iterator, Mapping

from gbdt_console.core.clean_text import clean
from gbdt_console.core.site_view import numbered_names
from gbdt_console.core.snapshot import Snapshot
from gbdt_console.core.standby.role import OrdersUnread, RoleTaken, UnreadOrder
from gbdt_console.core.standby.view import Role
from gbdt_console.text.event_words import EventWords, Saying, Values
from gbdt_console.text.formats import Formats
from gbdt_console.text.words import Words


def unread_lines(words: Words, snapshot: Snapshot) -> Iterator[str]:
    """Yield a line an order, oldest first."""
    view, names = snapshot.standby, numbered_names(snapshot.sites)
    if view is None:
        return
    machine = view.here if view.role is Role.FOLLOWING else view.there
    for order in view.unread:
        time = Formats(words).since(order.at_utc, snapshot.at_utc)
        yield words("standby.unread", machine=machine, time=time, order=_order_text(words, names, order))


def _order_text(words: Words, names: Mapping[str, str], order: UnreadOrder) -> str:
    target = names.get(order.target, clean(order.target)) or words("thing.conference")
    what, operator = words.named(f"order.{order.what}", order.what), clean(order.operator)
    code = "standby.unread-order.by" if operator else "standby.unread-order"
    return words(code, target=target, what=what, operator=operator)


def _params(saying: Saying, event: OrdersUnread, _: Values) -> dict[str, object]:
    orders = (_order_text(saying.words, saying.names, order) for order in event.orders)
    return {"orders": "; ".join(orders)}


ROLE_EVENTS = EventWords((RoleTaken,), lambda event, _: ".automatic" if event.automatic_utc else "")
UNREAD_EVENTS = EventWords((OrdersUnread,), params=_params)
