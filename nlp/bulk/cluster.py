"""Work on several machines, by Dask distributed: asked for by address, loaded only then.

What grows with the corpus and falls into parts goes out: cutting texts into words, searching
candidates and scoring them, block by block.  The joined graph comes back, and communities are
found on it where the run was started.  The outcome is that of one machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Cluster", "ClusterError", "joined"]

R = TypeVar("R")

_WAIT = 20
"""Seconds in which a cluster has to answer."""

_MISSING = (
    "没有安装分布式计算的组件（Dask）。请执行 pip install 'jianyan[cluster]'，或去掉 --cluster。"
)


class ClusterError(RuntimeError):
    """The cluster cannot be used; the message says why and what to do, in Chinese."""


class Cluster:
    """Machines that take parts of a run.

    Parameters
    ----------
    client : distributed.Client
        Connected; the workers can import this package.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def spread(self, work: Callable[..., R], parts: Sequence[Any], *shared: Any) -> Iterator[R]:
        """Yield ``work(part, *shared)`` of every part in order.

        Parameters
        ----------
        work
            A function of a module: it is called on another machine.
        parts
            Each goes to one machine.
        shared
            Goes to every machine once.
        """
        if not parts:
            return
        everywhere = [self._client.scatter(one, broadcast=True, hash=False) for one in shared]
        sent = self._client.scatter(list(parts), hash=False)
        asked = self._client.map(work, sent, *([one] * len(sent) for one in everywhere), pure=False)
        del sent
        asked.reverse()
        while asked:
            yield asked.pop().result()

    def blocks(self, rows: int, least: int = 5_000) -> list[tuple[int, int]]:
        """Return spans of so many rows: some for every thread of the machines, not too small."""
        threads = sum(self._client.nthreads().values())
        step = max(least, -(-rows // max(4 * threads, 1)))
        return [(start, min(start + step, rows)) for start in range(0, rows, step)]


@contextmanager
def joined(address: str) -> Iterator[Cluster]:
    """Join the cluster whose scheduler listens at ``address``.

    Raises
    ------
    ClusterError
        If the extra is missing, nobody answers, or the machines cannot do the work.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError(_MISSING) from error
    try:
        client = Client(address, timeout=_WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上集群 {address}。请检查地址，并确认那里已启动 dask scheduler。"
        ) from error
    with client:
        _check(client, address)
        yield Cluster(client)


def _check(client: Client, address: str) -> None:
    """See that there are workers and that they have this package."""
    try:
        client.wait_for_workers(1, timeout=_WAIT)
    except TimeoutError as error:
        raise ClusterError(
            f"集群 {address} 没有工作进程。请在各台机器上启动 dask worker {address}。"
        ) from error
    try:
        client.run(_here)
    except Exception as error:
        raise ClusterError(
            f"集群 {address} 的工作进程不能使用本程序（{type(error).__name__}）。"
            "请在安装了同一版本的目录中启动 dask worker。"
        ) from error


def _here() -> bool:
    """Answer; whoever cannot import this module cannot."""
    return True
