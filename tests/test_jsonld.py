"""JobPosting data as career pages really write it."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from extractors import jsonld
from extractors.contract import BadPage, Board, Listing, Page, Reject
from extractors.read import read_page

NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
URL = "https://acme.example/careers/1"
EXAMPLES = [
    json.loads(line) for line in (Path(__file__).parent / "examples" / "base_salary.jsonl").read_text().splitlines()
]


def page(body: str | bytes, url: str = URL) -> Page:
    return Page("jsonld", "acme", url, body if isinstance(body, bytes) else body.encode(), NOW)


def in_page(*blocks: str) -> str:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return f"<html><head>{scripts}</head><body>Hello</body></html>"


def posting(**more: Any) -> dict[str, Any]:
    return {"@type": "JobPosting", "title": "AI Engineer", "description": "<p>x</p>", **more}


def parsed(body: str | bytes) -> list[Listing | Reject]:
    return list(jsonld.parse(page(body)))


def only(body: str | bytes) -> Listing:
    (listing,) = parsed(body)
    assert isinstance(listing, Listing)
    return listing


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_every_form_of_pay(example: dict[str, Any]) -> None:
    listing = only(in_page(json.dumps(posting(**example["posting"]))))
    found = [[pay.min, pay.max, pay.currency, pay.period, pay.note, pay.is_estimate] for pay in listing.pay_fields]
    assert found == example["pay"]


@pytest.mark.parametrize(
    "block",
    [
        '<!-- {"@type":"JobPosting","title":"AI Engineer"} -->',
        '//<![CDATA[\n{"@type":"JobPosting","title":"AI Engineer"}\n//]]>',
        '/*<![CDATA[*/{"@type":"JobPosting","title":"AI Engineer"}/*]]>*/',
        '{"@type":"JobPosting","title":"AI Engineer","skills":["a","b",],}',
        '{"@type":"JobPosting","title":"AI Engineer","description":"a\nb\tc"}',
        "{&quot;@type&quot;:&quot;JobPosting&quot;,&quot;title&quot;:&quot;AI Engineer&quot;}",
        '[{"@type":"Thing"},{"@type":["Thing","JobPosting"],"title":"AI Engineer"}]',
        '{"@graph":[{"@type":"WebPage","mainEntity":{"@type":"schema:JobPosting","title":"AI Engineer"}}]}',
        '{"@type":"https://schema.org/JobPosting","title":"AI Engineer","note":", ]"}',
        '{"@type":"JobPosting","title":"AI Engineer\\ud800"}',
    ],
)
def test_json_ld_as_it_is_found(block: str) -> None:
    assert only(in_page(block)).title.startswith("AI Engineer")


def test_attribute_forms_of_the_script_tag() -> None:
    for tag in ("<script type=application/ld+json>", "<SCRIPT id='x' TYPE='application/ld+json' async>"):
        assert only(f"<html>{tag}{json.dumps(posting())}</SCRIPT></html>").title == "AI Engineer"
    assert only(json.dumps(posting())).title == "AI Engineer"


def test_microdata_stands_in() -> None:
    body = """<html><body><div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">ML Engineer</h1>
    <span itemprop="hiringOrganization" itemscope itemtype="http://schema.org/Organization">
    <b itemprop="name">Fern</b></span>
    <div itemprop="jobLocation" itemscope><p itemprop="address" itemscope><i itemprop="addressLocality">Bonn</i></p>
    </div><meta itemprop="datePosted" content="2026-11-01">
    <div itemprop="description"><p>Grow <b>ferns</b>.</p></div></div></body></html>"""
    listing = only(body)
    assert (listing.title, listing.employer, listing.locations[0].text) == ("ML Engineer", "Fern", "Bonn")
    assert listing.posted == "2026-11-01"
    assert read_page(jsonld.SOURCE, page(body)).rows["text"].to_list() == ["Grow ferns."]


def test_ids() -> None:
    def ids(*postings: dict[str, Any]) -> list[str]:
        return [each.native_id for each in parsed(in_page(json.dumps(list(postings))))]

    name = {"hiringOrganization": {"name": "Acme"}}
    assert ids(posting(identifier={"value": "R-1"})) == ["R-1"]
    assert ids(posting(identifier=17)) == ["17"]
    assert ids(posting(identifier="Acme", url="https://acme.example/j/2", **name)) == ["https://acme.example/j/2"]
    assert ids(posting(), posting(title="Other")) == [URL, f"{URL}#2"]


@pytest.mark.parametrize(
    ("until", "expired"),
    [
        ("2026-11-19", True),
        ("2026-11-20", False),
        ("2026-11-20T05:59:00Z", True),
        ("2026-11-20T23:00:00+01:00", False),
        ("soon", False),
        (None, False),
    ],
)
def test_expired_postings_are_rejected(until: str | None, expired: bool) -> None:
    (found,) = parsed(in_page(json.dumps(posting(validThrough=until))))
    assert isinstance(found, Reject) is expired
    assert not expired or (isinstance(found, Reject) and found.rule == "expired" and found.value == until)


def test_places_in_every_form() -> None:
    def places(value: Any) -> list[str]:
        return [place.text for place in only(in_page(json.dumps(posting(jobLocation=value)))).locations]

    address = {"addressLocality": "Bonn", "addressRegion": "NRW", "addressCountry": {"name": "DE"}}
    assert places({"address": address}) == ["Bonn, NRW, DE"]
    assert places([{"address": address}, {"address": "Lyon, France"}, "Oslo | Bergen"]) == [
        "Bonn, NRW, DE",
        "Lyon, France",
        "Oslo",
        "Bergen",
    ]
    assert places({"name": "Head office", "address": {}}) == ["Head office"]
    assert places({"address": [address, {"addressCountry": "FR"}]}) == ["Bonn, NRW, DE", "FR"]
    assert places({"geo": 7}) == []


def test_pages_without_postings_list_nothing() -> None:
    assert parsed("<html><body>About us</body></html>") == []
    assert parsed(in_page('{"@type":"Organization","name":"Acme"}', "{broken")) == []


def test_broken_blocks_that_speak_of_a_posting_are_rejected() -> None:
    (found,) = parsed(in_page('{"@type":"JobPosting","title":"Cut'))
    assert isinstance(found, Reject)
    assert (found.native_id, found.rule) == (URL, "broken_jsonld")
    assert parsed(in_page("[" * 100_000 + '"JobPosting"'))[0].rule == "broken_jsonld"  # type: ignore[union-attr]


@pytest.mark.parametrize("body", [b"", b"  ", b"%PDF-1.7", b"not a page", b"\x1f\x8b\x08\x00broken"])
def test_other_bodies_are_bad_pages(body: bytes) -> None:
    with pytest.raises(BadPage):
        parsed(body)


def test_a_page_where_a_sitemap_was_asked_for_is_a_bad_page() -> None:
    with pytest.raises(BadPage, match="where a sitemap"):
        list(jsonld.parse(page("<html>maintenance</html>", "https://acme.example/sitemap.xml")))


def test_character_sets() -> None:
    body = f'<html><meta charset="iso-8859-1">{in_page(json.dumps(posting(title="Koeln"), ensure_ascii=False))}'
    assert only(body.replace("Koeln", "Köln £").encode("latin-1")).title == "Köln £"


def sitemap(*urls: str, kind: str = "urlset") -> str:
    inner = "sitemap" if kind == "sitemapindex" else "url"
    return (
        f"<?xml version='1.0'?><{kind}>"
        + "".join(f"<{inner}><loc> {url} </loc></{inner}>" for url in urls)
        + f"</{kind}>"
    )


def followed(body: str | bytes) -> list[str]:
    return [f"{each.accept} {each.url}" for each in jsonld.follow(page(body, "https://acme.example/sitemap.xml"))]


def test_sitemaps_lead_to_job_pages_of_the_same_host() -> None:
    here, jobs = (
        "https://acme.example",
        ["https://acme.example/jobs/1?a=1&amp;b=2", "<![CDATA[https://acme.example/jobs/2]]>"],
    )
    body = sitemap(f"{here}/about", *jobs, jobs[0], "https://other.example/jobs/3", "ftp://acme.example/jobs/4")
    assert followed(body) == [
        "text/html https://acme.example/jobs/1?a=1&b=2",
        "text/html https://acme.example/jobs/2",
    ]
    assert followed(gzip.compress(body.encode())) == followed(body)
    assert followed(sitemap(f"{here}/a", f"{here}/b")) == [f"text/html {here}/a", f"text/html {here}/b"]
    assert list(jsonld.parse(page(body, f"{here}/sitemap.xml"))) == []
    index = sitemap(f"{here}/blog.xml", f"{here}/jobs.xml", kind="sitemapindex")
    assert followed(index) == [f"application/xml {here}/jobs.xml"]
    assert len(followed(sitemap(*(f"{here}/job/{n}" for n in range(5_000))))) == jsonld.MOST_PAGES
    assert followed("<html>no sitemap</html>") == []


def test_what_is_asked_for() -> None:
    def asked(url: str) -> list[str]:
        return [f"{each.accept} {each.url}" for each in jsonld.requests(Board("jsonld", "acme", url=url))]

    assert asked("https://acme.example/sitemap.xml") == ["application/xml https://acme.example/sitemap.xml"]
    assert asked("https://acme.example/careers") == ["text/html https://acme.example/careers"]
    assert asked("") == []
