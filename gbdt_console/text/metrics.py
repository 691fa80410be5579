"""Name metrics and their coded values.

Numbered parts of a device share one entry.
"""

import re

from gbdt_console.text.words import Words

_NUMBER = re.compile(r"\.(\d{1,3})(?=\.)")


def metric_name(words: Words, metric: str) -> str:
    """Name a metric.

    One without an entry, of a third party's driver, is shown as it is.

    'pdu.outlet.3.state' has the entry 'metric.pdu.outlet.state', with {number} for the 3.
    """
    number = _NUMBER.search(metric)
    code = f"metric.{_entry(metric)}"
    if not words.has(code):
        return metric
    return words(code, number=number.group(1)) if number else words(code)


def value_name(words: Words, metric: str, value: str) -> str:
    """Name a coded value.

    A value without an entry is shown as it is.
    """
    code = f"value.{_entry(metric)}.{value}"
    return words(code) if words.has(code) else value


def _entry(metric: str) -> str:
    return _NUMBER.sub("", metric, count=1)
