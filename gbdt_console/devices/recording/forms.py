"""Reads the forms in which control interfaces write: heads of HTTP, JSON, XML, a browser's forms, and lines.

It finds which texts are names of fields and which are values, and replaces in each what Wording does not
keep. Texts keep their length, and hold one octet a character.
"""

import re
from collections.abc import Sequence

from gbdt_console.devices.recording.vocabulary import is_known, is_secret
from gbdt_console.devices.recording.wording import Wording

_JSON = re.compile(
    r'"(?P<text>(?:[^"\\]|\\.)*)(?:"(?P<colon>\s*:)?|\\?\Z)|(?P<number>-?\d[\d.eE+-]*)'
    r'|(?P<bare>[^\s"{}\[\],:][^"{}\[\],:]*)(?P<is_name>:)?|(?P<bracket>[{}])',
    re.DOTALL,
)
"""A text, which the end of a recording may cut; a number; what is no JSON, up to what JSON has again; and
where an object begins or ends."""
_WRAPPER = "Value"
"""The name under which xAPI puts a value into an object of its own, which has the field's name."""
_LITERALS = frozenset({"true", "false", "null"})
_LINE_ENDS = re.compile(r"(\r?\n)")
_STATUS = re.compile(r"HTTP/1\.[01] [1-5]\d\d")
_TAG = re.compile(
    r"<(?P<slash>/?)(?P<name>[\w.:-]+)(?P<rest>[^<>]*)>|<!\[CDATA\[(?P<inner>.*?)\]\]>|(?P<text>[^<]+)|<[^<>]*>?",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"(?P<name>[\w.:-]+)(?P<gap>\s*=\s*)(?P<quote>[\"'])(?P<value>.*?)(?P=quote)")
_COORDINATES = frozenset({"x", "y", "z"})
"""Attributes in which a camera tells where it looks."""
_TYPED = frozenset({"int", "i4", "i8", "double", "boolean"})
_KEPT_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expires",
        "keep-alive",
        "last-modified",
        "pragma",
        "sec-websocket-version",
        "te",
        "transfer-encoding",
        "upgrade",
        "vary",
    }
)
_KEPT_VALUE = re.compile(r"[\w ,;:=/.*+-]{0,100}", re.ASCII)
_FIELD = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?P<gap>: ?)(?P<value>.*)", re.DOTALL)
_SEPARATORS = re.compile(r"([:;,|\t=]| {2,})")
_LOGS_IN = re.compile(
    r"(?P<word>auth|login|pass|passwd|password|user|username)(?P<rest>\s.*)", re.DOTALL | re.I
)
_ASKS = re.compile(
    rb"(?:(?:pass ?word|passwd|passcode|pin|login|user ?name|user|code)\W{0,4}"
    rb"|pass ?word [^\r\n:]{1,60}:\s*)$",
    re.IGNORECASE,
)


def asks_for_secret(said: bytes) -> bool:
    """Tell the end of what a device said from a prompt for an account."""
    return _ASKS.search(said[-80:]) is not None


def body(wording: Wording, text: str) -> str:
    """Replace in the body of a message, whose form is told by how it begins."""
    begin = text.lstrip("\xef\xbb\xbf \r\n\t")[:1]
    if begin in ("{", "["):
        return _json(wording, text)
    if begin == "<":
        return _xml(wording, text)
    if "=" in text and not re.search(r"[\r\n]", text.strip()):
        return _pairs(wording, text, "&")
    return lines(wording, text)


def head(wording: Wording, text: str) -> str:
    """Replace in the head of an HTTP message."""
    start, *rest = _LINE_ENDS.split(text)
    if status := _STATUS.match(start):
        start = status[0] + wording.value(start[status.end() :])
    else:
        method, gap, target = start.partition(" ")
        path, last_gap, version = target.rpartition(" ")
        start = f"{wording.name(method)}{gap}{_target(wording, path)}{last_gap}{version}"
    return "".join(
        [start, *(part if at % 2 == 0 else _header(wording, part) for at, part in enumerate(rest))]
    )


def lines(
    wording: Wording, text: str, secrets: Sequence[tuple[int, int]] = (), *, is_order: bool = False
) -> str:
    """Replace in lines of text.

    secrets: where texts stand that answer a prompt for an account
    is_order: the client says them, so that each begins by the word of an order
    """
    done, at = [], 0
    for line in text.splitlines(keepends=True):
        is_secret = any(first <= at < past for first, past in secrets)
        done.append(wording.secret(line) if is_secret else _line(wording, line, is_order=is_order))
        at += len(line)
    return "".join(done)


def _line(wording: Wording, line: str, *, is_order: bool) -> str:
    if is_order and (logs_in := _LOGS_IN.fullmatch(line)):
        return logs_in["word"] + wording.secret(logs_in["rest"])
    if (found := _FIELD.fullmatch(line)) and is_known(found["name"]):
        name, value = found["name"], found["value"]
        parts = _SEPARATORS.split(value)
        is_one = len(parts) == 1 or found["gap"] == ": "
        return name + found["gap"] + (wording.value(value, name) if is_one else _parted(wording, parts))
    order = re.match(r"[a-z]{2,20}\b", line) if is_order else None
    first = order[0] if order and wording.name(order[0]) == order[0] else ""
    return first + _parted(wording, _SEPARATORS.split(line[len(first) :]))


