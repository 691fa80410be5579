"""The dashboard and the alert rules of contrib/ against the page that the exporter writes."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
import yaml

from tests.support.exporters.busy_page import BUSY, families
from tests.support.exporters.promql import Labels, Written, Wrong, result_labels
from tests.support.places import DOCS, ROOT

DASHBOARD = json.loads((ROOT / "contrib/grafana-dashboard.json").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
(GROUP,) = yaml.safe_load((ROOT / "contrib/prometheus-rules.yaml").read_text())["groups"]
RULES = {rule["alert"]: rule for rule in GROUP["rules"]}
VIETNAMESE = re.compile(
    r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)


def _written() -> Iterator[tuple[str, dict[str, set[str]]]]:
    (job,) = re.findall(r"job_name: (\S+)", (DOCS / "metrics.md").read_text())
    yield "up", {"job": {job}}
    for name, metric in families(BUSY, done=1).items():
        labels: dict[str, set[str]] = {}
        for sample in metric.samples:
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
        yield name, labels


WRITTEN: Written = dict(_written())


def targets() -> Iterator[tuple[str, Labels]]:
    """Legend and labels of each expression of the dashboard."""
    for panel in PANELS:
        for target in panel["targets"]:
            yield target["legendFormat"], result_labels(target["expr"], WRITTEN)


def named(pattern: str, text: str) -> set[str]:
    return set(re.findall(pattern, text))


def test_each_panel_asks_for_what_is_written_and_its_legend_names_a_label_of_it() -> None:
    found = list(targets())
    assert len(found) == len(PANELS) == 10
    for legend, labels in found:
        assert labels is not None
        assert named(r"{{(\w+)}}", legend) <= labels


def test_the_only_variable_beside_the_source_is_the_site() -> None:
    source, site = DASHBOARD["templating"]["list"]
    assert (source["type"], site["name"]) == ("datasource", "site")
    metric, label = re.fullmatch(r"label_values\((\w+), (\w+)\)", site["definition"]).groups()  # type: ignore[union-attr]
    assert site["query"]["query"] == site["definition"]
    assert label in WRITTEN[metric]
    used = named(r"\$\{?(\w+)", json.dumps(DASHBOARD["panels"]))
    assert used == {"datasource", "site"}


def test_panels_lie_side_by_side_with_vietnamese_titles() -> None:
    for one, other in combinations((panel["gridPos"] for panel in DASHBOARD["panels"]), 2):
        assert _apart(one, other, "x", "w") or _apart(one, other, "y", "h")
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
    for panel in DASHBOARD["panels"]:
        assert VIETNAMESE.search(panel["title"]), panel["title"]


def _apart(one: dict[str, int], other: dict[str, int], start: str, size: str) -> bool:
    return one[start] + one[size] <= other[start] or other[start] + other[size] <= one[start]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_each_rule_asks_for_what_is_written_and_says_what_to_do(rule: dict[str, Any]) -> None:
    labels = result_labels(rule["expr"], WRITTEN)
    assert labels is not None
    said = rule["annotations"]
    assert named(r"\$labels\.(\w+)", said["summary"] + said["description"]) <= labels
    assert VIETNAMESE.search(said["summary"])
    assert re.search(r"\b(gọi|giải phóng)\b.*\.$", said["description"], re.IGNORECASE)
    assert re.fullmatch(r"\d+[sm]", rule.get("for", "0s"))
    assert rule["labels"]["severity"] in WRITTEN["gbdt_console_alarms"]["severity"]


@pytest.mark.parametrize(
    "expression",
    [
        "gbdt_console_line_lost", 'gbdt_console_line_state{state="lost"}',
        'gbdt_console_line_state{point="a"}', 'sum by (severity) (gbdt_console_line_state)',
        "sum(gbdt_console_recording", "gbdt_console_recording ==", "gbdt_console_recording 0",
        "gbdt_console_recording{", 'up{job="other"}',
        "gbdt_console_line_rtt_seconds * gbdt_console_site_info",
        "gbdt_console_line_rtt_seconds * on (device) group_left (name) gbdt_console_site_info",
        "gbdt_console_line_rtt_seconds * on (site) group_left (owner) gbdt_console_site_info",
    ],
)  # fmt: skip
def test_the_check_refuses_what_would_find_nothing(expression: str) -> None:
    with pytest.raises(Wrong):
        result_labels(expression, WRITTEN)
