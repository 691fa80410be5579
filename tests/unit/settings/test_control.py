"""`control` of a codec, `floor_preset`: every mistake at its place with its cure, and the secret nowhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbdt_console.core.secret import Secret
from gbdt_console.core.sites import DeviceControl, Network
from gbdt_console.devices.registry import catalogue
from gbdt_console.settings.example import example_text
from gbdt_console.settings.load import load_network
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import edited, load, problems_of, unmarked
from tests.support.settings.offers import SECRETS

PASSWORD = "zq-codec-password"
ENVIRON = SECRETS | {"GBDT_CODEC_PASSWORD": PASSWORD, "GBDT_OTHER": "zq-other-password"}
CODEC = "codec: {kind: codec, driver: ping}"
CONTROL = (
    "{driver: polycom-text, wire: telnet, port: 2424, user: admin, "
    'password: "env:GBDT_CODEC_PASSWORD", allows_ssh_rsa: false}'
)
UPS = "    ups: {kind: ups, driver: ups-mib, credential: rooms}\n"
USUAL = DeviceControl("polycom-text", "ssh", 22, "admin", Secret(PASSWORD), {"allows_ssh_rsa": False})


def with_control(old: str = "", new: str = "") -> str:
    """A right configuration with one codec that is controlled, `old` in its control replaced."""
    assert not old or CONTROL.count(old) == 1
    said = CONTROL.replace(old, new) if old else CONTROL
    return edited((CODEC, CODEC.replace("}", f", control: {said}}}")))


def shared(own: str = "", control: str = "") -> str:
    """Both sites have the codec of their equipment; the second says `own` of it."""
    usual = control or "{driver: polycom-text, user: admin, password: 'env:GBDT_CODEC_PASSWORD'}"
    codec = f"    codec: {{kind: codec, driver: ping, control: {usual}}}\n"
    return edited((UPS, UPS + codec), (CODEC, f"codec: {{{own}}}"))


def controls(network: Network) -> list[DeviceControl | None]:
    return [device.control for site in network.sites for device in site.devices if device.name == "codec"]


WRONG = [
    ("want-one-of", "driver: polycom-text", "driver: §polycom", "polycom-text"),
    ("want-one-of", "wire: telnet", "wire: §https", "telnet"),
    ("want-whole-number", "2424", "§24x", ""),
    ("too-big", "2424", "§65536", "65535"),
    ("too-small", "2424", "§0", "1"),
    ("want-true-or-false", "allows_ssh_rsa: false", "allows_ssh_rsa: §no", "true"),
    ("empty-value", "user: admin", "user: §''", ""),
    ("unknown-key", "user:", "§login: x, user:", "user"),
    ("missing-key", "{driver: polycom-text, ", "§{", "driver"),
    ("missing-key", ', password: "env:GBDT_CODEC_PASSWORD"', "", "password"),
    ("missing-key", "wire: telnet, port: 2424, user: admin, ", "", "user"),
    ("secret-not-in-environment", '"env:GBDT_CODEC_PASSWORD"', '§"env:GBDT_ABSENT"', "GBDT_ABSENT"),
    ("secret-in-clear", '"env:GBDT_CODEC_PASSWORD"', f"§{PASSWORD}", "env:"),
]


def told(folder: Path, text: str) -> str:
    """The one thing that is wrong, at its mark where the text has one; in every language."""
    plain, places = unmarked(text)
    (problem,) = problems_of(folder, plain, ENVIRON)
    if places:
        assert [(problem.line, problem.column)] == places
    said = [Words(language)(problem.code, **problem.params) for language in LANGUAGES]
    assert all("settings." not in words and PASSWORD not in words + repr(problem) for words in said)
    return " ".join([problem.code.removeprefix("settings."), *said])


@pytest.mark.parametrize(("code", "old", "new", "cure"), WRONG)
def test_a_mistake_is_one_problem_at_its_place_with_its_cure(
    code: str, old: str, new: str, cure: str, tmp_path: Path
) -> None:
    said = told(tmp_path, with_control(old, new))
    assert said.startswith(code)
    assert said.count(cure) >= len(LANGUAGES)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """A site that says less than it must, beside a wrong port and a wrong preset."""
    text = edited(
        (CODEC, "codec: {kind: codec, driver: ping, control: §{wire: telnet, port: §x}}"),
        ("    body: so\n", "    body: so\n    floor_preset: §100\n"),
    )
    plain, places = unmarked(text)
    problems = problems_of(tmp_path, plain, ENVIRON)
    assert sorted({(p.line, p.column) for p in problems}) == sorted(places)
    assert sorted(p.code for p in problems) == [
        "settings.missing-key", "settings.missing-key", "settings.too-big", "settings.want-whole-number",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "presets", "cure"),
    [
        ("too-big", "{§100: bục}", "99"),
        ("want-whole-number", "{§a: bục}", ""),
        ("want-text", "{1: §[a]}", ""),
        ("empty-value", "{1: §''}", ""),
        ("empty-section", "§{}", ""),
        ("want-mapping", "§bục", ""),
        ("text-too-long", "{1: §một cái tên dài hơn mức cho phép}", "24"),
        ("duplicate-name", "{1: bục, 2: §BỤC}", "BỤC"),
    ],
)
def test_a_mistake_in_the_names_of_presets_is_told(
    code: str, presets: str, cure: str, tmp_path: Path
) -> None:
    said = told(tmp_path, edited(("    body: so\n", f"    body: so\n    presets: {presets}\n")))
    assert said.startswith(code)
    assert said.count(cure) >= len(LANGUAGES)


def test_names_of_presets_stand_at_their_site_by_number(tmp_path: Path) -> None:
    text = edited(("    body: so\n", "    body: so\n    presets: {12: bục phát biểu, 1: toàn phòng}\n"))
    named = [site.presets for site in load(tmp_path, text, ENVIRON).sites if site.presets]
    assert named == [((1, "toàn phòng"), (12, "bục phát biểu"))]


def test_only_a_codec_or_a_camera_is_controlled(tmp_path: Path) -> None:
    probe = f"codec: {{kind: probe, host: 11, driver: ping, control: §{CONTROL}}}"
    assert told(tmp_path, edited((CODEC, probe))).startswith("control-not-codec")


def camera(control: str, name: str = "camera", host: int = 11) -> str:
    """One more device of the second site, beside its codec."""
    return f"\n      {name}: {{kind: camera, host: {host}, driver: ping, control: {control}}}"


@pytest.mark.parametrize(
    ("control", "value"),
    [
        ("{driver: visca-ip}", DeviceControl("visca-ip", "udp", 52381, "", Secret(""), {"first_preset": 1})),
        (
            "{driver: visca-tcp, port: 1259, first_preset: 1}",
            DeviceControl("visca-tcp", "tcp", 1259, "", Secret(""), {"first_preset": 1}),
        ),
        (
            "{driver: onvif, wire: https-unverified, user: gbdt, stills: false, "
            "password: 'env:GBDT_CODEC_PASSWORD'}",
            DeviceControl(
                "onvif",
                "https-unverified",
                443,
                "gbdt",
                Secret(ENVIRON["GBDT_CODEC_PASSWORD"]),
                {"profile": "", "still_path": "", "stills": False},
            ),
        ),
        ("{driver: visca-tcp}", DeviceControl("visca-tcp", "tcp", 5678, "", Secret(""), {"first_preset": 0})),
    ],
)
def test_a_camera_stands_beside_a_controlled_codec(
    control: str, value: DeviceControl, tmp_path: Path
) -> None:
    text = with_control().replace(
        'password: "env:GBDT_CODEC_PASSWORD", allows_ssh_rsa: false}}',
        'password: "env:GBDT_CODEC_PASSWORD", allows_ssh_rsa: false}}' + camera(control),
    )
    (site,) = [s for s in load(tmp_path, text, ENVIRON).sites if any(d.name == "camera" for d in s.devices)]
    found = {device.name: device.control for device in site.devices}
    assert found["camera"] == value
    assert found["codec"] is not None


@pytest.mark.parametrize(
    ("code", "control", "cure"),
    [
        ("want-one-of", "{driver: §polycom-text}", "visca-ip"),
        ("want-one-of", "{driver: §visca}", "visca-ip"),
        ("want-one-of", "{driver: visca-ip, first_preset: §2}", "1"),
        ("unknown-key", "{driver: visca-ip, §wire: tcp}", "port"),
        ("too-big", "{driver: visca-tcp, port: §65536}", "65535"),
        ("missing-key", "§{driver: onvif, user: gbdt}", "password"),
    ],
)
def test_a_mistake_in_a_cameras_control_has_its_cure(
    code: str, control: str, cure: str, tmp_path: Path
) -> None:
    said = told(tmp_path, edited((CODEC, CODEC + camera(control))))
    assert said.startswith(code)
    assert said.count(cure) >= len(LANGUAGES)


def test_a_site_has_one_camera_that_is_controlled(tmp_path: Path) -> None:
    two = camera("{driver: visca-ip}") + camera("§{driver: visca-tcp}", "camera-2", 12)
    told_of = told(tmp_path, edited((CODEC, CODEC + two)))
    assert told_of.startswith("second-camera")
    assert told_of.count("control: {driver: none}") == len(LANGUAGES)


def test_a_site_has_one_codec_that_is_controlled(tmp_path: Path) -> None:
    other = f"\n      codec-2: {{kind: codec, host: 12, driver: ping, control: §{CONTROL}}}"
    told_of = told(tmp_path, shared("driver: ping").replace("codec: {driver: ping}", "codec: {}" + other))
    assert told_of.startswith("second-control")
    assert told_of.count("control: {driver: none}") == len(LANGUAGES)


def test_all_of_it_is_read_and_the_password_is_shown_nowhere(tmp_path: Path) -> None:
    text = with_control().replace("    body: so\n", "    body: so\n    floor_preset: 0\n")
    network = load(tmp_path, text, ENVIRON)
    assert controls(network) == [
        DeviceControl("polycom-text", "telnet", 2424, "admin", Secret(PASSWORD), {"allows_ssh_rsa": False})
    ]
    assert [site.floor_preset for site in network.sites] == [0, None]
    assert PASSWORD not in repr(network) + str(network)
    assert network.fingerprint == load(tmp_path, text, ENVIRON | {"GBDT_CODEC_PASSWORD": "else"}).fingerprint


def test_without_control_nothing_is_controlled(tmp_path: Path) -> None:
    assert controls(load(tmp_path, edited())) == [None]


@pytest.mark.parametrize(
    ("own", "becomes"),
    [
        ("", USUAL),
        ("control: {wire: telnet}", replace(USUAL, wire="telnet", port=24)),
        (
            "control: {port: 2222, allows_ssh_rsa: true}",
            replace(USUAL, port=2222, options={"allows_ssh_rsa": True}),
        ),
        ("control: {password: 'env:GBDT_OTHER'}", replace(USUAL, password=Secret("zq-other-password"))),
        ("control: {driver: none}", None),
        ("driver: polycom-endpoint, credential: rooms", USUAL),
    ],
)
def test_a_site_inherits_the_control_that_it_does_not_change(
    own: str, becomes: DeviceControl | None, tmp_path: Path
) -> None:
    assert controls(load(tmp_path, shared(own), ENVIRON)) == [USUAL, becomes]


def test_another_wire_has_its_own_port(tmp_path: Path) -> None:
    control = "{driver: polycom-text, user: admin, port: 2222, password: 'env:GBDT_CODEC_PASSWORD'}"
    first, second = controls(load(tmp_path, shared("control: {wire: telnet}", control), ENVIRON))
    assert first is not None
    assert second is not None
    assert (first.port, second.port) == (2222, 24)


def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "codec"
    file.write_text(PASSWORD)
    file.chmod(0o644)
    text = with_control('"env:GBDT_CODEC_PASSWORD"', f'§"file:{file}"')
    assert told(tmp_path, text).startswith("secret-file-open")
    file.chmod(0o600)
    (control,) = controls(load(tmp_path, unmarked(text)[0], {**SECRETS}))
    assert control is not None
    assert control.password.reveal() == PASSWORD


@pytest.mark.parametrize("text", [shipped_example("sites.yaml"), example_text(220)], ids=["11", "220"])
def test_the_examples_control_no_codec_until_their_line_is_let_in(text: str, tmp_path: Path) -> None:
    path = tmp_path / "sites.yaml"
    environ = dict.fromkeys(("GBDT_SNMP_AUTH", "GBDT_SNMP_PRIV", "GBDT_SNMP_COMMUNITY"), "a-long-secret")
    for content in (text, text.replace("# control: {", "control: {")):
        path.write_text(content)
        network = load_network(path, catalogue(), environ | {"GBDT_CODEC_PASSWORD": PASSWORD})
        expected = None if content is text else USUAL
        assert controls(network) == [expected] * len(network.sites)


KEYS = ("driver", "wire", "port", "user", "password", "allows_ssh_rsa")
VALUES = st.sampled_from(
    ["polycom-text", "none", "ssh", "telnet", "24", "0", "70000", "admin", "''", "'env:GBDT_CODEC_PASSWORD'",
     "'env:GBDT_ABSENT'", "'file:/none'", "true", "no", "[]", "{}", "null", '"\\e[2J"']
)  # fmt: skip
ENTRIES = st.dictionaries(st.sampled_from([*KEYS, "login", "_fields_set"]), VALUES, max_size=7)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(template=ENTRIES, own=ENTRIES)
def test_any_control_entry_loads_whole_or_is_refused_at_its_lines(
    template: dict[str, str], own: dict[str, str], tmp_path: Path
) -> None:
    def said(entry: dict[str, str]) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}"

    text = shared(f"control: {said(own)}", said(template))
    problems = problems_of(tmp_path, text, ENVIRON)
    lines = {n for n, line in enumerate(text.split("\n"), 1) if "control:" in line}
    for problem in problems:
        assert problem.line in lines
        assert problem.column > 1
        for language in LANGUAGES:
            words = Words(language)(problem.code, **problem.params)
            assert words != problem.code
            assert not set("\x1b") & set(words)
    if not problems:
        for control in controls(load(tmp_path, text, ENVIRON)):
            assert control is None or control.password.reveal()
            assert control is None or control.wire == "telnet" or control.user
