"""The sample market: the same from the same seed, in the sources' shapes, with sane truth."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
import polars as pl
import pytest

from extractors import sources
from extractors.contract import Listing, Page, Reject
from extractors.read import completed
from extractors.record import collecting
from flows.sample import formats, market, pages, server, sites, tables, truth
from flows.sample.ads import Ad
from flows.sample.answer_key import postings_frame
from flows.sample.faults import FAULTS, ONLY_ON
from flows.sample.formats.fields import url
from flows.sample.jobs import METROS, Jobs
from flows.sample.listing import KINDS

SEED, DAY = 7, market.default_as_of(7)
GREENHOUSE, LEVER, ASHBY = "boards-api.greenhouse.io", "api.lever.co", "api.ashbyhq.com"
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@pytest.fixture(scope="module")
def drawn() -> market.Market:
    return market.draw(SEED, 6000)


@pytest.fixture(scope="module")
def ads(drawn: market.Market) -> list[Ad]:
    return list(drawn.ads(drawn.shown(DAY), DAY))


@pytest.fixture(scope="module")
def cells() -> dict[str, pl.DataFrame]:
    return truth.cells(SEED, DAY)


@pytest.fixture(scope="module")
def client(drawn: market.Market) -> Iterator[httpx.Client]:
    with server.serve(drawn, DAY) as address, httpx.Client(base_url=address, trust_env=False) as ours:
        yield ours


def get(client: httpx.Client, host: str, path: str, **headers: str) -> httpx.Response:
    return client.get(path, headers={"Host": host, **headers})


def board(drawn: market.Market, source: str, least: int = 3, *, with_pay: bool = False) -> str:
    """A board of a source that shows at least so many postings; `with_pay`: and pay in its own field."""
    return next(
        site.token
        for i, site in enumerate(drawn.sites)
        if site.source == source and not site.is_eu and len(drawn.shown(DAY, i)) >= least
        and (not with_pay or any(ad.channel == "field" for ad in drawn.ads(drawn.shown(DAY, i), DAY)))
    )  # fmt: skip


def test_planted_counts(drawn: market.Market, ads: list[Ad]) -> None:
    on_boards = [ad for ad in ads if ad.kind not in ("hackernews", "feed")]
    assert len(on_boards) == 6000
    assert len({ad.firm.number for ad in ads}) >= 150
    assert len({ad.firm.token for ad in ads}) == len({ad.firm.number for ad in ads})
    assert len({ad.country.country_code for ad in ads}) >= 8
    assert len({band.currency for ad in ads for band in ad.bands}) >= 8
    assert {ad.source for ad in ads} == set(tables.PLATFORM)
    largest = Counter(ad.source for ad in on_boards).most_common(3)
    assert {source for source, _ in largest} == {"greenhouse", "lever", "ashby"}
    assert sum(count for _, count in largest) > 3600
    assert {board.source for board in market.boards(drawn)} == {ad.source for ad in ads}
    assert 0.25 < np.mean([not ad.is_ai for ad in ads]) < 0.45
    assert 0.5 < np.mean([ad.states_pay for ad in ads]) < 0.7
    assert {ad.kind for ad in ads} == set(KINDS)
    for trait in ("band_kind", "form", "period", "channel", "mode", "contract", "language", "cue", "policy"):
        seen = Counter(getattr(ad, trait) for ad in ads)
        assert min(seen.values()) >= 10, (trait, seen)
    ids = Counter((ad.source, ad.board, ad.native_id) for ad in on_boards)
    assert max(ids.values()) == 1


def test_the_same_job_reads_the_same_wherever_it_is_posted(drawn: market.Market, ads: list[Ad]) -> None:
    jobs: dict[int, list[Ad]] = {}
    for ad in ads:
        jobs.setdefault(ad.job, []).append(ad)
    twice = [group for group in jobs.values() if len(group) > 1]
    assert len(twice) > 100
    for group in twice:
        on_boards = [ad for ad in group if ad.kind != "hackernews"]
        assert len({(ad.title, ad.bands, ad.required) for ad in on_boards}) <= 1
        assert len({(ad.levels, ad.specialization) for ad in group}) == 1
        assert len({(ad.changed, ad.bands) for ad in group}) == len({ad.changed for ad in group})
    spoken = [ad for group in twice for ad in group if ad.kind == "hackernews"]
    assert all(ad.changed is None or ad.changed <= ad.posted for ad in spoken)  # comments tell the pay of their day
    key = postings_frame(ad for group in twice for ad in group)
    assert key.filter(pl.col("bands").n_unique().over("job_id") > 1).is_empty()
    assert key["job_id"].n_unique() > len(twice)


def _bodies_digest(seed: int) -> str:
    drawn = market.draw(seed, 300)
    day = market.default_as_of(seed)
    digest = hashlib.sha256()
    with server.serve(drawn, day) as address, httpx.Client(base_url=address, trust_env=False) as ours:
        for line in market.boards(drawn):
            path = {
                "greenhouse": f"/v1/boards/{line.board}/jobs?content=true&pay_transparency=true",
                "ashby": f"/posting-api/job-board/{line.board}?includeCompensation=true",
                "hackernews": "/api/v1/items/30000120",
            }.get(line.source)
            host = {"greenhouse": GREENHOUSE, "ashby": ASHBY, "hackernews": "hn.algolia.com"}.get(line.source, "")
            if path:
                digest.update(get(ours, host, path).content)
    return digest.hexdigest()


def test_deterministic_from_the_seed_in_every_process(tmp_path: Path) -> None:
    for name in ("one", "two"):
        small = market.draw(3, 300)
        market.write_boards(small, tmp_path / name / "boards.csv")
        frame = postings_frame(small.ads(small.shown(DAY), DAY))
        frame.write_csv(tmp_path / name / "postings.csv")
    for name in ("boards.csv", "postings.csv"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    code = "from tests.test_sample import _bodies_digest; print(_bodies_digest(3))"
    root = Path(__file__).parent.parent
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert other.stdout.strip() == _bodies_digest(3) != _bodies_digest(4)


def test_greenhouse_shape(drawn: market.Market, client: httpx.Client) -> None:
    token = board(drawn, "greenhouse", 20, with_pay=True)
    jobs = get(client, GREENHOUSE, f"/v1/boards/{token}/jobs?content=true&pay_transparency=true").json()["jobs"]
    assert len(jobs) >= 20
    for job in jobs:
        assert {
            "id",
            "internal_job_id",
            "title",
            "location",
            "content",
            "first_published",
            "offices",
        } <= job.keys()
        assert job["content"].startswith("&lt;div class=&quot;content-intro&quot;&gt;")
        assert unescape(job["content"]).count("<p>") >= 3
        for band in job["pay_input_ranges"]:
            assert 0 < band["min_cents"] <= band["max_cents"]
            assert len(band["currency_type"]) == 3
    assert any(job["pay_input_ranges"] for job in jobs)
    plain = get(client, GREENHOUSE, f"/v1/boards/{token}/jobs").json()["jobs"]
    assert all("content" not in job and "pay_input_ranges" not in job for job in plain)
    single = get(client, GREENHOUSE, f"/v1/boards/{token}/jobs/{jobs[0]['id']}?pay_transparency=true").json()
    assert single == jobs[0]
    gone = get(client, GREENHOUSE, "/v1/boards/nobody/jobs")
    assert (gone.status_code, "error" in gone.json()) == (404, True)


def test_lever_shape_and_paging(drawn: market.Market, client: httpx.Client) -> None:
    site = next(
        i
        for i, site in enumerate(drawn.sites)
        if site.source == "lever" and not site.is_eu and len(drawn.shown(DAY, i)) > 60
    )
    token, shown = drawn.sites[site].token, drawn.shown(DAY, site)
    seen: list[dict[str, Any]] = []
    while len(page := get(client, LEVER, f"/v0/postings/{token}?mode=json&limit=25&skip={len(seen)}").json()) == 25:
        seen += page
    seen += page
    assert len({job["id"] for job in seen}) == len(seen) == len(shown)
    for job in seen:
        assert {
            "text",
            "createdAt",
            "categories",
            "lists",
            "descriptionPlain",
            "additional",
            "country",
        } <= job.keys()
        assert job["categories"]["allLocations"][0] == job["categories"]["location"]
        assert job["createdAt"] > 1_600_000_000_000
    assert any(job.get("salaryRange") for job in seen)
    assert get(client, "api.eu.lever.co", f"/v0/postings/{token}?mode=json").status_code == 404
    european = next(site.token for site in drawn.sites if site.is_eu)
    assert get(client, "api.eu.lever.co", f"/v0/postings/{european}?mode=json").status_code == 200
    assert (
        get(client, LEVER, f"/v0/postings/{token}", Accept="text/html").headers["content-type"].startswith("text/html")
    )


def test_ashby_shape(drawn: market.Market, client: httpx.Client) -> None:
    token = board(drawn, "ashby", 30, with_pay=True)
    body = get(client, ASHBY, f"/posting-api/job-board/{token}?includeCompensation=true").json()
    assert body["apiVersion"] == "1"
    for job in body["jobs"]:
        assert {"id", "title", "location", "secondaryLocations", "descriptionHtml", "isListed"} <= job.keys()
        for tier in job["compensation"]["compensationTiers"]:
            assert any(part["compensationType"] == "Salary" for part in tier["components"])
    assert any(job["compensation"]["compensationTiers"] for job in body["jobs"])
    without = get(client, ASHBY, f"/posting-api/job-board/{token}").json()
    assert all("compensation" not in job for job in without["jobs"])


@pytest.mark.parametrize("name", sites.FORMATS)
def test_platforms_are_read_whole(name: str, drawn: market.Market, client: httpx.Client) -> None:
    """Each platform's own parser finds every posting of a board, once, with its text and its address."""
    site = min(
        (i for i, site in enumerate(drawn.sites) if site.source == name),
        key=lambda i: abs(len(drawn.shown(DAY, i)) - 25),
    )
    told = {ad.native_id: ad for ad in drawn.ads(drawn.shown(DAY, site), DAY)}
    row = next(row for row in market.boards(drawn) if (row.source, row.board) == (name, drawn.sites[site].token))
    source, found = sources()[name], dict[str, Listing]()
    waiting, emails = list(source.requests(row)), set[str]()
    for request in waiting:
        address = urlsplit(request.url)
        path = address._replace(scheme="", netloc="", fragment="").geturl()
        method, content = ("POST", request.post) if request.post else ("GET", None)
        answer = client.request(method, path, headers={"Host": address.netloc}, content=content)
        assert answer.status_code == 200, request.url
        page = Page(name, row.board, request.url, answer.content, dt.datetime.now(dt.UTC))
        with collecting() as drift:
            listings = list(source.parse(page))
        assert drift == {}
        for listing in listings:
            if isinstance(listing, Reject):
                assert listing.rule in ("prospect_post", "unlisted")
                continue
            before = found.get(listing.native_id)
            found[listing.native_id] = completed(before, listing) if before and not before.html else before or listing
        emails |= set(ADDRESS.findall(answer.text))
        waiting += source.follow(page)
    assert set(found) == set(told)
    for native_id, ad in told.items():
        listing = found[native_id]
        assert listing.title == ad.title
        assert len(listing.html) > 500
        assert bool(listing.pay_fields) == (ad.channel in ("field", "both")), (ad.channel, listing.pay_fields)
        assert listing.url in (None, url(ad))
    assert {each.rpartition("@")[2] for each in emails} <= {"example.com", "example.org", "example.net"}


