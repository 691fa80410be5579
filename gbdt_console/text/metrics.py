"""Name metrics, their coded values and what a device lacks of them.

Numbered parts of a device share one entry.
"""

import re

from gbdt_console.core.monitoring.readings import Mismatch, MismatchKind
from gbdt_console.text.words import Words

_NUMBER = re.compile(r"\.(\d{1,3})(?=\.)")


def metric_name(words: Words, metric: str) -> str:
    """Name a metric. One without an entry, of a third party's driver, is shown as it is.

    'pdu.outlet.3.state' has the entry 'metric.pdu.outlet.state', with {number} for the 3.
    """
    number = _NUMBER.search(metric)
    code = f"metric.{_entry(metric)}"
    if not words.has(code):
        return metric
    return words(code, number=number.group(1)) if number else words(code)


def value_name(words: Words, metric: str, value: str) -> str:
    """Name a coded value. A value without an entry is shown as it is."""
    return words.named(f"value.{_entry(metric)}.{value}", value)


def mismatch_text(words: Words, mismatch: Mismatch) -> str:
    """Say how a device does not fit its settings, and what would."""
    if mismatch.kind is MismatchKind.OBJECTS:
        code = "mismatch.other-driver" if mismatch.driver else "mismatch.objects"
        return words(code, wanted=mismatch.wanted, driver=mismatch.driver)
    return words(f"mismatch.{mismatch.kind}", wanted=mismatch.wanted, ports=", ".join(mismatch.ports))


def _entry(metric: str) -> str:
    return _NUMBER.sub("", metric, count=1)
