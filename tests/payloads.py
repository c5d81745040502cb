"""`make payloads`: what becomes of every recorded payload, by source: records, postings, rejects by reason, pay by field.

Reads the folders under PAYBANDS_SHARED. `other lines`: a job listed once more for another place, a legal notice.
Records are counted in the bodies themselves, not by the parsers.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from extractors import sources
from extractors.contract import Page
from extractors.read import payload_pages, read_page

NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
FOLDERS = {"oracle_orc": "oracle"}
LISTS = (
    "jobs",
    "content",
    "offers",
    "items",
    "data",
    "result",
    "results",
    "jobPostings",
    "positions",
    "SearchResultItems",
)
COLUMNS = ("source", "files", "records", "postings", "same again", "other lines", "rejected", "pay by field")


def records(body: bytes) -> int:
    """How many records a body holds: of its list, of its feed, or itself; links to jobs on a page without any.

    A tag that opens twice in a broken feed opens one record.
    """
    if body.lstrip()[:1] == b"<":
        text = body.decode("utf-8", "replace")
        data = re.findall(r"<(?:position|item)[ >](?!\s*<item)|\"@type\": ?\"JobPosting\"", text)
        return len(data) or len(set(re.findall(r"/jobs/\d+", text)))
    root = json.loads(body)
    return len(_listed(root))


def _listed(root: Any) -> list[Any]:
    if isinstance(root, list):
        return root
    root = root.get("SearchResult", root)
    found = next((root[name] for name in LISTS if isinstance(root.get(name), list)), [root])
    parts = [each["requisitionList"] for each in found if isinstance(each, dict) and "requisitionList" in each]
    return [each for part in parts for each in part] if parts else found


def row(folder: Path, source: str) -> list[str]:
    """A line of the table."""
    counted, listed, postings, paid = 0, 0, 0, 0
    rejects, files = Counter[str](), [path for path in sorted(folder.iterdir()) if path.suffix != ".txt"]
    for path in files:
        for board, body in payload_pages(source, "recorded", path.read_bytes()):
            reading = read_page(sources()[source], Page(source, board, f"file:{path.name}", body, NOW))
            counted += records(body)
            listed += len(reading.items)
            postings += reading.rows.height
            rejects.update(reject.rule for reject in reading.rejects)
            paid += sum(bool(fields) for fields in reading.rows["pay_fields"].to_list())
    gathered = counted - listed - rejects.total()
    figures = (len(files), counted, postings, listed - postings, gathered)
    reasons = " ".join([str(rejects.total()), *(f"{rule}={count}" for rule, count in sorted(rejects.items()))])
    return [source, *map(str, figures), reasons, str(paid)]


def main() -> None:
    """Print the table."""
    shared = Path(os.environ.get("PAYBANDS_SHARED") or Path(__file__).parents[2] / "shared" / "data") / "payloads"
    table, without = Table(*COLUMNS, title="Recorded payloads", show_footer=True), list[str]()
    rows: list[list[str]] = []
    for folder in sorted(shared.iterdir()) if shared.is_dir() else []:
        source = FOLDERS.get(folder.name, folder.name)
        if source in sources():
            rows.append(row(folder, source))
            table.add_row(*rows[-1])
        else:
            without.append(folder.name)
    for column, name in enumerate(COLUMNS):
        known = [each[column].partition(" ")[0] for each in rows]
        table.columns[column].footer = "all" if name == "source" else str(sum(map(int, known)))
    console = Console(width=130)
    console.print(table)
    console.print(f"Without an adapter, refused by name: {', '.join(without) or 'none'}.")


if __name__ == "__main__":
    main()
