"""Scenarios: what they make happen on a world, and what is refused as none."""

from dataclasses import replace

import pytest

from gbdt_console.core.sites import DeviceKind
from gbdt_console.simulator.world import scenario as scenarios
from gbdt_console.simulator.world.faults import FaultCode
from gbdt_console.simulator.world.plan import PlannedDevice, ProvincePlan, on_loopback, plan_for
from gbdt_console.simulator.world.scenario import ScenarioError
from gbdt_console.simulator.world.scenario_player import ScenarioPlayer
from gbdt_console.simulator.world.world import World
from tests.support.simulator.sample import calling, network, plan


def play(name: str, province: ProvincePlan, seconds: int) -> list[tuple[int, set[str]]]:
    """Second by second, whenever it changes: which devices are silent."""
    world = World(province, 0.0)
    player = ScenarioPlayer(scenarios.load(name), province, world)
    seen: list[tuple[int, set[str]]] = []
    for second in range(seconds):
        player.play(float(second))
        devices = world.facts()["devices"]
        silent = {id_ for id_, facts in devices.items() if not facts["answers"]}
        if not seen or seen[-1][1] != silent:
            seen.append((second, silent))
    return seen


def sites(devices: set[str]) -> set[str]:
    return {device.partition(".")[0] for device in devices}


def test_on_a_quiet_day_nothing_falls_silent():
    assert play("quiet", plan(11), 900) == [(0, set())]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_morning_shows_a_codec_a_cut_and_a_node_and_heals(seed):
    """The codec within half a minute, a line for over three minutes, three sites of one node at once."""
    province = plan(9, seed=seed)
    seen = play("morning", province, 620)
    first_s, first = seen[1]
    assert first_s <= 30
    assert len(first) == 1
    assert first.pop().endswith(".codec")
    whole = [(at, {s for s in sites(gone) if f"{s}.router" in gone}) for at, gone in seen]
    cut_s = next(at for at, gone in whole if len(gone) == 1)
    healed_s = next(at for at, gone in whole if at > cut_s and not gone)
    assert 175 <= healed_s - cut_s <= 220
    assert any(gone == {"site-3", "site-6", "site-9"} for _, gone in whole), "node-b has three members"
    assert seen[-1][1] == set()


def test_the_morning_drains_a_battery_and_returns_the_mains():
    province = plan(6)
    world = World(province, 0.0)
    player = ScenarioPlayer(scenarios.load("morning"), province, world)
    on_battery = set()
    for second in range(620):
        player.play(float(second))
        facts = world.facts()["sites"]
        on_battery |= {site for site, room in facts.items() if not room["has_mains"]}
    assert len(on_battery) == 1
    assert all(room["has_mains"] for room in world.facts()["sites"].values())


def test_a_round_follows_a_round_with_other_actors():
    morning, province = scenarios.load("morning"), plan(11)
    rounds = [morning.round(province, number) for number in range(6)]
    assert len({str(steps) for steps in rounds}) == 6
    assert morning.round(province, 0) == rounds[0]
    assert [at for at, _ in rounds[0]] == sorted(at for at, _ in rounds[0])


def test_the_second_round_is_played_as_it_was_drawn():
    morning, province = scenarios.load("morning"), plan(11)
    player = ScenarioPlayer(morning, province, World(province, 0.0))
    player.play(morning.repeat_s)
    assert player.next_s == morning.repeat_s + morning.round(province, 1)[0][0]


def test_a_step_over_many_moments_plays_them_all_in_their_order():
    province = plan(6)
    slow, fast = World(province, 0.0), World(province, 0.0)
    morning = scenarios.load("morning")
    walker, jumper = ScenarioPlayer(morning, province, slow), ScenarioPlayer(morning, province, fast)
    for second in range(1_000):
        walker.play(float(second))
    jumper.play(999.0)
    assert walker.next_s == jumper.next_s
    codec_boots = {id_: facts["boots"] for id_, facts in slow.facts()["devices"].items()}
    assert codec_boots == {id_: facts["boots"] for id_, facts in fast.facts()["devices"].items()}


def test_a_network_without_ups_leaves_those_steps_out():
    whole = plan(3)
    bare = ProvincePlan(
        whole.seed, whole.sites, tuple(d for d in whole.devices if d.kind != "ups"), (), whole.credentials
    )
    codes = {fault.code for _, fault in scenarios.load("morning").round(bare, 0)}
    assert FaultCode.MAINS_LOST not in codes
    assert FaultCode.CUT_LINE in codes


def test_calls_are_for_a_province_with_an_mcu_and_its_chair_is_the_first_who_takes_part():
    ground = on_loopback(calling(network(3)))
    first, *others = ground.sites
    elsewhere = replace(ground, sites=(replace(first, conference_number=""), *others))
    spoken = scenarios.parse(
        "cast: {a: chair, b: participant}\n"
        "steps: [{at_s: [1, 2], fault: talk, target: a}, {at_s: [3, 4], fault: talk, target: b}]"
    )
    drawn = [spoken.round(plan_for(elsewhere, 1), n) for n in range(20)]
    assert {(a[1].target, b[1].target) for a, b in drawn} == {("site-2", "site-3")}
    assert spoken.round(plan(3), 0) == []


def test_an_outlet_is_switched_where_the_network_has_it():
    """Of two PDUs only one has a third outlet."""
    bare = plan(2)
    pdus = [
        PlannedDevice(
            f"site-{n}.pdu", f"site-{n}", DeviceKind.PDU, "apc-pdu", "127.0.0.1", 1, "rooms", {}, outlets
        )
        for n, outlets in ((1, {1: "codec", 3: "codec"}), (2, {1: "codec"}))
    ]
    province = replace(bare, devices=(*bare.devices, *pdus))
    switched = scenarios.parse(
        "cast: {a: pdu}\nsteps: [{at_s: [1, 2], fault: outlet_off, target: a, value: 3}]"
    )
    assert {switched.round(province, n)[0][1].target for n in range(20)} == {"site-1.pdu"}
    assert switched.round(bare, 0) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "cast: {}",
        "cast: {a: king}\nsteps: []",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: cut_line, target: b}]",
        "cast: {a: site}\nsteps: [{at_s: [2, 1], fault: cut_line, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: 1, fault: cut_line, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: lose_node, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: reboot, target: a}]",
        "cast: {a: router}\nsteps: [{at_s: [1, 2], fault: outlet_off, target: a, value: 1}]",
        "cast: {a: pdu}\nsteps: [{at_s: [1, 2], fault: outlet_off, target: a}]",
        "cast: {a: centre}\nsteps: [{at_s: [1, 2], fault: cut_line, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: blind_centre, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: talk, target: a}]",
        "cast: {a: chair}\nsteps: [{at_s: [1, 2], fault: stranger_calls, target: a}]",
        "cast: {a: upstream}\nsteps: [{at_s: [1, 2], fault: cut_line, target: a}]",
        "cast: {a: site}\nsteps: [{at_s: [1, 2], fault: line_loss, target: a, value: 7}]",
        "cast: {a: site}\nrepeat_s: 2\nsteps: [{at_s: [1, 2], fault: cut_line, target: a}]",
        "cast: {}\nsteps: []\nmusic: loud",
    ],
)
def test_what_is_no_scenario_is_refused(text):
    with pytest.raises(ScenarioError):
        scenarios.parse(text)


def test_an_unknown_scenario_names_those_there_are():
    with pytest.raises(ScenarioError, match="morning, quiet"):
        scenarios.load("../evening")
