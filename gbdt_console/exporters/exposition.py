"""Makes metric families and writes them in Prometheus' text format."""

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

LabelledValue = tuple[Sequence[str], float]
"""Label values, in the order of the family's label names, and the sample's value."""


class _Collected(Collector):
    """Hands families that were made elsewhere to the library."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return (family for family in self._families if family.samples)


def exposition(families: Iterable[Metric]) -> bytes:
    """Write the families in text format 0.0.4. Families without a sample are left out."""
    return generate_latest(_Collected(families))


def gauge(name: str, meaning: str, labels: Sequence[str], samples: Iterable[LabelledValue]) -> Metric:
    """Make a gauge with labels; `meaning` is one line of ASCII."""
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def one_of(labels: Sequence[str], choices: Iterable[str], chosen: str | None) -> Iterator[LabelledValue]:
    """Give each choice a sample. It is 1 for the chosen one and 0 for the others."""
    for choice in choices:
        yield (*labels, choice), float(choice == chosen)
