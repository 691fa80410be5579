"""The codec's end of a site's call to the conference: its list of calls says what the MCU's says."""

from gbdt_console.simulator.world.codec import SimulatedCall, SimulatedCodec


class CallSync:
    """`number` is what the codec lists the conference under. Whatever it dials, it reaches the conference:
    there is nothing else in the province."""

    def __init__(self, codec: SimulatedCodec, number: str) -> None:
        self._codec = codec
        self._number = number
        self._call: SimulatedCall | None = None

    @property
    def is_sending_sound(self) -> bool:
        return self._codec.is_sending_sound

    def asked(self, *, is_there: bool) -> bool | None:
        """True where somebody at the codec has dialled since the last time, False where he hung up. That a
        codec without power has no call is no hanging up."""
        if self._call is not None and self._call not in self._codec.calls:
            self._call = None
            return False if is_there else None
        if self._call is None:
            dialled = [call for call in self._codec.calls if call.is_connected]
            self._call = dialled[0] if dialled else None
            return True if dialled else None
        return None

    def follow(self, *, is_in: bool, is_there: bool) -> None:
        """Bring the list up to date with the conference."""
        if is_in and is_there and self._call is None:
            self._call = self._codec.connect(self._number)
        elif not is_in and self._call is not None:
            self._codec.end(self._call)
            self._call = None
