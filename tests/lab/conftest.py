"""One lab for the whole session, torn down whatever happens."""

from tests.support.lab.fixtures import lab, province

__all__ = ["lab", "province"]
