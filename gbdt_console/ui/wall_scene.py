"""Holds what the wall shows at one moment."""

from gbdt_console.core.quick_dataclass import dataclass
from gbdt_console.ui.alarms.rows import AlarmCursor
from gbdt_console.ui.site_groups import SiteGroups
from gbdt_console.ui.view import View


@dataclass(frozen=True, slots=True)
class WallScene:
    """Holds a View and what is highlighted of it.

    site_id: id of the site under the cursor; None where groups are shown
    groups: the groups of the sites, which say whose sites are shown
    """

    view: View
    site_id: str | None
    alarms: AlarmCursor
    groups: SiteGroups
