"""The verbs that docs/outages.md prints work as printed."""

import json
import re
import shlex

from tests.support.cli.station import Station
from tests.support.places import DOCS


def printed_verbs() -> list[list[str]]:
    """The verbs of the guide, each as its words, without the program's name."""
    lines = re.findall(r"^    gbdt-console (.+)$", (DOCS / "outages.md").read_text(), re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


def test_every_verb_of_the_guide_works_as_printed(station: Station) -> None:
    with station.engine():
        for words in printed_verbs():
            if words[:2] == ["outage", "merge"]:
                for site in ("7", "8"):
                    assert station.run("outage", "open", site, "không có tiếng").exit_code == 0
            result = station.run(*words)
            assert result.exit_code == 0, (words, result.output)
    records = {o["number"]: o for o in json.loads(station.run("outages", "--json").stdout)["outages"]}
    first = records[1]
    assert (first["state"], first["cause"], first["ticket"]) == ("closed", "line", "VNPT-22120")
    assert records[3]["merged_into"] == 2
    assert records[4]["split_from"] == 2
