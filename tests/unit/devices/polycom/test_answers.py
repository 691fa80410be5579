"""What the codec's lines mean, and that none of them, however wrong, does harm."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gbdt_console.core.clean_text import clean
from gbdt_console.devices.polycom import answers
from gbdt_console.devices.polycom.answers import CodecCall
from gbdt_console.devices.transports.text_line import LONGEST_LINE, LineReader, LineTooLong
from gbdt_console.simulator.world.codec import SimulatedCodec
from tests.support.screens.hostile_texts import PAYLOADS

DOCUMENTED = "callinfo:36:192.168.1.102:256:connected:muted:outgoing:videocall"
FIELD_LOG = "callinfo:1::1330378709@vc.example:384:connected:notmuted:outgoing:videocall"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (FIELD_LOG, ("1", "", "1330378709@vc.example", 384, "connected", False)),
        (DOCUMENTED, ("36", "", "192.168.1.102", 256, "connected", True)),
        ("callinfo:2:A:B: c:9:0:ringing:notmuted:incoming:x", ("2", "A:B: c", "9", 0, "ringing", False)),
        ("callinfo:3:x:sip:a@b:64:opened:notmuted:outgoing:v", ("3", "x", "sip:a@b", 64, "opened", False)),
        ("callinfo:3:sip:a@b:64:opened:notmuted:outgoing:audio", ("3", "", "sip:a@b", 64, "opened", False)),
        ("callinfo:4:x:[fe80::1]:64:opened:muted:incoming:v", ("4", "x", "[fe80::1]", 64, "opened", True)),
        ("callinfo:5:::64:connected:muted:incoming:v", ("5", "", "", 64, "connected", True)),
    ],
)
def test_a_call_is_read_from_the_right(line: str, expected: tuple[object, ...]) -> None:
    call = answers.call(line)
    assert call is not None
    assert (call.id, call.name, call.number, call.speed_kbps, call.state, call.is_muted) == expected


@pytest.mark.parametrize(
    "line",
    [
        "callinfo:1::2:384:connected:perhaps:outgoing:v", "callinfo:1::2:fast:connected:muted:outgoing:v",
        "callinfo:x::2:384:connected:muted:outgoing:v", "callinfo:1:384:connected:muted:outgoing:v",
        "callinfo:1::2:384::muted:outgoing:v", "callinfo:１::2:384:connected:muted:outgoing:v", "callinfo",
        "",
    ],
)  # fmt: skip
def test_what_is_no_call_is_none(line: str) -> None:
    assert answers.call(line) is None


STATISTICS = "call:1 txrate:128k rxrate:128k pktloss:0 %pktloss:{} tvp:H.263 rvp:H.263 tvf:CIF tap:G.728"
TOLD = {"0.00%": 0.0, "2.10%": 2.1, "100%": 100.0, "7": 7.0, " 4.25 %": 4.25}
UNTOLD = ("---", "", "100.01%", "-1%", "nan%", "1,5%", "９%", "9999999999%", "1.5.5%")


@pytest.mark.parametrize(
    ("line", "loss"),
    [
        *((STATISTICS.format(text), loss) for text, loss in TOLD.items()),
        *((STATISTICS.format(text), None) for text in UNTOLD),
        ("%pktloss:3.5% call:1", 3.5),
        ("rxrate:128 K %PktLoss:1", 1.0),
        ("call:1 pktloss:7 txrate:128k", None),
        ("pktloss:7", None),
    ],
)
def test_the_loss_of_a_call_is_a_percentage_or_unknown(line: str, loss: float | None) -> None:
    assert answers.packet_losses(["whatever", line]) == (() if loss is None else (loss,))


@pytest.mark.parametrize("line", ["", "x%pktloss:7%", "x pktloss 7%", "error: command not found"])
def test_what_has_nothing_of_statistics_is_no_answer_to_that(line: str) -> None:
    assert answers.packet_losses([line]) is None


def test_the_last_whole_list_of_calls_counts() -> None:
    call = answers.call(FIELD_LOG)
    block = ["callinfo begin", FIELD_LOG, "callinfo end"]
    assert answers.calls([*block, answers.NO_CALL]) == ()
    assert answers.calls([answers.NO_CALL, *block]) == (call,)
    assert answers.calls([answers.NO_CALL, *block[:2]]) is None
    assert answers.calls([answers.NO_CALL, block[0], "callinfo:1", block[2]]) is None
    assert answers.calls(["mute near on", "not in a call"]) is None


def test_registrations_that_do_not_add_up_are_unknown() -> None:
    two = "registered for 2 notifications:mutestatus:callstatus"
    assert answers.registrations([two]) == {"mutestatus", "callstatus"}
    assert answers.registrations(["registered for 0 notifications"]) == frozenset()
    assert answers.registrations(["registered for 3 notifications:mutestatus"]) is None
    assert answers.registrations(["notify: what?"]) is None


def test_the_five_refusals_are_known_and_a_repeated_registration_is_none() -> None:
    for words in (
        "error: command not found", "error:command not found", "info: AUDIO call not enabled",
        "error: command needs more parameters to execute successfully", "vcbutton play failed",
        "error: button x not a recognized command",
    ):  # fmt: skip
        assert answers.refusal(words) == words
    assert answers.refusal("info: event/notification already active:mutestatus") is None
    assert answers.refusal("mute near on") is None


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n", "\r", "\n", "\r\n\r\n"])
def test_who_it_is_however_lines_end(end: str) -> None:
    codec = SimulatedCodec(name="Bát Xát: họp", software="6.2.1")
    data = end.join([*codec.whoami(), ""]).encode()
    whole = LineReader().feed(data)
    bytewise = LineReader()
    assert [line for byte in data for line in bytewise.feed(bytes([byte]))] == whole
    assert answers.serial_number(whole) == codec.serial
    assert answers.serial_number(whole[:2]) is None


def test_prompts_have_no_line_end() -> None:
    reader = LineReader()
    assert reader.feed(b"\r\nPassword:") == []
    assert answers.asks_password(reader.rest)
    assert not answers.asks_password("Password: accepted")
    assert answers.without_prompt("-> -> mute near on") == "mute near on"


def test_an_endless_line_is_given_up() -> None:
    reader = LineReader()
    for _ in range(LONGEST_LINE):
        reader.feed(b"x")
    with pytest.raises(LineTooLong):
        reader.feed(b"x")
    with pytest.raises(LineTooLong):
        LineReader().feed(b"x" * (LONGEST_LINE + 1) + b"\r\n")


WORDS = st.sampled_from(
    [
        "callinfo", "begin", "end", ":", "::", "mute near on", "mute near", "off", "system is not in a call",
        "connected", "muted", "notmuted", "outgoing", "videocall", "384", "1", "-> ", "error:", "info:",
        "Serial Number:", "Hi, my name is :", "registered for", "2", "notifications:", "connection",
        "is not active", "notification:", "[", "]", "sip", "\r\r\n", "\r\n", "\n", " ", "9" * 40, *PAYLOADS,
    ]
)  # fmt: skip
BYTES = st.one_of(
    st.binary(max_size=400),
    st.lists(WORDS, max_size=40).map(lambda words: "".join(words).encode("utf-8", "surrogatepass")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(BYTES, max_size=12))
def test_no_bytes_do_harm_and_no_text_comes_through_unclean(chunks: list[bytes]) -> None:
    reader = LineReader()
    lines: list[str] = []
    try:
        for chunk in chunks:
            lines += reader.feed(chunk)
    except LineTooLong:
        pass
    assert len(reader.rest) <= LONGEST_LINE
    lines = [answers.without_prompt(line) for line in lines]
    for line in lines:
        assert clean(line, 2_000) == line
        answers.muted(line), answers.fence_number(line), answers.refusal(line), answers.change(line)
        answers.asks_password(line), answers.asks_user(line)
    answers.serial_number(lines), answers.registrations(lines)
    for call in answers.calls(lines) or ():
        assert call.id.isdecimal()


NAMES = st.text(max_size=40).map(clean)


@settings(max_examples=200, deadline=None)
@given(NAMES, st.integers(0, 999_999_999), st.booleans())
def test_any_name_leaves_the_other_fields_right(name: str, number: int, is_muted: bool) -> None:
    mute = "muted" if is_muted else "notmuted"
    call = answers.call(f"callinfo:7:{name}:{number}:384:connected:{mute}:incoming:videocall")
    assert call is not None
    assert (call.id, call.speed_kbps, call.is_muted, call.is_outgoing) == ("7", 384, is_muted, False)
    assert call.number.endswith(str(number))
    is_scheme = name.rpartition(":")[2].lower() in ("sip", "sips", "h323")
    assert is_scheme or call == CodecCall("7", name, str(number), 384, "connected", is_muted, False)