def _parted(wording: Wording, parts: Sequence[str]) -> str:
    field, done = "", []
    for at, part in enumerate(parts):
        if at % 2:
            done.append(part)
            continue
        done.append(wording.value(part, field))
        field = _named_by(part, parts[at + 1]) if at + 1 < len(parts) else ""
    return "".join(done)


def _named_by(part: str, separator: str) -> str:
    """Return the field whose value follows; behind a colon, which much else has, only that of a secret."""
    if separator == "=":
        return part.strip()
    last = part.split()[-1:] if separator == ":" else []
    return last[0] if last and is_secret(last[0]) else ""


def _target(wording: Wording, target: str) -> str:
    path, mark, query = target.partition("?")
    return re.sub(r"[^/]+", lambda part: wording.value(part[0]), path) + mark + _pairs(wording, query, "&")


def _header(wording: Wording, line: str) -> str:
    name, colon, value = line.partition(":")
    if not colon:
        return wording.value(line)
    if name.lower() in _KEPT_HEADERS and _KEPT_VALUE.fullmatch(value):
        return line
    name, plain_name = wording.name(name), name
    if plain_name.lower() in ("cookie", "set-cookie"):
        return name + colon + _pairs(wording, value, ";", are_secret=True)
    if "/" in value and plain_name.lower() in ("location", "referer", "origin"):
        return name + colon + _target(wording, value)
    return name + colon + wording.value(value, plain_name)


def _pairs(wording: Wording, text: str, separator: str, *, are_secret: bool = False) -> str:
    done = []
    for pair in text.split(separator):
        name, equals, value = pair.partition("=")
        bare = name.strip()
        kept = name.replace(bare, wording.name(bare)) if equals else wording.value(name)
        done.append(kept + equals + (wording.secret(value) if are_secret else wording.value(value, bare)))
    return separator.join(done)


def _json(wording: Wording, text: str) -> str:
    field, objects = "", list[str]()

    def one(found: re.Match[str]) -> str:
        nonlocal field
        if found["bracket"] == "{":
            objects.append(field)
            return found[0]
        if found["bracket"]:
            field = objects.pop() if objects else ""
            return found[0]
        if found["number"] is not None:
            return wording.value(found["number"], field, is_number=True)
        if (bare := found["bare"]) is not None:
            inner = bare if bare.strip() in _LITERALS else wording.value(bare, field)
            field = bare.strip() if found["is_name"] else field
            return inner + (found["is_name"] or "")
        bare = found["text"].rstrip("\0")
        end = found[0][1 + len(found["text"]) :]
        if found["colon"]:
            field = objects[-1] if bare == _WRAPPER and objects else bare
            inner = wording.name(bare)
        elif bare.lstrip().startswith(('{\\"', '[{\\"')):
            inner = _json(wording, bare.replace('\\"', '\0"')).replace('\0"', '\\"')
        else:
            inner = wording.value(bare, field)
        return '"' + inner + found["text"][len(bare) :] + end

    return _JSON.sub(one, text)


def _attributes(wording: Wording, text: str) -> str:
    done, at = "", 0
    for found in _ATTRIBUTE.finditer(text):
        name, quote, value = found["name"], found["quote"], found["value"]
        value = wording.value(value, name, is_number=name in _COORDINATES and "." in value)
        done += wording.value(text[at : found.start()])
        done += f"{wording.name(name)}{found['gap']}{quote}{value}{quote}"
        at = found.end()
    return done + wording.value(text[at:])


def _follow(tags: list[str], tag: re.Match[str]) -> None:
    """Keep the names of the open elements."""
    if not tag["slash"]:
        if not tag["rest"].endswith(("/", "?")):
            tags.append(tag["name"])
    elif tags:
        tags.pop()


def _xml(wording: Wording, text: str) -> str:
    """Replace in XML; in XML-RPC the name of a member is what stands in `name`."""
    tags: list[str] = []
    member = ""

    def one(found: re.Match[str]) -> str:
        if found["text"] is not None:
            return of_text(found["text"])
        if found["inner"] is not None:
            return f"<![CDATA[{of_text(found['inner'])}]]>"
        return wording.value(found[0]) if found["name"] is None else of_tag(found)

    def of_tag(found: re.Match[str]) -> str:
        _follow(tags, found)
        return f"<{found['slash']}{wording.name(found['name'])}{_attributes(wording, found['rest'])}>"

    def of_text(text: str) -> str:
        nonlocal member
        if not text.strip():
            return text
        inner = tags[-1] if tags else ""
        if inner in ("name", "methodName") and ("member" in tags or inner == "methodName"):
            member = text if inner == "name" else ""
            return wording.name(text)
        field = member if "methodResponse" in tags or "methodCall" in tags else inner
        return wording.value(text, field, is_number=inner in _TYPED)

    return _TAG.sub(one, text)
