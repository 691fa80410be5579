"""Writes beside the Debian package what is in it, as a CycloneDX bill of materials."""

import hashlib
import json
import time
import zipfile
from collections.abc import Sequence
from importlib.metadata import PathDistribution
from pathlib import Path
from typing import Any

from write_notices import licence_of

SPEC = "1.6"
"""Version of CycloneDX (ECMA-424)."""


def write_sbom(path: Path, wheels: Sequence[Path], version: str, epoch: int) -> None:
    """Write one component for each Python package of the wheels; the same wheels give the same bytes.

    version: version of the Debian package
    epoch: time of the package, UTC seconds
    """
    components: dict[str, dict[str, Any]] = {}
    for wheel in wheels:
        component = _component(wheel)
        files = components.setdefault(component["bom-ref"], component)["externalReferences"]
        files.append(_file(wheel))
    whole = {"type": "application", "bom-ref": "gbdt-console", "name": "gbdt-console", "version": version}
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": SPEC,
        "version": 1,
        "metadata": {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch)),
            "component": whole,
        },
        "components": list(components.values()),
        "dependencies": [{"ref": "gbdt-console", "dependsOn": list(components)}],
    }
    path.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _component(wheel: Path) -> dict[str, Any]:
    """Return name, version, package URL and, where it is named, licence by the wheel's own metadata."""
    folders = zipfile.Path(wheel).iterdir()
    package = PathDistribution(next(one for one in folders if one.name.endswith(".dist-info")))
    name, version = package.metadata["Name"].lower().replace("_", "-").replace(".", "-"), package.version
    purl = f"pkg:pypi/{name}@{version}"
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
    }
    if expression := package.metadata["License-Expression"]:
        found["licenses"] = [{"expression": expression}]
    elif licence := licence_of(package):
        found["licenses"] = [{"license": {"name": licence}}]
    return {**found, "externalReferences": []}


def _file(wheel: Path) -> dict[str, Any]:
    """Return the file's name and hash, which the lock names too."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return {"type": "distribution", "url": wheel.name, "hashes": [{"alg": "SHA-256", "content": digest}]}