def test_platforms_refuse_what_they_do_not_know(client: httpx.Client) -> None:
    for host, path in (
        ("api.smartrecruiters.com", "/v1/companies/nobody/postings"),
        ("nobody.recruitee.com", "/api/offers/"),
        ("nobody.jobs.personio.de", "/xml"),
        ("www.comeet.co", "/careers-api/2.0/company/nobody/positions?token=no"),
        ("nobody.wd5.myworkdayjobs.com", "/wday/cxs/nobody/Careers/jobs"),
    ):
        assert get(client, host, path).status_code == 404
    assert client.post("/api/offers/", headers={"Host": "nobody.recruitee.com"}, content=b"{}").status_code == 405


def test_career_pages_and_sitemaps(drawn: market.Market, client: httpx.Client) -> None:
    statuses: Counter[int] = Counter()
    for token in [site.token for site in drawn.sites if site.source == "jsonld"][:6]:
        host = f"careers.{token}.example"
        robots = get(client, host, "/robots.txt").text
        assert f"Sitemap: https://{host}/sitemap.xml" in robots
        sitemap = get(client, host, "/sitemap.xml").text
        if "<sitemapindex" in sitemap:
            sitemap = get(client, host, "/sitemap-jobs.xml").text
        for path in re.findall(rf"<loc>https://{re.escape(host)}(/jobs/[^<]+)</loc>", sitemap)[:15]:
            answer = get(client, host, path)
            statuses[answer.status_code] += 1
            if answer.status_code == 200:
                assert _job_posting(answer.text)["title"]
    assert statuses[200] > 40
    assert set(statuses) <= {200, 410}


