"""Loads sites.yaml strictly.

It reports every error at once, each with its place and its cure.
"""

from gbdt_console.settings.load import load_network
from gbdt_console.settings.problems import ConfigRejected, Problem

__all__ = ["ConfigRejected", "Problem", "load_network"]
