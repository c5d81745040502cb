"""What worker processes do: read pages, normalize batches. Threads gain nothing there (measured), processes do."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import polars as pl

from extractors import sources
from extractors.archive import RawFile, read_raw
from extractors.contract import Page, RawPosting, Request
from extractors.read import Reading, in_utf8, read_page
from transforms.contract import Tables
from transforms.pipeline import normalize

SMALL_BODY = 64 << 10
FEW_COLLECTIONS = 50_000  # objects made before cycles are looked for among them
STAGED = (
    "posting",
    "posting_level",
    "pay_band",
    "posting_place",
    "posting_skill",
    "posting_specialization",
    "rejected",
    "gap",
)


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Worker processes, started when first needed, one Polars thread each.

    Pay is read into many small objects that form no cycles, so cycles are looked for seldom.
    """
    pl.thread_pool_size()  # ours is made before theirs is limited
    os.environ["POLARS_MAX_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, initializer=gc.set_threshold, initargs=(FEW_COLLECTIONS,)) as executor:
        yield executor


def digester(executor: Executor) -> Callable[[str, Page], Awaitable[tuple[Reading, list[Request]]]]:
    """Reads a page: a small one here, a large one in a worker."""

    async def read(source_name: str, page: Page) -> tuple[Reading, list[Request]]:
        if len(page.body) <= SMALL_BODY:
            return digest(source_name, page)
        return await asyncio.wrap_future(executor.submit(digest, source_name, page))

    return read


def digest(source_name: str, page: Page) -> tuple[Reading, list[Request]]:
    """What a page says, and which further requests it names.

    Raises:
        BadPage: the body is not what the source serves.
    """
    source, page = sources()[source_name], in_utf8(page)
    return read_page(source, page), source.follow(page)


def save_tables(tables: Tables, folder: Path) -> None:
    """Lay reference tables down where workers find them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("boards", "fx", "passages"):
        getattr(tables, name).write_parquet(folder / f"{name}.parquet")
    (folder / "taxonomy_version").write_text(tables.taxonomy_version)


@cache
def _tables(folder: Path) -> Tables:
    boards, fx, passages = (pl.read_parquet(folder / f"{name}.parquet") for name in ("boards", "fx", "passages"))
    return Tables(boards, fx, passages, (folder / "taxonomy_version").read_text())


def normalize_batch(files: list[RawFile], tables_folder: Path, staged: Path, number: int) -> int:
    """Normalize one batch of archived postings and stage its frames as Parquet; returns the postings read."""
    raw = RawPosting.cast(pl.concat([read_raw(file) for file in files], rechunk=True))
    result = normalize(raw, _tables(tables_folder))
    for name, frame in zip(STAGED, result, strict=True):
        if frame.height:
            frame.write_parquet(staged / f"{name}-{number:05d}.parquet", compression="lz4")
    return raw.height
