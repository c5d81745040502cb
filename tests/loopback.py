"""A scripted web server on the loopback address: each path answers from a list of replies, the last one for ever.

A reply is raw bytes, or whatever a function does with the connection.
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Reply = bytes | Callable[[socket.socket], None]


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass
class Script:
    """What the server answers and what it was asked."""

    replies: dict[str, list[Reply]]
    asked: list[Asked] = field(default_factory=list)
    address: str = ""

    def paths(self) -> list[str]:
        """Paths asked for but robots.txt, in order."""
        return [each.path for each in self.asked if each.path != "/robots.txt"]


def reply(status: int = 200, body: bytes = b"", *, length: int | None = None, **headers: str) -> bytes:
    """A raw HTTP reply; `length` lies about the body's size."""
    fields = {"content-type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}}
    fields["content-length"] = str(len(body) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{head}connection: close\r\n\r\n".encode() + body


@contextmanager
def serving(replies: Mapping[str, Sequence[Reply]]) -> Iterator[Script]:
    """Serve the script until the block ends; what is not in it answers 404."""
    script = Script({path: list(each) for path, each in replies.items()})
    lock = threading.Lock()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            line = self.rfile.readline().decode()
            if not line.strip():
                return
            headers = {}
            while (raw := self.rfile.readline().decode().strip()) != "":
                name, _, value = raw.partition(":")
                headers[name.lower()] = value.strip()
            path, body = line.split()[1], self.rfile.read(int(headers.get("content-length", 0)))
            with lock:
                script.asked.append(Asked(path, headers, body))
                planned = script.replies.get(path, [reply(404)])
                answer = planned.pop(0) if len(planned) > 1 else planned[0]
            if callable(answer):
                with suppress(ConnectionError):
                    answer(self.connection)
            else:
                self.wfile.write(answer)

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        script.address = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield script
        finally:
            server.shutdown()
            thread.join()
