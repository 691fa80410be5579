"""Limits of a child process that works on what others wrote."""

import resource


def limit_this_process(*, memory: int, cpu_s: int, grace_s: int = 0) -> None:
    """Limit memory, bytes, and CPU time, seconds, of this process, and let it leave no core.

    grace_s: how much later the kernel kills a process that outlives its time
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + grace_s))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
