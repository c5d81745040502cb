"""Connections go to public addresses and nowhere else, whatever an address, a name server or a redirect says."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import random
import socket
import ssl
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from extractors.answers import Answer
from extractors.connect import Vetted, is_public
from extractors.contract import Request
from extractors.fetch import Manners, Network
from tests.loopback import reply

PRIVATE = (
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.3.2", "0.0.0.0",  # noqa: S104
    "192.0.0.8", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.1.1.1", "192.88.99.1", "::", "::1", "fe80::1",
    "fc00::7", "fd12::1", "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "3fff::1", "5f00::1", "100::1",
    "fe80::1%eth0",
)  # fmt: skip
PUBLIC = ("93.184.216.34", "8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_what_is_public() -> None:
    assert all(is_public(address) for address in PUBLIC)
    assert not is_public("example.org")


class Recorder(httpcore.AsyncNetworkBackend):
    """In place of the sockets: notes every connection asked for, and answers a request with a redirect or nothing."""

    def __init__(self, answer: bytes) -> None:
        self.connected: list[str] = []
        self.answer = answer

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                          socket_options: Iterable[Any] | None = None) -> httpcore.AsyncNetworkStream:  # fmt: skip
        self.connected.append(host)
        return _Canned(self.answer)

    async def sleep(self, seconds: float) -> None:
        """No time passes."""


class _Canned(httpcore.AsyncNetworkStream):
    def __init__(self, answer: bytes) -> None:
        self._left = answer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        part, self._left = self._left[:max_bytes], self._left[max_bytes:]
        return part

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Taken."""

    async def aclose(self) -> None:
        """Closed."""

    async def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None,
                        timeout: float | None = None) -> httpcore.AsyncNetworkStream:  # fmt: skip
        return self

    def get_extra_info(self, info: str) -> Any:
        return None


def hostile(draw: random.Random) -> str:
    """An address that means this machine or its neighbours, in one of the ways in which it can be written."""
    private = draw.choice([each for each in PRIVATE if "." in each and ":" not in each])
    whole = int(ipaddress.IPv4Address(private))
    parts = private.split(".")
    host = draw.choice([
        private, str(whole), hex(whole), f"0{whole:o}", ".".join(f"0{int(p):o}" for p in parts),
        ".".join(hex(int(p)) for p in parts), f"{parts[0]}.{whole & 0xFFFFFF}", f"[::ffff:{private}]",
        f"[{draw.choice([each for each in PRIVATE if ':' in each and '%' not in each])}]", "localhost",
        f"rebinds-{draw.randrange(10**6)}.example", f"inside-{draw.randrange(10**6)}.example", f"{private}.", "０x7f.1",
        "①②⑦.⓪.⓪.①",
    ])  # fmt: skip
    scheme = draw.choice(["http", "https", "http", "https", "file", "gopher", "ftp", "HTTP"])
    user = draw.choice(["", "", "", "public.example@", "a:b@"])
    return f"{scheme}://{user}{host}{draw.choice(['', ':80', ':8080', ':22'])}/{draw.choice(['', 'a', '..%2f', '@x'])}"


class Names:
    """A name server that lies: some names are inside, some are public once and inside the next time."""

    def __init__(self, draw: random.Random) -> None:
        self._draw, self._asked = draw, dict[str, int]()

    async def __call__(self, host: str, port: int) -> list[str]:
        self._asked[host] = self._asked.get(host, 0) + 1
        if host.startswith("public"):
            return ["93.184.216.34"]
        if host.startswith("rebinds") and self._asked[host] == 1:
            return [self._draw.choice(PUBLIC)]
        if host.startswith("mixed"):
            return ["93.184.216.34", self._draw.choice(PRIVATE)]
        return [self._draw.choice(PRIVATE)]


def ask(urls: list[str], answer: bytes, names: Names) -> tuple[list[Answer], list[str]]:
    recorder = Recorder(answer)

    async def all_of_them() -> list[Answer]:
        manners = Manners(user_agent="test", pause_seconds=0.0, attempts=1)
        found = []
        for url in urls:
            async with Network(manners, backend=Vetted(names, recorder), tls=CONTEXT) as network:
                found.append(await network.get(Request(url), pause=0.0))
        return found

    return asyncio.run(all_of_them()), recorder.connected


