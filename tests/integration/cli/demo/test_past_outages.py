"""The demonstration's past: repaired outages from which each site's first estimate is proposed."""

from pathlib import Path

import pytest

from gbdt_console.cli.demo.past_outages import record_past_outages
from gbdt_console.cli.demo_network import demo_network
from gbdt_console.core.clock import ManualClock
from gbdt_console.core.outages.book import OutageBook
from gbdt_console.core.outages.causes import OutageCause
from gbdt_console.core.outages.repairs import propose_repair
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.text.words import Words

NOW_UTC = 1_767_597_737.0


@pytest.mark.parametrize("sites", [None, 1, 40])
def test_each_line_has_past_repairs_that_propose_an_estimate(sites: int | None, tmp_path: Path) -> None:
    network = demo_network(sites)
    records = JournalRecords(tmp_path, ManualClock(0.0, NOW_UTC))
    record_past_outages(network, records, Words("vi"), NOW_UTC)
    records.close()
    again = JournalRecords(tmp_path, ManualClock(0.0, NOW_UTC))
    book = again.ledger()[OutageBook]
    again.close()
    assert not book.outages, "none of them is open"
    assert all(
        record.closed_utc is not None and record.closed_utc < NOW_UTC for record in book.ended.values()
    )
    carriers = {site.id: site.line.carrier_id for site in network.sites}
    for cause in (OutageCause.LINE, OutageCause.CARRIER_EQUIPMENT, OutageCause.CODEC):
        for site in network.sites:
            found = propose_repair(book.repairs, cause, (site.id,), carriers.__getitem__)
            assert found is not None, (cause, site.id)
            assert 60.0 <= found.lasted_s <= 600.0
