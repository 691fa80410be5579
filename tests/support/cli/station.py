"""A technician's home for tests of verbs: configuration, state directory, journal and a running engine."""

import getpass
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from gbdt_console.cli.main import root
from gbdt_console.compose import load
from gbdt_console.core.clock import SystemClock
from gbdt_console.core.clock_sync import ClockSync
from gbdt_console.core.events import Event
from gbdt_console.devices.control import Codec, ListsParticipants
from gbdt_console.engine.engine import Engine
from gbdt_console.engine.equipment import Equipment
from gbdt_console.engine.hosting.engine_thread import EngineThread
from gbdt_console.engine.hosting.state_directory import EngineLock, StateDirectory
from gbdt_console.engine.records.journal_records import JournalRecords
from gbdt_console.settings.shipped import shipped_example
from tests.support.engine.fake_world import FakeEcho, FakeWorld

SECRETS = dict.fromkeys(re.findall(r"env:(\w+)", shipped_example("sites.yaml")), "a-long-secret")


class Station:
    """A technician's home: configuration, state directory, and the verbs."""

    def __init__(self, home: Path) -> None:
        self.config = home / "sites.yaml"
        text = shipped_example("sites.yaml")
        self.config.write_text(re.sub(r"os_users: \[\w", f"os_users: [{getpass.getuser()}, x", text, count=1))
        self.state = home / "state"
        self.state.mkdir(mode=0o700)

    def run(self, *words: str, lang: str = "en", typed: str = "") -> Result:
        """An empty `lang` asks for no language; `typed` is what a person answers."""
        arguments = ["--config", str(self.config), "--state-dir", str(self.state)]
        arguments += ["--lang", lang] if lang else []
        return CliRunner().invoke(root, [*arguments, *words], env=SECRETS, input=typed)

    def do(self, *words: str, typed: str = "") -> str:
        """Run a verb that must succeed; what it printed."""
        result = self.run(*words, typed=typed)
        assert result.exit_code == 0, (words, result.output)
        return result.stdout

    def record(self, *events: Event) -> None:
        """As an engine wrote it that has stopped since."""
        with EngineLock(StateDirectory(self.state)):
            records = JournalRecords(self.state, SystemClock())
            for event in events:
                records.record(event).result(10)
            records.close()

    def number_sites(self) -> None:
        """Site 1 is called at 2001, site 11 at 2011."""
        text = self.config.read_text()
        self.config.write_text(re.sub(r"(- number: (\d+)\n)", _with_call_number, text))

    def set_up_room(self, number: int, preset: int) -> None:
        """The camera of that site looks there when it speaks, and its room may be opened from afar."""
        text = self.config.read_text()
        more = f"    floor_preset: {preset}\n    permissions: {{remote_unmute: true}}\n"
        self.config.write_text(re.sub(rf"(- number: {number}\n)", rf"\1{more}", text))

    @contextmanager
    def engine(
        self, mcu: ListsParticipants | None = None, codecs: Mapping[str, Codec] | None = None
    ) -> Iterator[EngineThread]:
        """A running engine over a world where everything answers; `codecs` are by the device's id."""
        clock = SystemClock()
        network = load(self.config, SECRETS)
        state = StateDirectory(self.state)
        with EngineLock(state):
            records = JournalRecords(self.state, clock)
            echo = FakeEcho(FakeWorld(clock))
            equipment = Equipment(
                network,
                clock,
                echo,
                (),
                records,
                state.socket_path,
                mcu=mcu,
                codecs=codecs or {},
                clock_sync=lambda: ClockSync.KEPT,
                machine=state.machine,
            )
            thread = EngineThread(lambda: Engine(equipment))
            thread.start()
            try:
                yield thread
            finally:
                thread.stop()
                records.close()


def _with_call_number(line: re.Match[str]) -> str:
    return f"{line[1]}    conference_number: {2000 + int(line[2])}\n"
