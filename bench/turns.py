"""Commands measured against each other on a machine whose speed changes from one minute to the next: they run by turns."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Sequence

SLICE = 0.25
"""Seconds that a command runs before it is the turn of the next."""


def by_turns(commands: Sequence[Sequence[str]]) -> list[tuple[float, bytes]]:
    """Runs each command, with all its processes, a slice at a time while the others are stopped (POSIX); how long each ran, and what it printed, which is to be little."""
    ran = [0.0] * len(commands)
    processes = []
    for command in commands:
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True))
        os.killpg(processes[-1].pid, signal.SIGSTOP)
    try:
        while running := [n for n, process in enumerate(processes) if process.poll() is None]:
            for n in running:
                os.killpg(processes[n].pid, signal.SIGCONT)
                start = time.perf_counter()
                try:
                    processes[n].wait(SLICE)
                except subprocess.TimeoutExpired:
                    os.killpg(processes[n].pid, signal.SIGSTOP)
                ran[n] += time.perf_counter() - start
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    for command, process in zip(commands, processes, strict=True):
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
    return [(seconds, process.communicate()[0]) for seconds, process in zip(ran, processes, strict=True)]
