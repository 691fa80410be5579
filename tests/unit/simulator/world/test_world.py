"""What happens in the province moves everything it would move, and nothing else."""

from dataclasses import replace

import pytest

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world.faults import FaultCode, WorldFault
from gbdt_console.simulator.world.plan import ProvincePlan
from gbdt_console.simulator.world.room import BOOT_S
from gbdt_console.simulator.world.world import World
from tests.support.simulator.sample import plan, world

KINDS = ("router", "codec", "ups", "probe")


def silent(province: World) -> set[str]:
    """The sites none of whose devices answers; a site that answers in part is a failure."""
    devices = province.facts()["devices"]
    found = set()
    for site in province.rooms:
        answers = {devices[f"{site}.{kind}"]["answers"] for kind in KINDS}
        assert len(answers) == 1, f"{site} answers in part"
        if answers == {False}:
            found.add(site)
    return found


def strike(province: World, code: FaultCode, target: str, value: float | None = None) -> None:
    province.apply(WorldFault(code, target, value))


def later(province: World, seconds: float) -> None:
    province.advance(province.now_s + seconds)


def test_a_cut_line_silences_its_site_alone_until_it_is_restored():
    province = world()
    strike(province, FaultCode.CUT_LINE, "site-2")
    assert silent(province) == {"site-2"}
    assert province.round_trip_ms("site-2.codec") is None
    strike(province, FaultCode.RESTORE_LINE, "site-2")
    assert silent(province) == set()


def test_a_lost_node_silences_exactly_its_members():
    province = world()
    strike(province, FaultCode.LOSE_NODE, "node-b")
    assert silent(province) == {"site-3", "site-6"}
    strike(province, FaultCode.RESTORE_NODE, "node-b")
    assert silent(province) == set()


def test_without_mains_the_battery_drains_then_the_room_is_silent_and_comes_back_by_booting():
    province = world()
    before = province.facts()["devices"]
    strike(province, FaultCode.MAINS_LOST, "site-1", 10)
    later(province, 590)
    assert silent(province) == set()
    assert 0 < province.facts()["sites"]["site-1"]["remaining_s"] < 11
    later(province, 20)
    assert silent(province) == {"site-1"}
    strike(province, FaultCode.MAINS_BACK, "site-1")
    assert silent(province) == {"site-1"}, "it is still booting"
    later(province, BOOT_S)
    after = province.facts()["devices"]
    assert silent(province) == set()
    for kind in KINDS:
        device = f"site-1.{kind}"
        assert after[device]["boots"] == before[device]["boots"] + 1
        assert after[device]["uptime_s"] == pytest.approx(BOOT_S)
    assert after["site-2.router"]["boots"] == before["site-2.router"]["boots"]


def test_mains_that_come_back_in_time_reboot_nothing():
    province = world()
    boots = province.facts()["devices"]["site-1.router"]["boots"]
    strike(province, FaultCode.MAINS_LOST, "site-1", 10)
    later(province, 300)
    drained = province.facts()["sites"]["site-1"]["charge_percent"]
    strike(province, FaultCode.MAINS_BACK, "site-1")
    later(province, 600)
    assert province.facts()["devices"]["site-1.router"]["boots"] == boots
    assert province.facts()["sites"]["site-1"]["charge_percent"] > drained


def test_a_rebooting_router_takes_everything_behind_it_along_and_counts_from_zero():
    province = world()
    counted = province.facts()["sites"]["site-4"]["in_octets"]
    strike(province, FaultCode.REBOOT, "site-4.router")
    assert silent(province) == {"site-4"}
    later(province, BOOT_S + 1)
    assert silent(province) == set()
    assert 0 < province.facts()["sites"]["site-4"]["in_octets"] < counted


def test_a_codec_that_is_off_is_alone_in_its_silence():
    province = world()
    strike(province, FaultCode.CODEC_OFF, "site-5")
    answers = {id_ for id_, facts in province.facts()["devices"].items() if not facts["answers"]}
    assert answers == {"site-5.codec"}
    strike(province, FaultCode.CODEC_ON, "site-5")
    later(province, BOOT_S)
    assert province.facts()["devices"]["site-5.codec"]["answers"]


def test_traffic_grows_while_the_line_carries_it_and_stands_while_it_does_not():
    province = world()

    def grown_in(seconds: float) -> float:
        before = province.facts()["sites"]["site-1"]["in_octets"]
        later(province, seconds)
        return province.facts()["sites"]["site-1"]["in_octets"] - before

    mbps = grown_in(60) * 8 / 60 / 1e6
    assert 0.5 < mbps < province.rooms["site-1"].line.speed_mbps
    strike(province, FaultCode.CUT_LINE, "site-1")
    assert grown_in(60) == 0
    strike(province, FaultCode.RESTORE_LINE, "site-1")
    strike(province, FaultCode.LOSE_NODE, "node-a")
    assert grown_in(60) == 0


