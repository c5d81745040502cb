"""What a broken, slow or hostile server can do to a question, fault by fault: what it amounts to, and how often we ask.

Beside `test_fetch.py`, `test_redirects.py`, `test_decode.py`, `test_connect.py` and `test_manners.py`, which hold the others.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpcore
import pytest

from extractors import connect
from extractors.answers import Answer, retry_after
from extractors.contract import Board, Request
from extractors.fetch import Manners, Network
from extractors.pace import FAILURES_IN_A_ROW, FREE_RETRIES
from tests.looking import look_at
from tests.loopback import Reply, reply, serving
from tests.test_connect import CONTEXT, Recorder, ToLoopback, certificate
from tests.test_fetch import HOST, ONE, board_path, get

NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)


def asked(replies: list[Any], **manners: Any) -> tuple[Answer, int]:
    """What comes of one question to a path with these replies, and how many requests it took."""
    with serving({"/a": list(replies), "/b": [reply(200, ONE)]}) as script:
        return get(script, **manners), len(script.paths())


# ---- waits and retries


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 7 ", 7.0),
        ("0", 0.0),
        ("-5", 0.0),
        ("1.5", 1.5),
        ("315360000", 315_360_000.0),
        ("Thu, 01 Oct 2026 06:02:00 GMT", 120.0),
        ("Thursday, 01-Oct-26 06:02:00 GMT", 120.0),
        ("Thu, 01 Oct 2026 05:00:00 GMT", 0.0),
        ("Tue, 31 Feb 2026 05:00:00 GMT", None),
        ("Thu, 01 Oct 2026 06:02:00 +99999999999999999999", None),
        ("abc", None),
        ("1e9", None),
        ("12 34", None),
        ("", None),
        (None, None),
    ],
)
def test_each_form_of_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 522, 524])
def test_what_may_pass_is_asked_again_so_many_times_and_no_more(status: int) -> None:
    answer, requests = asked([reply(status)], attempts=3)
    assert (answer.outcome, requests) == ("rate_limited" if status == 429 else "server_error" if status >= 500 else
                                          "refused", 3)  # fmt: skip


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, "refused"), (403, "refused"), (404, "not_found"), (410, "not_found"), (451, "refused"), (400, "refused")],
)
def test_what_is_final_is_asked_once(status: int, outcome: str) -> None:
    answer, requests = asked([reply(status)], attempts=5)
    assert (answer.outcome, answer.http_status, requests) == (outcome, status, 1)


@pytest.mark.parametrize("header", ["abc", "-5", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_wait_that_means_nothing_is_no_wait(header: str) -> None:
    started = time.monotonic()
    answer, requests = asked([reply(429, retry_after=header), reply(200, ONE)])
    assert (answer.outcome, requests) == ("ok", 2)
    assert time.monotonic() - started < 5


def test_a_host_that_always_fails_is_left_alone() -> None:
    async def ask(address: str) -> list[Answer]:
        manners = Manners(user_agent="test", connect_to=address, pause_seconds=0.0, attempts=4)
        async with Network(manners) as network:
            return [await network.get(Request(f"{HOST}/{n}"), pause=0.0) for n in range(60)]

    with serving({f"/{n}": [reply(503)] for n in range(60)}) as script:
        answers = asyncio.run(ask(script.address))
        assert len(script.paths()) <= FAILURES_IN_A_ROW + FREE_RETRIES
    assert {answer.outcome for answer in answers[FAILURES_IN_A_ROW:]} == {"host_resting"}
    assert "nothing is asked of it" in str(answers[-1].error)


# ---- time


def sleeps(connection: socket.socket) -> None:
    """Never answers."""
    connection.settimeout(5)
    connection.recv(1)


def drips(connection: socket.socket) -> None:
    """A byte at a time, always soon enough for a timeout that counts from byte to byte."""
    connection.sendall(reply(200, b"", length=100_000))
    for _ in range(250):
        connection.sendall(b"x")
        time.sleep(0.02)


def test_a_silent_server_is_not_waited_for() -> None:
    started = time.monotonic()
    answer, requests = asked([sleeps], idle_seconds=0.1, attempts=2)
    assert (answer.outcome, requests) == ("timeout", 2)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("manners", "says"),
    [({"deadline_seconds": 0.3}, "no answer in time"), ({"slow_after_seconds": 0.2}, "bytes in")],
)
def test_a_dripping_server_is_given_up(manners: dict[str, float], says: str) -> None:
    started = time.monotonic()
    answer, _ = asked([drips], attempts=1, **manners)
    assert answer.outcome == "timeout"
    assert says in str(answer.error)
    assert time.monotonic() - started < 3


@contextmanager
def deaf() -> Iterator[int]:
    """A port on which nobody takes connections and whose queue is full."""
    with ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(8):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        time.sleep(0.05)
        yield listener.getsockname()[1]


def test_a_server_that_takes_no_connection_is_not_waited_for() -> None:
    with deaf() as port:
        answer, tries = to_port(port, connect_seconds=0.15, attempts=2)
    assert (answer.outcome, tries) == ("robots_denied", ["timeout", "timeout"])


def test_a_closed_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer, tries = to_port(port, attempts=2)
    assert (answer.outcome, tries) == ("robots_denied", ["unreachable", "unreachable"])


def to_port(port: int, url: str = f"{HOST}/a", **manners: Any) -> tuple[Answer, list[str]]:
    """What comes of a question to a port of this machine, and the outcome of each request sent for it."""
    return with_backend(ToLoopback(port), url, **manners)


def with_backend(backend: httpcore.AsyncNetworkBackend, url: str, **manners: Any) -> tuple[Answer, list[str]]:
    async def ask() -> Answer:
        settled = Manners(user_agent="test", pause_seconds=0.0, **manners)
        async with Network(settled, backend=backend, tls=CONTEXT) as network:
            return await network.get(Request(url), pause=0.0)

    answer = asyncio.run(ask())
    return answer, [each["outcome"] for each in answer.tries]


# ---- bodies and heads


def resets(connection: socket.socket) -> None:
    """Half a body, then a reset."""
    connection.sendall(reply(200, ONE[:40], length=len(ONE)))
    time.sleep(0.05)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def never_ends(connection: socket.socket) -> None:
    """Chunk after chunk, for as long as anybody takes them."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(10_000):
        connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