def _job_posting(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found
    text = re.sub(r"<!--|-->|//<!\[CDATA\[|//\]\]>", "", found.group(1))
    markup = json.loads(text)
    nodes = markup if isinstance(markup, list) else markup.get("@graph", [markup])
    posting: dict[str, Any] = next(node for node in nodes if "JobPosting" in node["@type"])
    return posting


def test_job_posting_markup(ads: list[Ad]) -> None:
    shapes: Counter[str] = Counter()
    for ad in [ad for ad in ads if ad.source == "jsonld"]:
        posting = _job_posting(pages.career_page(ad).decode())
        assert {"title", "description", "datePosted", "hiringOrganization", "identifier"} <= posting.keys()
        assert ("jobLocation" in posting) == bool(ad.places)
        if ad.channel in ("field", "both"):
            shapes[re.sub(r"[\d.,]+|[A-Z]{3}", "", json.dumps(posting["baseSalary"]))] += 1
            assert ad.bands[0].currency in json.dumps(posting)
    assert len(shapes) >= 4


def test_hacker_news_threads(client: httpx.Client) -> None:
    hits = get(client, "hn.algolia.com", "/api/v1/search_by_date?tags=story,author_whoishiring").json()["hits"]
    assert len({hit["title"].split("(")[0] for hit in hits}) == 3
    hiring = [hit for hit in hits if "Who is hiring?" in hit["title"]]
    assert hiring[0]["created_at_i"] == max(hit["created_at_i"] for hit in hiring)
    story = get(client, "hn.algolia.com", f"/api/v1/items/{hiring[0]['objectID']}").json()
    texts = [child["text"] for child in story["children"] if child["text"]]
    assert sum(" | " in text.split("<p>")[0] for text in texts) >= 10
    assert any(child["author"] is None for child in story["children"])
    flat = get(client, "hacker-news.firebaseio.com", f"/v0/item/{hiring[0]['objectID']}.json").json()
    comment = get(client, "hacker-news.firebaseio.com", f"/v0/item/{flat['kids'][0]}.json").json()
    assert comment["text"] in texts
    assert get(client, "hacker-news.firebaseio.com", "/v0/item/1.json").json() is None


def test_unchanged_bodies_cost_a_304(drawn: market.Market, client: httpx.Client) -> None:
    path = f"/v1/boards/{board(drawn, 'greenhouse')}/jobs?content=true"
    first = get(client, GREENHOUSE, path)
    again = get(client, GREENHOUSE, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.post(path, headers={"Host": GREENHOUSE}).status_code == 405
    assert get(client, "elsewhere.example.com", "/").status_code == 404


def test_another_day_shows_a_changed_market(drawn: market.Market) -> None:
    before, after = (set(drawn.shown(DAY + dt.timedelta(days=days)).tolist()) for days in (-30, 0))
    assert len(before - after) > 200
    assert len(after - before) > 200
    assert 0.85 < len(before) / len(after) < 1.15
    both = np.array(sorted(before & after))
    old = {ad.number: ad.bands for ad in drawn.ads(both, DAY - dt.timedelta(days=30))}
    new = {ad.number: ad.bands for ad in drawn.ads(both, DAY)}
    assert 20 < sum(old[number] != new[number] for number in old) < len(old) / 4
    paused = [n for n in sorted(before & after) if drawn.postings.paused[n] < 999_999]
    assert any(len(drawn.postings.shown(np.array([n]), int(drawn.postings.paused[n]))) == 0 for n in paused)


def test_every_fault_is_played_on_a_board_that_can_show_it(drawn: market.Market) -> None:
    chosen = market.some_faults(drawn)
    assert sorted(chosen.values()) == sorted(FAULTS)
    assert all(name.split(":")[0] == ONLY_ON.get(fault, name.split(":")[0]) for name, fault in chosen.items())
    with (
        pytest.raises(ValueError, match="there are not_found"),
        server.serve(drawn, DAY, {"lever:x": "rain"}),
    ):
        pass


def test_no_addresses_but_examples(ads: list[Ad]) -> None:
    render = {
        "greenhouse": lambda ad: json.dumps(formats.greenhouse.record(ad)),
        "lever": lambda ad: json.dumps(formats.lever.record(ad)),
        "ashby": lambda ad: json.dumps(formats.ashby.record(ad)),
        "jsonld": lambda ad: pages.career_page(ad).decode(),
        "hackernews": lambda ad: pages.comment([ad]),
    }
    shown = [ad for ad in ads[::7] if ad.source in render]
    found = {address for ad in shown for address in ADDRESS.findall(render[ad.source](ad))}
    assert len(found) > 20
    assert {address.rpartition("@")[2] for address in found} <= {"example.com", "example.org", "example.net"}


def test_no_slot_is_left_unfilled(ads: list[Ad]) -> None:
    for ad in ads[::5]:
        text = json.dumps(formats.ashby.record(ad)["descriptionPlain"]) + ad.title
        assert not re.search(r"\{[a-z_0-9]*\}", text), text


def test_truth_is_sane(cells: dict[str, pl.DataFrame]) -> None:
    assert list(cells) == list(truth.FILES)
    for name, frame in cells.items():
        assert frame.height > 50, name
        for kind in ("usd", *(("local",) if "currency_code" in frame.columns else ())):
            steps = [frame[f"p{p}_{kind}"] for p in truth.PERCENTILES]
            assert all((low <= high).all() for low, high in pairwise(steps)), name
        assert frame.equals(frame.sort(truth.FILES[name]))
        assert "intern" not in frame["level"]
    countries = cells["pay_by_country_level"]
    ladder = ("entry", "mid", "senior", "staff", "principal")
    for code in ("US", "GB", "DE", "FR", "NL", "CH", "PL", "CA", "IN", "AU"):
        own = countries.filter(pl.col("country_code") == code)
        medians = [own.filter(pl.col("level") == level)["p50_local"].item() for level in ladder]
        assert medians == sorted(medians), (code, medians)
    us = countries.filter((pl.col("country_code") == "US") & (pl.col("level") == "senior"))
    assert us["p50_usd"].item() == us["p50_local"].item()
    assert 170_000 < us["p50_usd"].item() < 280_000


def test_truth_weighs_employers_and_shares_places() -> None:
    """Two employers of two jobs each weigh the same, and a job in two towns has half a vote in each."""
    places = np.array([[0, -1, -1], [0, 3, -1], [0, -1, -1], [0, -1, -1]], np.int16)
    votes = truth.ballots(
        _handmade(places, employer=[0, 0, 1, 1], low=[100, 100, 200, 300]), np.ones(len(tables.COUNTRIES))
    )
    cell, weight, _ = truth.weights(votes, ("metro",))
    sf = cell == METROS.index("us-sf-bay")
    by_job = {int(job): float(w) for job, w in zip(votes.job[sf], weight[sf], strict=True)}
    assert by_job == pytest.approx({0: 2 / 3, 1: 1 / 3, 2: 0.5, 3: 0.5})
    _, weight, _ = truth.weights(votes, ("country_code",))
    assert weight.sum() == pytest.approx(2.0)


def _handmade(places: np.ndarray[Any, Any], employer: list[int], low: list[float]) -> Jobs:
    n = len(employer)
    zeros: dict[str, Any] = {name: np.zeros(n, np.int8) for name in Jobs.__dataclass_fields__}
    levels = np.tile(np.array([3, -1], np.int8), (n, 1))
    pay = np.tile(np.array(low, float)[:, None], (1, 3))
    special: dict[str, Any] = {
        "employer": np.array(employer, np.int32),
        "other": np.full(n, -1, np.int16),
        "levels": levels,
        "places": places,
        "pay_country": np.zeros((n, 3), np.int8),
        "low": pay,
        "high": pay,
    }
    return Jobs(**(zeros | special))


def test_write(tmp_path: Path) -> None:
    small = market.draw(5, 200)
    market.write(small, tmp_path, market.default_as_of(5))
    postings = pl.read_csv(tmp_path / "postings.csv")
    assert postings.height >= 200
    assert {"posting_id", "role_family", "levels", "annual_min_local", "job_id"} <= set(postings.columns)
    assert sorted(path.stem for path in (tmp_path / "truth").iterdir()) == sorted(truth.FILES)
    assert pl.read_csv(tmp_path / "boards.csv").height == len(market.boards(small))
    assert set(pl.read_csv(tmp_path / "effects.csv").columns) == {"dimension", "term", "log_points"}


def test_pay_hidden_by_high_payers_is_another_market() -> None:
    hidden, fair = market.draw(5, 2000, disclosure="by_pay"), market.draw(5, 2000)

    def gap(drawn: market.Market) -> float:
        effect = drawn.staff.effect[drawn.jobs.employer]
        return float(effect[drawn.jobs.states_pay].mean() - effect[~drawn.jobs.states_pay].mean())

    assert gap(hidden) < -0.1 < gap(fair) < 0.1
    with pytest.raises(ValueError, match="at_random, by_law, by_pay"):
        market.draw(5, 200, disclosure="never")
