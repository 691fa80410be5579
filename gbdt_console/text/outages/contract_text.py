"""Writes a line's month by its contract: availability with its terms, and each missed target."""

from gbdt_console.core.outages.contract_month import Breach, BreachKind, LineMonth
from gbdt_console.text.formats import Formats, three_digits
from gbdt_console.text.words import Words

_PERCENTS = frozenset({BreachKind.AVAILABILITY, BreachKind.LOSS})
_DAY_S = 86_400


class ContractWords:
    def __init__(self, words: Words, formats: Formats) -> None:
        self._words = words
        self._formats = formats

    def availability(self, month: LineMonth) -> str:
        """Write '99,873%', rounded down so that a missed target never looks kept."""
        percent = month.availability_percent
        return self._words("contract.unknown") if percent is None else self.percent(percent)

    def left(self, month: LineMonth) -> str:
        """Write the downtime that is left this month, '-' before one that was exceeded."""
        if month.left_s is None:
            return self._words("contract.no-target")
        length = self.length(abs(month.left_s))
        return f"-{length}" if month.left_s < 0.0 else length

    def summary(self, month: LineMonth) -> str:
        """Write availability, target, downtime, repairs, what is left, and blips; or that nothing counts."""
        words = self._words
        percent = month.target_percent
        target = words("contract.no-target") if percent is None else self.percent(percent)
        if not month.counted_s:
            code = "contract.unobserved" if month.whole_s else "contract.none-closed"
            return words(code, target=target, blind=self.length(month.unseen_s))
        return words(
            "contract.summary",
            availability=self.availability(month),
            target=target,
            down=self.length(month.down_s),
            outages=month.outages,
            repair=words("contract.unknown") if month.repair_s is None else self.length(month.repair_s),
            left=self.left(month),
            blips=sum(blips or 0 for blips in month.blips),
        )

    def terms(self, month: LineMonth) -> str:
        """Write the terms of the availability, then loss and delay; empty where nothing counts yet."""
        words, loss = self._words, month.loss_percent
        if not month.counted_s:
            return ""
        return words(
            "contract.terms",
            total=self.length(month.whole_s),
            excluded=self.length(month.excluded_s),
            blind=self.length(month.unseen_s),
            down=self.length(month.down_s),
            loss=words("contract.unknown") if loss is None else self._loss(loss),
            rtt=words("contract.unknown")
            if month.rtt_ms is None
            else f"{self._formats.number(month.rtt_ms, 1)} ms",
        )

    def today(self, month: LineMonth, now_utc: float) -> str:
        """Write what came after the last closed day; empty where the whole month is closed."""
        words, today, since = self._words, month.today, self._formats.since
        if today is None:
            return ""
        begin = since(today.from_s, now_utc)
        if today.is_quiet:
            return words("contract.today.quiet", begin=begin)
        said = words("contract.today", begin=begin, n=today.outages, down=self.length(today.down_s))
        if today.running_from_s is None:
            return said
        return f"{said}{words('contract.today.running', begin=since(today.running_from_s, now_utc))}"

    def breach(self, breach: Breach, now_utc: float) -> str:
        """Write one missed target with its figures, and its outage where one missed it."""
        words, formats = self._words, self._formats
        code = f"contract.breach.{breach.kind}"
        value, limit = self.figure(breach, breach.value), self.figure(breach, breach.limit)
        text = words(code, value=value, limit=limit)
        if not breach.number:
            return text
        begins = formats.since(breach.from_s, now_utc)
        ends = words("contract.lasts") if breach.until_s is None else formats.since(breach.until_s, now_utc)
        return f"{text} {words('contract.evidence', number=breach.number, begins=begins, ends=ends)}"

    def length(self, seconds: float) -> str:
        """Write a length to the second, also beyond a day: '1:02:31', '29d 3:00:00'."""
        days, rest = divmod(int(seconds), _DAY_S)
        if not days:
            return self._formats.duration(rest)
        hours, minutes = divmod(rest // 60, 60)
        return self._words("contract.days", days=days, rest=f"{hours}:{minutes:02}:{rest % 60:02}")

    def figure(self, breach: Breach, value: float) -> str:
        """Write the figure of a missed target, or its limit, in its unit; rounded so that it looks missed."""
        if breach.kind is BreachKind.LOSS and value > breach.limit:
            return self._loss(value)
        if breach.kind in _PERCENTS:
            return self.percent(value)
        if breach.kind is BreachKind.DELAY:
            return f"{self._formats.number(value, 1)} ms"
        return self.length(value)

    def percent(self, percent: float) -> str:
        """Write '99,873%'."""
        return f"{self._formats.number(three_digits(percent), 3)}%"

    def _loss(self, percent: float) -> str:
        return f"{self._formats.number(three_digits(percent, is_loss=True), 3)}%"