NO_LENGTH = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
LONG_HEAD = b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * (2 << 20) + b"\r\n\r\n{}"
MANY_HEADS = b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(200_000)) + b"\r\n{}"


@pytest.mark.parametrize(
    ("broken", "outcome"),
    [
        (resets, "truncated"),
        (CHUNKED + b"5\r\nhel", "truncated"),
        (CHUNKED + b"zz\r\nhello\r\n", "truncated"),
        (LONG_HEAD, "truncated"),
        (MANY_HEADS, "truncated"),
        (b"", "truncated"),
        (b"\x00\xff\x16\x03\x01", "truncated"),
        (b"HTTP/one 200 OK\r\n\r\n", "truncated"),
        (b"HTTP/1.1 999999 OK\r\n\r\n", "truncated"),
        (reply(200, gzip.compress(ONE)[:-8], content_encoding="gzip"), "truncated"),
        (reply(200, gzip.compress(ONE)[:-8] + bytes(8), content_encoding="gzip"), "truncated"),
        (reply(200, ONE, content_encoding="gzip"), "truncated"),
        (reply(200, ONE, content_encoding="br"), "truncated"),
        (reply(200, ONE, content_encoding="zstd"), "truncated"),
        (reply(200, ONE, content_encoding="gzip, gzip"), "truncated"),
    ],
)
def test_a_broken_answer_is_asked_for_again(broken: Reply, outcome: str) -> None:
    answer, requests = asked([broken], attempts=2)
    assert (answer.outcome, requests) == (outcome, 2)
    assert answer.body is None
    good, requests = asked([broken, reply(200, ONE)], attempts=2)
    assert (good.outcome, good.body, requests) == ("ok", ONE, 2)


@pytest.mark.parametrize(
    "endless",
    [
        never_ends,
        reply(200, b"x" * (4 << 20)),
        reply(200, gzip.compress(bytes(64 << 20)), content_encoding="gzip"),
        reply(200, gzip.compress(b"") * 5_000, content_encoding="gzip"),
    ],
    ids=["chunks", "identity", "bomb", "members"],
)
def test_a_body_without_end_is_stopped_at_the_limit(endless: Reply) -> None:
    answer, requests = asked([endless], max_bytes=2 << 20)
    assert (answer.outcome, answer.body, requests) == ("too_large", None, 1)


