"""Loads sites.yaml into a Network, or reports all its problems."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from gbdt_console.core.clean_text import clean
from gbdt_console.core.driver_options import Catalogue
from gbdt_console.core.sites import Network
from gbdt_console.settings.assemble import assemble
from gbdt_console.settings.cross_check import cross_findings
from gbdt_console.settings.draft import read_draft
from gbdt_console.settings.equipment import equipment_sets, fit_sites
from gbdt_console.settings.problems import MOST_PROBLEMS, ConfigRejected, Fault, Unreadable, in_order
from gbdt_console.settings.regulation import read_regulation, regulation_findings
from gbdt_console.settings.secret_files import resolve_secrets
from gbdt_console.settings.secrets_env import NamedSecrets


def load_network(path: Path, catalogue: Catalogue, environ: Mapping[str, str] | None) -> Network:
    """Load and check a network. Raises ConfigRejected with every problem at once.

    environ: environment, for secrets that the file refers to as `env:NAME`; None leaves all secrets empty
    """
    with _collector_paused():
        outcome = _network_or_faults(path, catalogue, environ)
    # Outside of any except block, so that no traceback carries the content of the file.
    if isinstance(outcome, Network):
        return outcome
    raise ConfigRejected(in_order(clean(str(path)), outcome))


def _network_or_faults(
    path: Path, catalogue: Catalogue, environ: Mapping[str, str] | None
) -> Network | list[Fault]:
    try:
        tree, draft, faults = read_draft(path)
    except Unreadable as unreadable:
        return list(unreadable.faults)
    if draft is None:
        return faults
    sets = equipment_sets(draft)
    fitted_sites = fit_sites(draft, sets, catalogue)
    secrets, findings = resolve_secrets(draft, None if environ is None else NamedSecrets(path, environ))
    findings.extend(islice(cross_findings(draft, sets, fitted_sites, catalogue), MOST_PROBLEMS))
    findings.extend(regulation_findings(draft, path.parent))
    faults += [finding.as_fault(tree) for finding in findings]
    if faults:
        return faults
    regulation, own_text = read_regulation(draft.document.regulation, path.parent)
    return assemble(draft, fitted_sites, catalogue, secrets, regulation, own_text)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Pause the cycle collector. Walking the growing tree takes a third of the load's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
