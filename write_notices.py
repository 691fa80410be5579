"""Writes NOTICES.txt from the metadata of the packages that requirements-web.lock names: `make notices`."""

import re
from importlib.metadata import Distribution, distribution
from pathlib import Path

_ROOT = Path(__file__).parent
_TEXT_NAME = re.compile(r"(licen[cs]e|copying|notice|authors)[^/]*$", re.IGNORECASE)
_HEAD = """The console uses these packages. Each stands under its own licence, which follows its name.
"""


def locked(lock: str) -> list[tuple[str, str]]:
    """Return name and version of each package that a lock file names."""
    return re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)


def licence_of(package: Distribution) -> str:
    """Return the licence that the metadata names, as an expression, else as classifiers or free text."""
    meta = package.metadata
    classifiers = [c.split(" :: ")[-1] for c in meta.get_all("Classifier", []) if c.startswith("License ::")]
    free_text = (meta.get("License") or "").splitlines()
    return meta.get("License-Expression") or (free_text[0] if free_text else "") or ", ".join(classifiers)


def notice_of(name: str, version: str) -> str:
    """Return name, licence and licence texts of a package; its version must be the locked one."""
    package = distribution(name)
    assert package.version == version, f"{name} {package.version} is installed, {version} is locked"
    places = [p for p in package.files or [] if ".dist-info/" in str(p) and _TEXT_NAME.search(str(p))]
    texts = [Path(str(place.locate())).read_text(errors="replace").strip() for place in sorted(places)]
    licence = licence_of(package) or ("named by the text below only" if texts else "")
    assert licence, f"{name} {version} has neither the name nor the text of a licence"
    return "\n\n".join([f"{'=' * 78}\n{name} {version}\nLicence: {licence}", *texts])


if __name__ == "__main__":
    packages = locked((_ROOT / "requirements-web.lock").read_text())
    notices = [notice_of(name, version) for name, version in packages]
    (_ROOT / "NOTICES.txt").write_text("\n\n".join([_HEAD, *notices]) + "\n")
