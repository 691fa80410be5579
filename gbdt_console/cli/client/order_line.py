"""What was asked of a device, in a line, whichever device it was."""

from gbdt_console.core.conference.view import OrderView
from gbdt_console.text.outcomes import reason
from gbdt_console.text.words import Words


def order_line(words: Words, order: OrderView, target: str) -> str:
    """How far it is or how it ended; `target` is how whom it is about is called, cleaned."""
    facts = {"target": target, "what": words(f"order.{order.what}")}
    if order.is_reverted:
        return words("roster.changed-back", **facts)
    facts["stage"] = words(f"stage.{order.stage}")
    if not order.code:
        return words("roster.order", **facts)
    return words("roster.order-failed", **facts, why=reason(words, order.code, order.words))
