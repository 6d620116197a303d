"""A program at another time: `python -m tests.travelled 2026-03-20T19:00+08:00 -m gunicorn …`.

Time goes on from there; for stories that take months.
"""

import datetime as dt
import runpy
import sys

import time_machine


def main(moment: str, *command: str) -> None:
    time_machine.travel(dt.datetime.fromisoformat(moment), tick=True).start()
    if command[0] == "-m":
        sys.argv = list(command[1:])
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(command)
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
