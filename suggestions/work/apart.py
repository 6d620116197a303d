"""Work in a process of its own that leaves nothing behind in this one.

The segmenter is one for each process and forgets no word it was taught: what is grouped with the
site's own dictionary, or tried out, is cut elsewhere. Not `multiprocessing`: that would run the
main program of whoever asks a second time.
"""

import contextlib
import ctypes
import importlib
import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any, BinaryIO, cast

Tell = Callable[[float, str], None]
PR_SET_PDEATHSIG = 1
BEHIND = 10  # steps of niceness


def apart(work: Callable[..., Any], *args: Any, tell: Tell | None = None) -> Any:
    """Call `work(*args, tell=…)` in a fresh process; its outcome, or its error, comes back.

    `work` is a function of a module that needs no Django.
    """
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path or "." for path in sys.path)}
    command = [sys.executable, "-m", "suggestions.work.apart"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=env) as process:  # noqa: S603
        asked, out = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        try:
            pickle.dump((work.__module__, work.__qualname__, args), asked)
            asked.close()
            while True:
                kind, value = pickle.load(out)  # noqa: S301 - our own child speaks
                if kind == "done":
                    return value
                if kind == "failed":
                    raise value
                if tell:
                    tell(*value)
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError("分词进程意外结束") from error
        finally:
            process.kill()


def end_with_parent() -> None:
    """In a forked process: be killed with the one that forked it, which may be killed itself and
    can then stop nobody. Where the kernel is no Linux, it stays until its work is done."""
    if multiprocessing.parent_process() is not None:
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def step_back() -> None:
    """In a forked process: leave the processor first to the one that forked it, which may hold a
    lock that others wait for; not to everybody else, who could starve them both."""
    if multiprocessing.parent_process() is not None:
        ahead = os.getpriority(os.PRIO_PROCESS, os.getppid())
        os.setpriority(os.PRIO_PROCESS, 0, min(ahead + BEHIND, 19))


def serve(asked: BinaryIO, out: BinaryIO) -> None:
    """The other side: one piece of work from `asked`, the news of it to `out`."""
    module, name, args = pickle.load(asked)  # noqa: S301 - our own parent speaks

    def send(kind: str, value: Any) -> None:
        pickle.dump((kind, value), out)
        out.flush()

    try:
        work = getattr(importlib.import_module(module), name)
        outcome = work(*args, tell=lambda *told: send("tell", told))
    except Exception as error:  # noqa: BLE001 - told to whoever waits for the outcome
        send("failed", error)
    else:
        send("done", outcome)


if __name__ == "__main__":
    # What a library prints must not fall into the answer.
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answer)
