"""Whatever the file holds, loading ends in a Network or in problems with places, and never leaks a secret."""

import random
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gbdt_console.core.sites import Network
from gbdt_console.settings.problems import ConfigRejected
from gbdt_console.settings.shipped import shipped_example
from gbdt_console.text.words import LANGUAGES, Words
from tests.support.settings.configs import BASE, load
from tests.support.settings.offers import SECRETS

SPEAKERS = [Words(language) for language in LANGUAGES]
PIECES = [
    b"\t",
    b"\0",
    b"&a ",
    b"*a",
    b"!!x ",
    b"<<: ",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"'",
    b": ",
    b"- ",
    b"? ",
]
PIECES += [b"\n", b"\r", b"---\n", b"#", b">", b"%", b"@", "ạ".encode(), "\u202e".encode()]
PIECES += [
    b"\xff",
    b"|",
    b"~",
    b"010",
    b"no",
    b"1e9",
    b"env:X",
    b"file:/",
    b"file:/dev/zero",
    b"sites:",
    b"name: ",
]
SCALARS = st.sampled_from(
    ["1", "2", "010", "no", "true", "", "vnpt", "v3", "ping", "if-mib", "router", "sa-pa", "10.1.1.0/24",
     "10.1.1.1", "env:GBDT_SNMP_AUTH", "file:/none", "x" * 300, "\x1b[2J", "Bắc Hà", "standard"]
) | st.text(max_size=12)  # fmt: skip
KEYS = st.sampled_from(sorted(set(yaml.safe_load(BASE)) | set(yaml.safe_load(BASE)["sites"][0]))) | SCALARS
TREES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=25,
)


def outcome(folder: Path, content: str | bytes) -> str:
    """How loading ended; everything else than the two proper ends is raised."""
    try:
        network = load(folder, content)
    except ConfigRejected as rejected:
        problems = rejected.problems
    else:
        assert isinstance(network, Network)
        assert not any(secret in repr(network) for secret in SECRETS.values())
        return "loaded"
    assert problems
    for problem in problems:
        assert min(problem.line, problem.column) >= 1
        said = repr(problem) + "".join(words(problem.code, **problem.params) for words in SPEAKERS)
        assert not any(secret in said for secret in SECRETS.values())
        assert "\x1b" not in said
    return "rejected"


def mutated(original: bytes, rng: random.Random) -> bytes:
    data = bytearray(original)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data))
        match rng.randrange(4):
            case 0:
                data[at : at + rng.randint(0, 3)] = rng.choice(PIECES)
            case 1:
                del data[at : at + rng.randint(1, 200)]
            case 2:
                data[at] = rng.randrange(256)
            case _:
                start = rng.randrange(len(data))
                data[at:at] = data[start : start + rng.randint(1, 200)]
    return bytes(data)


@pytest.mark.parametrize("seed", range(4))
def test_mutated_bytes_of_the_real_example(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    original = shipped_example("sites.yaml").encode()
    outcomes = [outcome(tmp_path, mutated(original, rng)) for _ in range(150)]
    # Both ends must occur, or the mutations prove nothing.
    assert set(outcomes) == {"loaded", "rejected"}


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tree=TREES)
def test_any_tree(tree: object, tmp_path: Path) -> None:
    outcome(tmp_path, yaml.safe_dump(tree, allow_unicode=True))


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_tree_grafted_into_a_valid_file(data: st.DataObject, tmp_path: Path) -> None:
    """One value anywhere in a valid file becomes anything."""
    root = yaml.load(BASE, yaml.BaseLoader)
    here: object = root
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))  # type: ignore[arg-type]
        key = data.draw(st.sampled_from(keys))
        inner = here[key]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            here[key] = data.draw(TREES)  # type: ignore[index]
            break
        here = inner
    outcome(tmp_path, yaml.safe_dump(root, allow_unicode=True, sort_keys=False))


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=300))
def test_any_bytes(content: bytes, tmp_path: Path) -> None:
    assert outcome(tmp_path, content) == "rejected"
