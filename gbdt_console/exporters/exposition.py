"""Prometheus' text format 0.0.4: families of samples as lines.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricKind(StrEnum):
    GAUGE = "gauge"
    COUNTER = "counter"


class MetricSample(NamedTuple):
    """`labels` are ready to stand between the braces, see `labelled`."""

    labels: str
    value: float


class MetricFamily(NamedTuple):
    """One metric; `meaning` is one line of ASCII."""

    name: str
    kind: MetricKind
    meaning: str
    samples: Iterable[MetricSample]


def labelled(**labels: str) -> str:
    """Label names and values as the format wants them."""
    return ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())


def alone(value: float) -> tuple[MetricSample]:
    """The samples of a family that has one and no label."""
    return (MetricSample("", value),)


def one_of(labels: str, name: str, choices: Iterable[str], chosen: str | None) -> Iterator[MetricSample]:
    """One sample for each choice: 1 for the one that holds, 0 for the others."""
    head = f"{labels}," if labels else ""
    for choice in choices:
        yield MetricSample(f'{head}{name}="{choice}"', float(choice == chosen))


def lines_of(family: MetricFamily) -> Iterator[str]:
    """The family's lines, each with its end; nothing where it has no sample."""
    is_begun = False
    for labels, value in family.samples:
        if not is_begun:
            is_begun = True
            yield f"# HELP {family.name} {family.meaning}\n# TYPE {family.name} {family.kind}\n"
        braces = f"{{{labels}}}" if labels else ""
        yield f"{family.name}{braces} {value:.15g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