CONTEXT = ssl.create_default_context()
ROBOTS_AND_PAGE = reply(404)


@pytest.mark.parametrize("count", [1_500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_hostile_address_is_connected_to(count: int) -> None:
    draw = random.Random(11)
    urls = [hostile(draw) for _ in range(count // 2)]
    connected_by_us: list[Any] = []
    sys.addaudithook(lambda event, args: connected_by_us.append(args[1]) if event == "socket.connect" else None)
    answers, connected = ask(urls, ROBOTS_AND_PAGE, Names(draw))
    assert all(is_public(each) for each in connected)
    reached = [url for url, answer in zip(urls, answers, strict=True) if answer.outcome in ("ok", "not_found")]
    assert all("rebinds" in url for url in reached)  # these were public when they were looked up and connected to
    redirects = [hostile(draw) for _ in range(count - count // 2)]
    for target in redirects:
        answer = reply(302, location=target) if target.isascii() else reply(302, location="http://[::1]/")
        [found], connected = ask([f"https://public{draw.randrange(9)}.example/"], answer, Names(draw))
        assert all(is_public(each) for each in connected), target
        assert found.outcome in ("robots_denied", "blocked_address", "not_found", "redirect_loop"), (target, found)
    assert not [each for each in connected_by_us if isinstance(each, tuple)]


def test_a_name_is_connected_to_as_it_was_looked_up() -> None:
    names = Names(random.Random(1))
    _, connected = ask(["https://rebinds-1.example/"] * 3, ROBOTS_AND_PAGE, names)
    assert connected
    assert all(is_public(each) for each in connected)
    answers, connected = ask(["https://mixed-1.example/"], ROBOTS_AND_PAGE, names)
    assert (answers[0].outcome, connected) == ("robots_denied", [])


# ---- TLS


def certificate(name: str, *, days: int) -> tuple[bytes, bytes]:
    """A self-signed certificate for a name, and its key; `days` from now on it is no longer valid."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=30)).not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


class ToLoopback(httpcore.AsyncNetworkBackend):
    """Every name is this machine: only so can TLS be tried here."""

    def __init__(self, port: int) -> None:
        self._port, self._inner = port, httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
                          socket_options: Iterable[Any] | None = None) -> httpcore.AsyncNetworkStream:  # fmt: skip
        return await self._inner.connect_tcp("127.0.0.1", self._port, timeout)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@pytest.mark.parametrize(
    ("name", "days", "trusted", "outcome"),
    [
        ("good.example", 30, True, "ok"),
        ("good.example", 30, False, "bad_certificate"),
        ("other.example", 30, True, "bad_certificate"),
        ("good.example", -1, True, "bad_certificate"),
    ],
)
def test_a_site_must_prove_its_name(tmp_path: Path, name: str, days: int, trusted: bool, outcome: str) -> None:
    cert, key = certificate(name, days=days)
    (tmp_path / "cert.pem").write_bytes(cert)
    (tmp_path / "key.pem").write_bytes(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    ours = ssl.create_default_context(cadata=cert.decode() if trusted else None)

    def serve(listener: socket.socket) -> None:
        for body in (b"User-agent: *\nDisallow:", b"{}"):
            try:
                connection, _ = listener.accept()
                with context.wrap_socket(connection, server_side=True) as stream:
                    stream.recv(4096)
                    stream.sendall(reply(200, body))
            except (ssl.SSLError, OSError):
                return

    async def ask_once(port: int) -> Answer:
        manners = Manners(user_agent="test", pause_seconds=0.0, attempts=1)
        async with Network(manners, backend=ToLoopback(port), tls=ours) as network:
            return await network.get(Request("https://good.example/a"), pause=0.0)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        answer = asyncio.run(ask_once(listener.getsockname()[1]))
    assert (answer.outcome == "ok") == (outcome == "ok")
    if outcome != "ok":
        assert answer.outcome == "robots_denied"
        assert answer.tries[0]["outcome"] == outcome
