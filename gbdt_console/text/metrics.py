"""The words of a metric and of its coded values; the metrics of numbered things share one entry."""

import re

from gbdt_console.text.words import Words

_NUMBER = re.compile(r"\.(\d{1,3})(?=\.)")


def metric_name(words: Words, metric: str) -> str:
    """What a metric is called: 'pdu.outlet.3.state' by the entry 'metric.pdu.outlet.state' with {number}.
    One without an entry, of a third party's driver, is its own code."""
    number = _NUMBER.search(metric)
    code = f"metric.{_entry(metric)}"
    if not words.has(code):
        return metric
    return words(code, number=number.group(1)) if number else words(code)


def value_name(words: Words, metric: str, value: str) -> str:
    """The word for a coded value; any other text is itself."""
    code = f"value.{_entry(metric)}.{value}"
    return words(code) if words.has(code) else value


def _entry(metric: str) -> str:
    return _NUMBER.sub("", metric, count=1)
