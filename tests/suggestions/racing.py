"""Real processes that do the same thing at the same moment, on a database of their own."""

import contextlib
import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

PROCESSES = 4
cold = multiprocessing.get_context("spawn")  # each sets up its own Django: any kind of database
# Each is a fork of one process that has it set up already, for the kind of database of the tests.
warm = multiprocessing.get_context("forkserver")
warm.set_forkserver_preload(["tests.suggestions.warm"])
_met: list = []  # in a racer: the barrier of the others, until it was passed once in this job


def meet_once() -> None:
    """Wait, the first time in a job, until every racer of `together` has come this far.

    Called between looking and writing, it makes a guard that is missing lose on any machine.
    """
    if _met:
        _met.pop().wait(timeout=60)


@contextlib.contextmanager
def database_copy(folder: Path) -> Iterator[str]:
    """A copy of the migrated test database that commits for real; gives its URL."""
    from django.db import connection, connections

    if connection.vendor == "sqlite":
        path = folder / "race.sqlite3"
        source = sqlite3.connect(connection.settings_dict["NAME"])
        source.execute("VACUUM INTO ?", [str(path)])
        source.close()
        yield f"sqlite:///{path}"
        return
    import psycopg

    settings = connection.settings_dict
    name, copy = settings["NAME"], f"{settings['NAME']}_race"
    server = {
        "host": settings["HOST"] or None,
        "port": settings["PORT"] or None,
        "user": settings["USER"] or None,
        "password": settings["PASSWORD"] or None,
    }
    connections.close_all()
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{copy}"')
        admin.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
    try:
        credentials = settings["USER"] + (
            f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
        )
        yield f"postgres://{credentials}@{settings['HOST']}:{settings['PORT'] or 5432}/{copy}"
    finally:
        with psycopg.connect(dbname="postgres", autocommit=True, **server) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


class Racers:
    """Processes that wait for a job, start it behind one barrier and bring back what it gave.

    Setting Django up costs seconds, a job milliseconds: it is done once for all, or `cold`.
    """

    def __init__(self, url: str, processes: int = PROCESSES, start: Any = warm) -> None:
        # Kept: the semaphore is unlinked when the object that made it goes.
        self._barrier = barrier = start.Barrier(processes)
        self._pipes, self._workers = [], []
        for number in range(processes):
            ours, theirs = start.Pipe()
            worker = start.Process(target=_work, args=(url, number, barrier, theirs), daemon=True)
            worker.start()
            self._pipes.append(ours)
            self._workers.append(worker)

    def together(self, job: Callable, *args) -> list:
        """Do the same job in all processes at once: `job(number, *args)`."""
        for pipe in self._pipes:
            pipe.send((job, args, True))
        return [_received(pipe) for pipe in self._pipes]

    def alone(self, job: Callable, *args):
        """Do a job in one process."""
        self._pipes[0].send((job, args, False))
        return _received(self._pipes[0])

    def stop(self) -> None:
        for pipe in self._pipes:
            pipe.send(None)
        for worker in self._workers:
            worker.join(timeout=20)


@contextlib.contextmanager
def ready(blocker, folders, prepare: Callable) -> Iterator[Racers]:
    """Racers on a copy that `prepare` has filled; of pytest's `django_db_blocker` and
    `tmp_path_factory`."""
    with blocker.unblock(), database_copy(folders.mktemp("race")) as url:
        racers = Racers(url)
        racers.alone(prepare)
        yield racers
        racers.stop()


def _received(pipe):
    if not pipe.poll(120):
        raise TimeoutError("a racer did not answer within two minutes")
    result = pipe.recv()
    if isinstance(result, BaseException):
        raise result
    return result


def _work(url: str, number: int, barrier, pipe) -> None:
    os.environ.update(
        DATABASE_URL=url, JIANYAN_MODE="test", DJANGO_SETTINGS_MODULE="tests.settings"
    )
    import django
    from django.db import connections
    from environ import Env

    django.setup()
    ours, asked = connections.settings["default"], Env.db_url_config(url)
    assert ours["ENGINE"] == asked["ENGINE"], "a warm racer knows one kind of database"
    ours.update({key: asked[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})
    while (order := pipe.recv()) is not None:
        job, args, racing = order
        _met[:] = [barrier] if racing else []
        if racing:
            barrier.wait(timeout=60)
        try:
            pipe.send(job(number, *args))
        except Exception as error:  # noqa: BLE001 - carried to the test, which raises it
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))
