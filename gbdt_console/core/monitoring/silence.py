"""Tell of a line that does not answer, before that is an alarm."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.core.units import SiteId, Utc


@dataclass(frozen=True, slots=True)
class Silence:
    """One site whose line has just fallen silent; since_utc: its last answer."""

    site_id: SiteId
    since_utc: Utc
