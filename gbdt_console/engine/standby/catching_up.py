"""Knows whether the second machine lacks so much that a record would wait too long for it."""

FAR = 2_000
"""Entries that it lacks then: ten messages, which take a second or two where nothing is slow."""
_NEAR = 200
"""One message."""


class CatchingUp:
    """As at the first sending of a journal, or after a night without a majority.

    share: how much of what it lacked is there, 0 to 1; None: it has all but a few entries
    """

    def __init__(self) -> None:
        self.share: float | None = None
        self._from_seq = 0

    def moved(self, shipped_seq: int, head_seq: int) -> None:
        """Take the last entry that it has, and the last one of the journal."""
        behind = head_seq - shipped_seq
        if behind <= _NEAR:
            self.share = None
            return
        if self.share is None and behind >= FAR:
            self._from_seq, self.share = shipped_seq, 0.0
        if self.share is not None:
            self._from_seq = min(self._from_seq, shipped_seq)  # it may have got a new disk meanwhile
            self.share = (shipped_seq - self._from_seq) / (head_seq - self._from_seq)