def test_a_body_cut_without_a_length_is_no_board(tmp_path: Path) -> None:
    for cut in (len(ONE) - 1, len(ONE) // 2, 1):
        with serving({board_path("good"): [NO_LENGTH + ONE[:cut]]}) as script:
            look = look_at(tmp_path / str(cut), [Board("greenhouse", "good")], to=script.address)["good"]
        assert (look.row["outcome"], look.row["completeness"]) == ("bad_shape", "incomplete")
        assert not look.rows


def test_every_member_of_a_packed_body_is_read() -> None:
    body = gzip.compress(ONE[:30]) + gzip.compress(ONE[30:])
    answer, _ = asked([reply(200, body, content_encoding="gzip")])
    assert answer.body == ONE


def test_junk_after_an_answer_spoils_no_other() -> None:
    def more_than_asked(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 500 Junk\r\n\r\n")
        connection.recv(1)  # stays open, so that nothing but the junk tells

    async def ask(address: str) -> list[str]:
        async with Network(Manners(user_agent="test", connect_to=address, attempts=1)) as network:
            return [(await network.get(Request(f"{HOST}/{path}"), pause=0.0)).outcome for path in "aba"]

    with serving({"/a": [more_than_asked], "/b": [reply(200, ONE)]}) as script:
        assert asyncio.run(ask(script.address)) == ["ok", "ok", "ok"]


# ---- names and certificates


@pytest.mark.parametrize(
    ("error", "tries"),
    [(connect.UnknownHost("no such name"), 1), (httpcore.ConnectError("the name server fails"), 3)],
)
def test_a_name_server_that_fails_is_asked_again_and_a_name_that_is_not_is_not(error: Exception, tries: int) -> None:
    async def look_up(_host: str, _port: int) -> list[str]:
        raise error

    recorder = Recorder(reply(404))
    answer, outcomes = with_backend(connect.Vetted(look_up, recorder), "https://boards.example/a", attempts=3)
    assert (answer.outcome, outcomes, recorder.connected) == ("robots_denied", ["unreachable"] * tries, [])


def test_a_name_server_that_is_silent_is_not_waited_for() -> None:
    async def look_up(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    backend = connect.Vetted(look_up, Recorder(b""))
    _, outcomes = with_backend(backend, "https://boards.example/a", attempts=2, connect_seconds=0.05)
    assert outcomes == ["timeout", "timeout"]


@pytest.mark.parametrize(
    ("code", "is_final"),
    [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False), (socket.EAI_FAIL, False)],
)
def test_what_the_resolver_says_is_told_apart(code: int, is_final: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(code, "made up")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    with pytest.raises(httpcore.ConnectError) as caught:
        asyncio.run(connect.resolve("boards.example", 443))
    assert isinstance(caught.value, connect.UnknownHost) == is_final


def test_an_address_that_does_not_answer_gives_way_to_the_next() -> None:
    class Second(Recorder):
        async def connect_tcp(self, host: str, port: int, *more: Any, **named: Any) -> httpcore.AsyncNetworkStream:
            stream = await super().connect_tcp(host, port, *more, **named)
            if host == "93.184.216.34":
                raise httpcore.ConnectTimeout("silence")
            return stream

    async def look_up(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "8.8.8.8"]

    backend = Second(reply(404))
    answer, _ = with_backend(connect.Vetted(look_up, backend), "https://boards.example/a", attempts=1)
    assert answer.outcome == "not_found"
    assert backend.connected[:2] == ["93.184.216.34", "8.8.8.8"]


def shakes_hands(context: ssl.SSLContext | None) -> Callable[[socket.socket], None]:
    """Whoever connects is given this handshake, or a reset."""

    def serve(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            try:
                if context is None:
                    connection.recv(1)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    connection = context.wrap_socket(connection, server_side=True)
            except OSError:
                pass
            finally:
                connection.close()

    return serve


@pytest.mark.parametrize(("is_old", "outcome"), [(True, "bad_certificate"), (False, "unreachable")])
def test_a_handshake_is_never_made_weaker(tmp_path: Path, is_old: bool, outcome: str) -> None:
    context = None
    if is_old:
        cert, key = certificate("boards.example", days=30)
        (tmp_path / "cert.pem").write_bytes(cert + key)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tmp_path / "cert.pem")
        context.set_ciphers("ALL:@SECLEVEL=0")
        with pytest.warns(DeprecationWarning):
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=shakes_hands(context), args=(listener,), daemon=True)
        thread.start()
        answer, tries = to_port(listener.getsockname()[1], "https://boards.example/a", attempts=1)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)
    assert (answer.outcome, tries) == ("robots_denied", [outcome])
