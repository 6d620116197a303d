"""``python -m nlp COMMAND``: group, similar, route, mask, screen."""

from __future__ import annotations

import argparse
import importlib.util
import sys
from importlib import import_module

from nlp.cli.csv_files import InputError

COMMANDS = ("group", "similar", "route", "mask", "screen")


def main(arguments: list[str] | None = None) -> int:
    """Run one command; only its own module is loaded where the first word names it."""
    arguments = sys.argv[1:] if arguments is None else arguments
    parser = argparse.ArgumentParser(
        prog="python -m nlp", description="Chinese civic texts in, groups out."
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    wanted = arguments[:1] if arguments and arguments[0] in COMMANDS else list(COMMANDS)
    for name in wanted:
        if importlib.util.find_spec(f"nlp.cli.{name}"):
            import_module(f"nlp.cli.{name}").register(subparsers)
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except InputError as error:
        sys.stderr.write(f"{parser.prog}: {error}\n")
        return 2
    except BrokenPipeError:
        return 1
    except KeyboardInterrupt:
        sys.stderr.write(f"{parser.prog}: stopped\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
