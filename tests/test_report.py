"""The report: one file that works offline, and words of the world that stay words."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from tests.small_warehouse import AS_OF, Market
from warehouse import charts, publish, report

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "</title></style></script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '<a href="javascript:alert(1)">x</a>',
    "\u2028<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>@import 'http://evil.example'</style>",
]


class Page(HTMLParser):
    """Counts what could act: elements by name, attributes that run code, addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: dict[str, int] = {}
        self.handlers: list[str] = []
        self.addresses: list[str] = []
        self.text: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] = self.elements.get(tag, 0) + 1
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "srcdoc")]

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page(folder: Path, words: list[str], *, sample: bool = False) -> str:
    """The report of a market in which every word of the world is one of `words`, seven employers to each."""
    market = Market()
    for word in words:
        for i in range(7):
            market.posting(
                f"{words.index(word)}-{i}", (100_000.0 + 1000 * i, 120_000.0), specialization=word, role_family=word,
                industry=word, title_text=word, url=word, source=word, board=word,
            )  # fmt: skip
        market.add("rejected", source=word, board=word, native_id="1", stage="parse", rule=word, value=word)
        market.add("board_run", run_id="000001-20261101T060000Z", source=word, board=word, outcome=word, error=word,
                   listed=4, loaded=1)  # fmt: skip
    done = publish.publish(
        market.save(folder / "work.duckdb"), warehouse=folder / "warehouse.duckdb", exports=folder / "exports", as_of=AS_OF,
        code_version=words[0], taxonomy_version=words[0], sample=sample,
        sources=[{"name": word, "home": word, "terms": word} for word in words], new_fields=words,
    )  # fmt: skip
    return done.report.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report of a market of plain words."""
    return page(tmp_path_factory.mktemp("plain"), [f"word{i}" for i in range(len(PAYLOADS))], sample=True)


def test_words_stay_words(plain: str, tmp_path: Path) -> None:
    found = Page(page(tmp_path, PAYLOADS, sample=True))
    assert found.elements == Page(plain).elements
    assert found.handlers == []
    assert not [a for a in found.addresses if not re.fullmatch(r"#\w+|[\w.]+\.(csv|json)", a)]
    said = "".join(found.text)
    assert all(charts.words(payload) in said for payload in PAYLOADS if "<" in payload)


def test_nothing_comes_from_elsewhere_and_no_script_but_its_own_may_run(plain: str) -> None:
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', plain)
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag, kind in (("script", "script-src"), ("style", "style-src")):
        [body] = re.findall(rf"<{tag}>(.*?)</{tag}>", plain, flags=re.S)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind} &#39;sha256-{digest}&#39;" in policy or f"{kind} 'sha256-{digest}'" in policy
        assert "http" not in body
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', plain)


def test_links_to_sources_are_web_links_only(tmp_path: Path) -> None:
    assert report.web("javascript:alert(1)") == ""
    text = page(tmp_path, ["https://example.org"])
    assert 'href="https://example.org" rel="noopener nofollow"' in text
    assert "Sample market" not in text


def test_it_says_what_one_must_know(plain: str) -> None:
    for words in ("Posted pay is not paid pay", "Base pay alone understates", "Moves between employers cannot be seen",
                  "2025-11-02", "2026-11-01", "Sample market", "listed = loaded + unchanged", "pay_by_country_level.csv",
                  "95 % interval"):  # fmt: skip
        assert words in plain, words


def test_charts_name_places_and_keep_levels_in_order(tmp_path: Path) -> None:
    market = Market()
    ladder = {"staff": 300_000, "entry": 100_000, "manager": 200_000, "senior": 150_000}
    for level, pay in ladder.items():
        for n in range(6):
            market.posting(f"{level}{n}", (pay + 1000.0 * n, pay + 20_000.0), level=level, track="ic")
            market.posting(
                f"{level}{n}ny", (pay + 1000.0 * n, pay + 9_000.0), level=level, places=("us/ny/new-york-city",)
            )
    text = publish.publish(
        market.save(tmp_path / "work.duckdb"), warehouse=tmp_path / "warehouse.duckdb", exports=tmp_path / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="t", sources=[],
    ).report.read_text(encoding="utf-8")  # fmt: skip
    drawn = {title: names(svg) for title, svg in re.findall(r"<h3>([^<]+)</h3>(.*?)</svg>", text, flags=re.S)}
    assert drawn["Levels in US"] == ["Entry", "Senior", "Staff or tech lead", "Manager or team lead"]
    [metros] = [shown for title, shown in drawn.items() if title.endswith("by metro area")]
    assert sorted(metros) == ["New York", "San Francisco Bay Area"]


def names(svg: str) -> list[str]:
    """The labels of a chart's rows as a reader meets them, from the top."""
    places = re.findall(r'text-anchor="end" transform="translate\([^,]+,([\d.]+)\)"[^>]*>([^<]+)<', svg)
    return [label for _, label in sorted(places, key=lambda place: float(place[0]))]


