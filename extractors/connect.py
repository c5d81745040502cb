"""Where a connection may go: to public addresses only, and to the very address that was looked at.

A name is resolved here, every address it has is vetted, and the connection is made to one of these, so that a name
which means something else a moment later (rebinding) gains nothing. TLS still proves the name.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpcore
from httpcore import SOCKET_OPTION

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]
MOST_TRIED = 3
NOT_FOR_US = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
V4_IN_V6 = ipaddress.ip_network("64:ff9b::/96")
V4_COMPATIBLE = ipaddress.ip_network("::/96")


class BlockedAddress(httpcore.ConnectError):
    """A name or address that is not on the public internet; nothing was connected to."""


class UnknownHost(httpcore.ConnectError):
    """A name that does not exist."""


def is_public(text: str) -> bool:
    """Whether an address is one of the public internet; what is not an address is not.

    >>> is_public("93.184.216.34"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    try:
        address = ipaddress.ip_address(text.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    return all(each.is_global and not any(each in network for network in NOT_FOR_US) for each in _meant(address))


def _meant(address: Address) -> list[Address]:
    """An address, or the ones of version 4 that it carries inside."""
    if isinstance(address, ipaddress.IPv4Address):
        return [address]
    if address in V4_IN_V6 or (address in V4_COMPATIBLE and int(address) > 1):
        return [ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inside = [address.sixtofour, *(address.teredo or ())]
    return [address, *(each for each in inside if each is not None)]


def is_address(host: str) -> bool:
    """Whether a host is an address rather than a name."""
    try:
        ipaddress.ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return False
    return True


async def resolve(host: str, port: int) -> list[str]:
    """Addresses of a name, in the system's order.

    Raises:
        UnknownHost: there is no such name.
        httpcore.ConnectError: the name could not be looked up now.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        kind = UnknownHost if error.errno in (socket.EAI_NONAME, socket.EAI_NODATA) else httpcore.ConnectError
        raise kind(f"{host} cannot be looked up: {error.strerror}") from error
    except UnicodeError as error:
        raise UnknownHost(f"{host[:80]!r} is not a host name") from error
    return [str(each[4][0]) for each in found]


class Vetted(httpcore.AsyncNetworkBackend):
    """Connects to public addresses and nothing else."""

    def __init__(self, look_up: Resolve = resolve, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._look_up, self._inner = look_up, inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to a vetted address of `host`.

        Raises:
            BlockedAddress: one of its addresses is not public; no connection was tried.
            httpcore.ConnectError: it cannot be looked up or reached.
        """
        addresses = [host] if is_address(host) else await self._addresses(host, port, timeout)
        wrong = [each for each in addresses if not is_public(each)]
        if wrong or not addresses:
            raise BlockedAddress(f"{host} is {wrong[0] if wrong else 'nowhere'}, which is not a public address")
        failed: Exception | None = None
        for each in addresses[:MOST_TRIED]:
            try:
                return await self._inner.connect_tcp(each, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or UnknownHost(f"{host} has no address")

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        try:
            return await asyncio.wait_for(self._look_up(host, port), timeout)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout(f"{host} could not be looked up within {timeout} s") from error

    async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Refused: no site is a file.

        Raises:
            BlockedAddress: always.
        """
        raise BlockedAddress(f"{path} is not an address")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


class Rerouted(Vetted):
    """Connects every name to one server of ours, which speaks plainly whatever was asked for; for the sample market."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__()
        self._to = (host, port)

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to our server, unless `host` is an address that would be refused.

        Raises:
            BlockedAddress: an address that is not public.
        """
        if is_address(host) and not is_public(host):
            raise BlockedAddress(f"{host} is not a public address")
        return _Plain(await self._inner.connect_tcp(*self._to, timeout, local_address, socket_options))


class _Plain(httpcore.AsyncNetworkStream):
    """A stream on which TLS is taken as done."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._inner.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return self

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