def test_loss_and_latency_are_of_the_line_that_was_struck():
    province = world()
    strike(province, FaultCode.LINE_LOSS, "site-1", 0.3)
    strike(province, FaultCode.LINE_LATENCY, "site-2", 400)

    def trips(site: str) -> list[float | None]:
        return [province.round_trip_ms(f"{site}.router") for _ in range(1_000)]

    assert 200 < trips("site-1").count(None) < 400
    assert None not in trips("site-4")
    assert min(trips("site-2")) >= 400
    assert max(trips("site-4")) < 50


def test_a_hot_room_heats_and_cools():
    province = world()
    strike(province, FaultCode.HOT_ROOM, "site-1", 45)
    later(province, 600)
    assert province.facts()["sites"]["site-1"]["temperature_c"] > 44
    assert province.facts()["sites"]["site-2"]["temperature_c"] < 30
    strike(province, FaultCode.COOL_ROOM, "site-1")
    later(province, 600)
    assert province.facts()["sites"]["site-1"]["temperature_c"] < 30


def test_the_same_seed_is_the_same_province_and_another_is_not():
    first, again, other = (World(plan(seed=seed), 0.0) for seed in (7, 7, 8))
    for province in (first, again, other):
        province.advance(120.0)
    assert first.facts() == again.facts()
    assert first.facts() != other.facts()
    assert [first.echo_ms("127.16.1.1") for _ in range(5)] == [again.echo_ms("127.16.1.1") for _ in range(5)]


def test_a_blind_centre_hears_nobody_and_no_anchor_until_it_sees_again():
    province = world()
    strike(province, FaultCode.BLIND_CENTRE, "centre")
    assert silent(province) == set(province.rooms)
    assert province.echo_ms("127.16.0.1") is None
    strike(province, FaultCode.SEEING_CENTRE, "centre")
    assert silent(province) == set()
    assert province.echo_ms("127.16.0.1") is not None


def with_pdus(province: ProvincePlan) -> World:
    """Each site's UPS gives its place to a PDU whose outlet 2 feeds the codec."""
    devices = tuple(
        replace(d, kind=DeviceKind.PDU, outlets={2: "codec"}) if d.kind is DeviceKind.UPS else d
        for d in province.devices
    )
    return World(replace(province, devices=devices), 1_000.0)


def dead(province: World) -> set[str]:
    return {id_ for id_, facts in province.facts()["devices"].items() if not facts["answers"]}


def test_what_hangs_on_an_outlet_dies_and_boots_with_it():
    province = with_pdus(plan())
    before = province.facts()["devices"]["site-1.codec"]["boots"]
    strike(province, FaultCode.OUTLET_OFF, "site-1.ups", 2)
    assert dead(province) == {"site-1.codec"}
    assert province.facts()["devices"]["site-1.ups"]["outlets_off"] == [2]
    strike(province, FaultCode.CODEC_ON, "site-1")
    later(province, BOOT_S)
    assert dead(province) == {"site-1.codec"}, "no power at its plug"
    strike(province, FaultCode.OUTLET_ON, "site-1.ups", 2)
    later(province, BOOT_S)
    assert dead(province) == set()
    assert province.facts()["devices"]["site-1.codec"]["boots"] == before + 1


def test_an_outlet_that_the_plan_does_not_know_cannot_be_switched():
    with pytest.raises(ValueError, match="outlet 5"):
        strike(with_pdus(plan()), FaultCode.OUTLET_OFF, "site-1.ups", 5)


def test_an_address_of_nobody_is_silent_and_the_centre_answers():
    province = world()
    assert province.echo_ms("127.16.200.1") is None
    strike(province, FaultCode.LOSE_NODE, "node-a")
    assert province.echo_ms("127.16.0.1") is not None


@pytest.mark.parametrize(
    ("code", "target"),
    [
        (FaultCode.CUT_LINE, "nowhere"),
        (FaultCode.LOSE_NODE, "site-1"),
        (FaultCode.REBOOT, "site-1"),
        (FaultCode.BLIND_CENTRE, "site-1"),
    ],
)
def test_a_fault_of_an_unknown_target_is_refused(code, target):
    with pytest.raises(ValueError, match=target):
        strike(world(), code, target)


@pytest.mark.parametrize(
    ("code", "value"),
    [("line_loss", None), ("line_loss", 2), ("cut_line", 1), ("hot_room", True), ("melt", None)],
)
def test_a_fault_without_sense_is_refused(code, value):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the enum's or ours
        WorldFault.checked(code, "site-1", value)
