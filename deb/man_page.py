"""Writes the man page gbdt-console(1) from the command line's definition."""

import re
from collections.abc import Iterator

import click

from gbdt_console.cli.help_texts import in_language
from gbdt_console.cli.main import root
from gbdt_console.text.usage import usage_in

_WORDS = {
    "en": {
        "about": "technician's console of a province's video-briefing system",
        "NAME": "NAME", "SYNOPSIS": "SYNOPSIS", "DESCRIPTION": "DESCRIPTION", "OPTIONS": "OPTIONS",
        "COMMANDS": "COMMANDS", "FILES": "FILES", "SEE ALSO": "SEE ALSO",
        "sites": "The network. Looked for in this order, unless --config or GBDT_CONFIG names one.",
        "secrets": "Passwords of the devices, beside sites.yaml, mode 0600.",
        "state": "Journal, samples and control socket of the service.",
        "docs": "The documentation lies in",
    },
    "vi": {
        "about": "màn hình điều khiển của cán bộ kỹ thuật hệ thống giao ban điện tử",
        "NAME": "TÊN", "SYNOPSIS": "CÁCH DÙNG", "DESCRIPTION": "MÔ TẢ", "OPTIONS": "TÙY CHỌN",
        "COMMANDS": "CÁC LỆNH", "FILES": "TỆP", "SEE ALSO": "XEM THÊM",
        "sites": "Cấu hình mạng. Tìm theo thứ tự này, trừ khi --config hoặc GBDT_CONFIG nêu tệp khác.",
        "secrets": "Mật khẩu của thiết bị, đặt cạnh sites.yaml, quyền 0600.",
        "state": "Nhật ký, số đo và socket điều khiển của dịch vụ.",
        "docs": "Tài liệu nằm trong",
    },
}  # fmt: skip
_COMMON = frozenset({"--config", "--state-dir", "--lang", "--help"})
"""Options of every verb; the page shows them once."""
PLACES = ("./sites.yaml", "~/.config/gbdt-console/sites.yaml", "/etc/gbdt/sites.yaml")


def man_page(language: str, version: str, date: str) -> str:
    """Return the page as groff source.

    date: day that the page's foot shows, YYYY-MM-DD
    """
    words = _WORDS[language]
    with usage_in(language):
        console = in_language(root)
        lines = [
            f'.TH GBDT-CONSOLE 1 "{date}" "gbdt-console {version}"',
            *_head(words["NAME"]), f"gbdt-console \\- {_safe(words['about'])}",
            *_head(words["SYNOPSIS"]), *_usage(console, "gbdt-console"),
            *_head(words["DESCRIPTION"]), _safe(_told(console)),
            *_head(words["OPTIONS"]), *_options(console, frozenset()),
            *_head(words["COMMANDS"]), *_verbs(console, ""),
        ]  # fmt: skip
    lines += [*_head(words["FILES"]), *_files(words), *_head(words["SEE ALSO"])]
    lines += [f"{_safe(words['docs'])}", ".I /usr/share/doc/gbdt\\-console/"]
    return "\n".join(lines) + "\n"


def _head(name: str) -> Iterator[str]:
    yield f'.SH "{_safe(name)}"'


def _usage(command: click.Command, path: str) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(click.Context(command, info_name=path)))
    yield f".B {_safe(path)}"
    yield _safe(pieces)


def _verbs(group: click.Group, path: str) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        assert verb is not None
        words = f"{path} {name}".strip()
        if isinstance(verb, click.Group):
            yield f'.SS "{_safe(words)}"'
            yield _safe(_told(verb))
            yield from _verbs(verb, words)
            continue
        yield ".TP"
        pieces = " ".join(verb.collect_usage_pieces(click.Context(verb, info_name=words)))
        yield f"\\fB{_safe(words)}\\fR {_safe(pieces)}"
        yield _safe(_told(verb))
        own = list(_options(verb, _COMMON))
        yield from ([".RS", *own, ".RE"] if own else [])


def _options(command: click.Command, hidden: frozenset[str]) -> Iterator[str]:
    context = click.Context(command)
    options = (p for p in command.get_params(context) if isinstance(p, click.Option))
    for option in options:
        record = option.get_help_record(context)
        if record is None or hidden.intersection(option.opts):
            continue
        yield ".TP"
        yield f"\\fB{_safe(record[0])}\\fR"
        yield _safe(record[1])


def _files(words: dict[str, str]) -> Iterator[str]:
    for place in PLACES:
        yield ".TP"
        yield f".I {_safe(place)}"
        yield _safe(words["sites"]) if place is PLACES[0] else "\\&"
    for place, told in (("secrets.env", "secrets"), ("/var/lib/gbdt", "state")):
        yield from (".TP", f".I {_safe(place)}", _safe(words[told]))


def _told(command: click.Command) -> str:
    return " ".join((command.help or "").split())


def _safe(text: str) -> str:
    """Escape what groff reads as its own: backslash, hyphen, and a quote or point that begins a line."""
    escaped = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq")
    escaped = escaped.replace("|", "|\\:")  # a long list of values may break there
    return re.sub(r"^([.'])", r"\\&\1", escaped).replace("~", "\\(ti").replace("^", "\\(ha")