def test_a_chart_tells_its_figures_and_its_doubts() -> None:
    rows = pl.DataFrame({
        "label": ["multimodal_generative_media", "nlp", "<script>"], "employers": [10, 9, 2],
        "premium_pct": [4.0, -3.0, 1.0], "premium_pct_low": [-2.0, -6.0, None], "premium_pct_high": [9.0, None, None],
    })  # fmt: skip
    chart = charts.premiums("title", "note", rows)
    assert chart is not None
    assert re.findall(r'aria-label="([^"]+ employers)"', chart.svg) == [
        "multimodal generative media: +4 %, 95 % interval \N{MINUS SIGN}2 % to +9 %, 10 employers",
        "nlp: \N{MINUS SIGN}3 %, 95 % interval \N{MINUS SIGN}6 % to open, 9 employers",
        "&lt;script&gt;: +1 %, too few employers to say how sure, 2 employers",
    ]
    assert chart.svg.count(f'fill="{charts.PAPER}"') == 1, "one hollow dot"
    assert "style=" not in chart.svg, "the report's policy allows no style but its own"
    assert charts.premiums("title", "note", rows.head(1)) is None


def test_an_index_is_drawn_month_by_month() -> None:
    months = pl.DataFrame({
        "month": [dt.date(2026, 2, 1), dt.date(2026, 1, 1)], "employers": [30, 40], "index": [101.5, 100.0],
        "index_low": [100.0, 100.0], "index_high": [103.0, 100.0],
    })  # fmt: skip
    chart = charts.trend("title", "note", months)
    assert chart is not None
    assert re.findall(r'aria-label="(2026-\d\d: [\d.]+)', chart.svg) == ["2026-01: 100.0", "2026-02: 101.5"]


def test_sources_show_their_last_complete_look_and_their_errors(tmp_path: Path) -> None:
    market = Market()
    market.posting("one", (100, 120))
    day = dt.datetime(2026, 10, 1, 6)  # noqa: DTZ001 (the tables hold UTC without saying so)
    for number, (outcome, completeness, error) in enumerate(
        [("ok", "complete", None), ("timeout", "incomplete", "no answer")]
    ):
        market.add("board_run", run_id=f"{number}", source="lever", board="acme", outcome=outcome, error=error,
                   completeness=completeness, listed=4, observed_at=day + dt.timedelta(days=number))  # fmt: skip
    market.add("fetch", fetch_id="f", run_id="1", source="lever", board="acme", host="lever.example", outcome="timeout", pause_seconds=1.0,
               robots="allowed", started_at=day, finished_at=day + dt.timedelta(seconds=2))  # fmt: skip
    text = publish.publish(
        market.save(tmp_path / "work.duckdb"), warehouse=tmp_path / "warehouse.duckdb", exports=tmp_path / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="t", sources=[], new_fields=["lever.perk", "lever.dogs"],
    ).report.read_text(encoding="utf-8")  # fmt: skip
    [health] = re.findall(r'id="health">(.*?)<h2', text, flags=re.S)
    assert "<td>lever</td><td>2026-10-02</td><td>2026-10-01</td>" in health
    assert re.search(r'<td>lever</td>.*<td class="n" data-v="1">1</td><td class="n" data-v="2.0">2.00</td>', health)
    assert "no board could be read" in health
    assert "<td>acme</td><td>2026-10-02</td><td>incomplete</td><td>timeout</td>" in health
    assert "no answer" in health
    assert "lever.perk, lever.dogs" in health


def test_a_market_without_a_published_cell_has_a_report_too(tmp_path: Path) -> None:
    market = Market()
    market.posting("only", (100, 120))
    done = publish.publish(
        market.save(tmp_path / "work.duckdb"), warehouse=tmp_path / "warehouse.duckdb", exports=tmp_path / "exports",
        as_of=AS_OF, code_version="1", taxonomy_version="t", sources=[],
    )  # fmt: skip
    assert "No cell has enough employers" in done.report.read_text(encoding="utf-8")
    assert done.headline.is_empty()
