"""A server that can go away: a small TCP proxy in front of the real one."""

import contextlib
import selectors
import socket
import threading


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Proxy:
    """Forwards a port of this machine to a server; closed, it refuses and cuts everybody off."""

    def __init__(self, server: tuple[str, int]) -> None:
        self.server = server
        self.port = free_port()
        self.pairs: list[tuple[socket.socket, socket.socket]] = []
        self.open()

    def open(self) -> None:
        self.door = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        threading.Thread(target=self._accept, args=(self.door,), daemon=True).start()

    def close(self) -> None:
        # Shut down first: a thread that waits in accept() would keep the port open.
        with contextlib.suppress(OSError):
            self.door.shutdown(socket.SHUT_RDWR)
        self.door.close()
        for pair in self.pairs:
            for end in pair:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
        self.pairs.clear()

    def _accept(self, door: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = door.accept()
                pair = (client, socket.create_connection(self.server))
                self.pairs.append(pair)
                threading.Thread(target=_pump, args=pair, daemon=True).start()


def _pump(client: socket.socket, server: socket.socket) -> None:
    other = {client: server, server: client}
    with selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
        for end in other:
            ready.register(end, selectors.EVENT_READ)
        while True:
            for key, _ in ready.select():
                data = key.fileobj.recv(65536)
                if not data:
                    raise OSError("one side has hung up")
                other[key.fileobj].sendall(data)
    client.close()
    server.close()
