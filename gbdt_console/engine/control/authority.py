"""Holds whether this engine may give orders; all that leaves it asks here, immediately before."""

from gbdt_console.core.authority.withheld import Withheld


class Authority:
    """Asked on the engine's loop.

    withheld: why it may give no order, send nothing and take no record of a person; None: it may
    """

    def __init__(self, withheld: Withheld | None = None) -> None:
        self.withheld = withheld

    @property
    def refusal(self) -> str:
        """Return the message code of why no order is given; empty where it may be."""
        return "" if self.withheld is None else f"control.withheld.{self.withheld}"
