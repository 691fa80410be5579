"""Writes the table of completion.table as a script of bash, zsh or fish; completing starts no program."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from gbdt_console.cli.completion.table import Paths, Place

T = TypeVar("T")
_BASH = """# Completion of gbdt-console in bash, made by `gbdt-console completion bash`.
_gbdt_console_at() {
    kind=words found=()
    case $1 in
%s
    *) return 1 ;;
    esac
}

_gbdt_console() {
    local cur=${COMP_WORDS[COMP_CWORD]} verb="" option="" place=0 i word kind found
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == = ]]; then
            continue
        elif [[ $word == : ]]; then # bash cuts 14:50 into three words
            ((i += 1))
        elif [[ -n $option ]]; then
            option=""
        elif [[ $word == -* ]]; then
            if _gbdt_console_at "$verb $word"; then option=$word; fi
        elif _gbdt_console_at "$verb" && [[ " ${found[*]} " == *" $word "* ]]; then
            verb+=/$word
        else
            ((place += 1))
        fi
    done
    if [[ $cur == = ]]; then cur=""; fi
    if [[ -n $option ]]; then
        _gbdt_console_at "$verb $option"
    elif [[ $cur == -* ]]; then
        _gbdt_console_at "$verb -"
    else
        _gbdt_console_at "$verb" || _gbdt_console_at "$verb $place" || _gbdt_console_at "$verb @" || return 0
    fi
    case $kind in
    words) mapfile -t COMPREPLY < <(compgen -W "${found[*]}" -- "$cur") ;;
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    esac
}

complete -F _gbdt_console gbdt-console
"""

_ZSH = """#compdef gbdt-console
# Completion of gbdt-console in zsh, made by `gbdt-console completion zsh`.
_gbdt_console_at() {
    kind=words found=()
    case $1 in
%s
    *) return 1 ;;
    esac
}

_gbdt_console() {
    local kind verb="" option="" word
    local -a found
    integer place=0 i
    for ((i = 2; i < CURRENT; i++)); do
        word=${words[i]}
        if [[ -n $option ]]; then
            option=""
        elif [[ $word == -* ]]; then
            if _gbdt_console_at "$verb $word"; then option=$word; fi
        elif _gbdt_console_at "$verb" && (( ${found[(I)${word}:*]} )); then
            verb+=/$word
        else
            (( place += 1 ))
        fi
    done
    if [[ $PREFIX == --*=* ]]; then
        option=${PREFIX%%=*}
        compset -P '*='
    fi
    if [[ -n $option ]]; then
        _gbdt_console_at "$verb $option"
    elif [[ $PREFIX == -* ]]; then
        _gbdt_console_at "$verb -"
    else
        _gbdt_console_at "$verb" || _gbdt_console_at "$verb $place" || _gbdt_console_at "$verb @" || return 1
    fi
    case $kind in
    words) _describe gbdt-console found ;;
    files) _files ;;
    folders) _files -/ ;;
    esac
}

if [[ ${funcstack[1]} == _gbdt_console ]]; then
    _gbdt_console "$@"
else
    compdef _gbdt_console gbdt-console
fi
"""

_FISH = """# Completion of gbdt-console in fish, made by `gbdt-console completion fish`.
function __gbdt_console_at
    switch $argv[1]
%s
        case '*'
            return 1
    end
end

function __gbdt_console_words
    set -l verb ''
    set -l option ''
    set -l place 0
    set -l typed (commandline -opc)
    for word in $typed[2..]
        if test -n "$option"
            set option ''
        else if string match -q -- '-*' $word
            __gbdt_console_at "$verb $word" >/dev/null; and set option $word
        else if contains -- $word (__gbdt_console_at "$verb" | string split -f 1 \\t)
            set verb "$verb/$word"
        else
            set place (math $place + 1)
        end
    end
    if test -n "$option"
        __gbdt_console_at "$verb $option"
    else if string match -q -- '-*' (commandline -ct)
        __gbdt_console_at "$verb -"
    else
        __gbdt_console_at "$verb"; or __gbdt_console_at "$verb $place"; or __gbdt_console_at "$verb @"
    end
end

complete -c gbdt-console -f -a '(__gbdt_console_words)'
"""


def _found(place: Place, entries: Iterable[str]) -> str:
    """Return what a case sets: the kind of paths asked for, or the entries of that place."""
    if place.paths is not Paths.NONE:
        return f"kind={place.paths.value}"
    return f"found=({' '.join(map(_quote, entries))})"


def bash_script(table: Mapping[str, Place]) -> str:
    """Return the script for bash, which shows no descriptions."""
    return _BASH % _cases(table, lambda place: _found(place, [word for word, _ in place.words]))


def zsh_script(table: Mapping[str, Place]) -> str:
    return _ZSH % _cases(table, lambda place: _found(place, [f"{word}:{told}" for word, told in place.words]))


def fish_script(table: Mapping[str, Place]) -> str:
    lines = []
    for keys, place in _grouped(table, lambda place: place):
        lines.append(f"        case {' '.join(map(_fish_quote, keys))}")
        if place.paths is not Paths.NONE:
            finder = "path" if place.paths is Paths.FILES else "directories"
            lines.append(f"            __fish_complete_{finder} (commandline -ct)")
        elif place.words:
            words = (_fish_quote(part) for pair in place.words for part in pair)
            lines.append(f"            printf '%s\\t%s\\n' {' '.join(words)}")
        else:
            lines.append("            true")
    return _FISH % "\n".join(lines)


SCRIPTS: Mapping[str, Callable[[Mapping[str, Place]], str]] = {
    "bash": bash_script, "zsh": zsh_script, "fish": fish_script,
}  # fmt: skip


def _cases(table: Mapping[str, Place], found: Callable[[Place], str]) -> str:
    return "\n".join(
        f"    {' | '.join(map(_pattern, keys))}) {told} ;;" for keys, told in _grouped(table, found)
    )


def _grouped(table: Mapping[str, Place], told: Callable[[Place], T]) -> list[tuple[list[str], T]]:
    """Return each answer once with all its keys, those of one verb before those of all."""
    groups: dict[T, list[str]] = defaultdict(list)
    for key, place in table.items():
        groups[told(place)].append(key)
    return [(keys, answer) for answer, keys in groups.items()]


def _pattern(key: str) -> str:
    """Quote a key for `case`, but for the star that stands for any verb."""
    return f"*{_quote(key[1:])}" if key.startswith("*") else _quote(key)


def _quote(text: str) -> str:
    """Quote a text for bash and zsh, always: `done` alone is a word of their own."""
    return "'" + text.replace("'", "'\\''") + "'"


def _fish_quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
