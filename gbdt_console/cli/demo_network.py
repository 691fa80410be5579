"""The network of the demonstration: the shipped configuration, changed so that it fits nothing real."""

import getpass
import re
import tempfile
from dataclasses import replace
from pathlib import Path

from gbdt_console.compose import load
from gbdt_console.core.sites import Network
from gbdt_console.settings.example import example_text
from gbdt_console.settings.shipped import shipped_example


def demo_network(sites: int | None) -> Network:
    """The shipped configuration with secrets that fit nothing real and this user as its operator."""
    text = shipped_example("sites.yaml") if sites is None else example_text(sites)
    names = set(re.findall(r"env:(\w+)", text))
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        network = load(Path(file.name), dict.fromkeys(names, "demonstration"))
    first, *others = network.operators.values()
    mine = replace(first, os_users=(getpass.getuser(),))
    operators = {operator.id: operator for operator in (mine, *others)}
    return replace(network, operators=operators)
