"""`python -m tests.bench_fetch`: our fetcher beside bare httpx and aiohttp on one loopback server, pacing off.

Prints requests a second at the same concurrency in the same run, and our memory over more and more boards.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import multiprocessing
import resource
import time
from collections.abc import Awaitable, Callable
from multiprocessing.connection import Connection

import httpx
from rich.console import Console

from extractors.contract import Request
from extractors.fetch import Manners, Network

BODY = gzip.compress(b'{"jobs": [' + b'{"id": 1, "title": "ML Engineer", "content": "' + b"text " * 4_000 + b'"}]}')
AT_ONCE = 8
console = Console(highlight=False)


def serve(port: Connection) -> None:
    """A server as bare as can be, in a process of its own."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {len(BODY)}"
    answer, none = head.encode() + b"\r\n\r\n" + BODY, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                writer.write(none if b"robots.txt" in asked else answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(converse, "127.0.0.1", 0)
        port.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def side_by_side(get: Callable[[int], Awaitable[object]], requests: int) -> float:
    """Requests a second, so many at once."""
    numbers = iter(range(requests))

    async def ask() -> None:
        for number in numbers:
            await get(number)

    started = time.perf_counter()
    await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    return requests / (time.perf_counter() - started)


async def ours(address: str, requests: int) -> float:
    manners = Manners(user_agent="bench", connect_to=address, pause_seconds=0.0)
    async with Network(manners) as network:
        return await side_by_side(lambda n: network.get(Request(f"http://boards.example/b{n}"), pause=0.0), requests)


async def bare_httpx(address: str, requests: int) -> float:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await side_by_side(lambda n: client.get(f"{address}/b{n}"), requests)


async def bare_aiohttp(address: str, requests: int) -> float | None:
    try:
        import aiohttp  # noqa: PLC0415 (only beside, where it is installed)
    except ImportError:
        return None
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

        async def get(number: int) -> bytes:
            async with session.get(f"{address}/b{number}") as response:
                return await response.read()

        return await side_by_side(get, requests)


def main() -> None:
    """Serve, ask in turns, take the best of each."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--requests", type=int, default=2_000)
    options.add_argument("--rounds", type=int, default=3)
    arguments = options.parse_args()
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(there,), daemon=True)
    server.start()
    address = f"http://127.0.0.1:{here.recv()}"
    best: dict[str, float] = {}
    for _ in range(arguments.rounds):
        for name, ask in (("httpx", bare_httpx), ("aiohttp", bare_aiohttp), ("ours", ours)):
            rate = asyncio.run(ask(address, arguments.requests))
            if rate is not None:
                best[name] = max(best.get(name, 0.0), rate)
    for name, rate in best.items():
        console.print(f"{name}: {rate:,.0f} requests/s, {rate / best['httpx']:.2f} of bare httpx")
    for boards in (1_000, 4_000, 16_000):
        asyncio.run(ours(address, boards))
        console.print(f"{boards} boards: peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")
    server.terminate()


if __name__ == "__main__":
    main()
