"""A state directory on another machine's disk is refused before anything is made of it."""

from pathlib import Path

import pytest

from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory, StateDirectoryUnusable
from gbdt_console.journal import file_system
from gbdt_console.journal.file_system import kind_of

MOUNTS = r"""24 1 254:0 / / rw,relatime - ext4 /dev/vda rw
25 24 0:22 / /dev rw shared:2 - devtmpfs devtmpfs rw
90 24 0:50 / /srv/kho\040chung rw shared:9 master:1 - nfs4 10.0.0.5:/kho rw,vers=4.2
91 90 0:51 / /srv/kho\040chung/may rw - ext4 /dev/vdb rw
92 24 0:52 / /home/a rw - fuse.sshfs a@may: rw
93 24 0:53 / /mnt/o rw - cifs //may/o rw
94 24 0:54 / /mnt/o rw - tmpfs none rw
nothing of this kind
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/gbdt", "ext4"),
        ("/srv/kho chung/gbdt", "nfs4"),
        ("/srv/kho chung/may/gbdt", "ext4"),
        ("/srv/kho chung hai", "ext4"),
        ("/home/a", "fuse.sshfs"),
        ("/mnt/o/gbdt", "tmpfs"),
    ],
)
def test_the_kind_is_that_of_the_deepest_and_last_mount(path: str, kind: str) -> None:
    assert kind_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_no_engine_takes_a_directory_of_another_machine(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"90 24 0:50 / {tmp_path.resolve()} rw - {kind} may:/kho rw\n")
    monkeypatch.setattr(file_system, "MOUNTS", mounts)
    state = tmp_path / "state"
    with pytest.raises(StateDirectoryUnusable) as refused, EngineLock(StateDirectory(state)):
        pass
    assert (refused.value.code, refused.value.params["kind"]) == ("verb.state-networked", kind)
    assert not list(state.iterdir())
    mounts.unlink()
    with EngineLock(StateDirectory(state)):
        assert (state / "engine.lock").exists(), "where nobody can tell, nothing is refused"
