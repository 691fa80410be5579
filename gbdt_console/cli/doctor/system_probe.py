"""Collect the facts of this machine and this installation for the checks."""

import os
import stat
from collections.abc import Mapping

from gbdt_console.cli.context import (
    MACHINE_STATE,
    Context,
    is_service_user,
    service_user,
    usual_places,
)
from gbdt_console.cli.doctor import machine_facts
from gbdt_console.cli.doctor.engine_facts import engine_state, second_pc_facts
from gbdt_console.cli.doctor.journal_facts import journal_facts
from gbdt_console.compose import load
from gbdt_console.core.clock_sync import kernel_clock_sync
from gbdt_console.core.health.installation import (
    EngineState,
    JournalFacts,
    SecretsFacts,
    SettingsFacts,
    StateFacts,
)
from gbdt_console.core.health.machine import DiskFacts, PingRight
from gbdt_console.core.health.seat import TerminalFacts
from gbdt_console.core.health.standby import StandbyFacts
from gbdt_console.core.os_user import user_name
from gbdt_console.core.sites import Network
from gbdt_console.core.standby.role import RoleBook
from gbdt_console.settings.problems import ConfigRejected, Problem
from gbdt_console.settings.secrets_env import FILE_NAME
from gbdt_console.text.words import Words

_ALL = os.R_OK | os.W_OK | os.X_OK


class SystemProbe:
    """Asks files, kernel and engine; writes nothing."""

    descriptor_limit = staticmethod(machine_facts.descriptor_limit)
    is_udp_port_free = staticmethod(machine_facts.is_udp_port_free)
    clock_sync = staticmethod(kernel_clock_sync)
    offset_s = staticmethod(machine_facts.offset_s)
    has_letters = staticmethod(machine_facts.has_letters)
    versions = staticmethod(machine_facts.versions)

    def __init__(self, context: Context, words: Words, environ: Mapping[str, str]) -> None:
        """Take the places to look at and the environment with the secrets."""
        self._context = context
        self._words = words
        self._environ = environ
        self._network: Network | None = None
        self._armed: Network | None = None
        self._lacking: tuple[Problem, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._role: RoleBook | None = None
        if context.config is not None:
            try:
                self._network = load(context.config, None)
            except ConfigRejected as rejected:
                self._problems = rejected.problems
            try:
                self._armed = load(context.config, environ)
            except ConfigRejected as rejected:
                self._lacking = rejected.problems

    def settings(self) -> SettingsFacts:
        path = "" if self._context.config is None else str(self._context.config.absolute())
        sites = len(self._network.sites) if self._network is not None else 0
        places = ", ".join(map(str, usual_places()))
        return SettingsFacts(path, places, sites, len(self._problems), self._first(self._problems))

    def network(self) -> Network | None:
        return self._network

    def secrets(self) -> SecretsFacts:
        assert self._context.config is not None
        file = self._context.config.absolute().parent / FILE_NAME
        problems, first = self._lacking, self._first(self._lacking)
        try:
            status = file.stat()
        except FileNotFoundError:
            return SecretsFacts(str(file), None, problems=len(problems), first=first)
        return SecretsFacts(
            str(file),
            stat.S_IMODE(status.st_mode),
            is_trusted=status.st_uid in (0, os.geteuid()),
            problems=len(problems),
            first=first,
            owner=user_name(status.st_uid),
            rightful=service_user(self._context.config) or self.user(),
        )

    def state(self) -> StateFacts:
        path = self._context.state.path
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            parent = machine_facts.nearest_existing(path)
            is_makeable = parent.is_dir() and os.access(parent, _ALL)
            is_too_long = self._context.state.is_path_too_long
            return StateFacts(
                str(path), exists=False, is_writable=is_makeable, is_too_long=is_too_long,
                networked=self._context.state.networked,
            )  # fmt: skip
        return StateFacts(
            str(path),
            is_directory=stat.S_ISDIR(status.st_mode),
            mode=stat.S_IMODE(status.st_mode),
            owner=user_name(status.st_uid),
            is_own=status.st_uid == os.geteuid(),
            is_writable=os.access(path, _ALL),
            is_too_long=self._context.state.is_path_too_long,
            networked=self._context.state.networked,
            is_service=path == MACHINE_STATE,
        )

    def disk(self) -> DiskFacts:
        return machine_facts.disk_facts(self._context.state.path)

    def journal(self) -> JournalFacts:
        facts = journal_facts(self._context.state.path)
        self._role = facts.role
        return facts

    def engine(self) -> EngineState:
        return engine_state(self._context.state)

    def standby(self) -> StandbyFacts | None:
        return second_pc_facts(self._armed, self._context, self._role)

    def user(self) -> str:
        return user_name(os.geteuid())

    def ping_right(self) -> PingRight:
        right = machine_facts.ping_right()
        is_service = self._context.state.path == MACHINE_STATE and is_service_user()
        return PingRight.SERVICE if is_service and right is PingRight.NONE else right

    def terminal(self) -> TerminalFacts:
        return machine_facts.terminal_facts(self._environ)

    def environ(self) -> Mapping[str, str]:
        return self._environ

    def _first(self, problems: tuple[Problem, ...]) -> str:
        texts = (f"{one.where}: {self._words(one.code, **one.params)}" for one in problems)
        return next(texts, "")
