"""Finds the configurations shipped with the program. They are in a checkout and in an installed wheel."""

from importlib.resources import files

SHIPPED = ("sites.yaml", "lao-cai-2025.yaml", "province-220.yaml")
PROVINCES = {"2025": "lao-cai-2025.yaml", "2010": "sites.yaml"}
"""Of SHIPPED by the year of the province: of two levels, and of the regulation's 11 sites."""
_IN_WHEEL = "examples"
_IN_CHECKOUT = "config"


def shipped_example(name: str) -> str:
    """Return the text of one of SHIPPED. Raises FileNotFoundError for any other name."""
    if name not in SHIPPED:
        raise FileNotFoundError(name)
    package = files("gbdt_console")
    packaged = package / _IN_WHEEL / name
    # An editable install runs from the checkout, where the same files stand beside the package.
    source = packaged if packaged.is_file() else package / ".." / _IN_CHECKOUT / name
    return source.read_text(encoding="utf-8")
