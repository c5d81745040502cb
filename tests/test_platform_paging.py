"""The employers' platforms: what each asks for, and what it follows."""

from __future__ import annotations

import json

import pytest

from extractors import sources
from extractors.contract import BadPage, Board
from tests.test_platforms import LISTS, address, fixture, follow, ids, page, read, records, urls

HOME = {
    "smartrecruiters": "https://api.smartrecruiters.com/v1/companies/acme/postings?limit=100&offset=0",
    "workable": "https://apply.workable.com/api/v1/widget/accounts/acme?details=true",
    "recruitee": "https://acme.recruitee.com/api/offers/",
    "teamtailor": "https://acme.teamtailor.com/jobs.json",
    "bamboohr": "https://acme.bamboohr.com/careers/list",
    "breezy": "https://acme.breezy.hr/json",
    "pinpoint": "https://acme.pinpointhq.com/postings.json",
    "rippling": "https://api.rippling.com/platform/api/ats/v1/board/acme/jobs",
}


# ---- what is asked for


@pytest.mark.parametrize(("source", "url"), HOME.items())
def test_a_token_is_enough(source: str, url: str) -> None:
    assert urls(source) == [url]


def test_own_domains_and_other_hosts() -> None:
    assert urls("recruitee", url="https://jobs.acme.example/") == ["https://jobs.acme.example/api/offers/"]
    assert urls("teamtailor", url="https://career.acme.example/jobs") == ["https://career.acme.example/jobs.json"]
    assert urls("personio") == ["https://acme.jobs.personio.de/xml?language=en"]
    assert urls("personio", url="https://acme.jobs.personio.com") == ["https://acme.jobs.personio.com/xml?language=en"]
    query = "start=0&num=10&sort_by=timestamp"
    assert urls("eightfold") == [f"https://acme.eightfold.ai/api/apply/v2/jobs?domain=acme.com&{query}"]
    assert urls("eightfold", url="https://jobs.acme.example/careers?domain=acme.org") == [
        f"https://jobs.acme.example/api/apply/v2/jobs?domain=acme.org&{query}"
    ]
    for source in ("smartrecruiters", "workable", "rippling"):
        assert "..%2F..%2Fx%3Fy" in urls(source, "../../x?y")[0]


def test_platforms_that_need_anaddress() -> None:
    assert urls("comeet", "A1.001", address("comeet")) == [
        "https://www.comeet.co/careers-api/2.0/company/A1.001/positions?token=AB12&details=true"
    ]
    (oracle,) = urls("oracle", url=address("oracle"))
    assert oracle.startswith("https://acme.fa.us2.oraclecloud.com/hcmRestApi/resources/latest/recruitingCEJobRequ")
    assert "siteNumber=CX_1,limit=25,offset=0" in oracle
    base = "/wday/cxs/acme/External/jobs"
    for url, wanted in (
        ("https://acme.wd5.myworkdayjobs.com/External", f"https://acme.wd5.myworkdayjobs.com{base}"),
        ("https://acme.wd5.myworkdayjobs.com/en-US/External", f"https://acme.wd5.myworkdayjobs.com{base}"),
        ("https://wd5.myworkdaysite.com/en-US/recruiting/acme/External", f"https://wd5.myworkdaysite.com{base}"),
    ):
        assert [each.partition("#")[0] for each in urls("workday", url=url)] == [wanted]
    for source in ("comeet", "oracle", "workday"):
        assert urls(source) == []


def test_workday_asks_with_a_body() -> None:
    (request,) = sources()["workday"].requests(Board("workday", "acme", url=address("workday")))
    assert json.loads(request.post) == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}


# ---- what is followed


@pytest.mark.parametrize(
    ("source", "url", "details"),
    [
        ("smartrecruiters", HOME["smartrecruiters"],
         ["https://api.smartrecruiters.com/v1/companies/acme/postings/744000000000001",
          "https://api.smartrecruiters.com/v1/companies/acme/postings/744000000000002"]),
        ("bamboohr", HOME["bamboohr"],
         ["https://acme.bamboohr.com/careers/41/detail", "https://acme.bamboohr.com/careers/42/detail"]),
        ("breezy", HOME["breezy"],
         ["https://loomery.breezy.hr/p/18df3e-x", "https://loomery.breezy.hr/p/28df3e-x"]),
        ("rippling", HOME["rippling"], [f"{HOME['rippling']}/2f06-1", f"{HOME['rippling']}/2f06-2"]),
        ("workday", "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/External/jobs",
         ["https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/External/job/USA-CO-Denver/Data-Engineer_RQ1001",
          "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/External/job/USA-CO-Boulder/Data-Engineer_RQ1001-1"]),
        ("eightfold", "https://acme.eightfold.ai/api/apply/v2/jobs?domain=acme.com&start=0&num=10",
         ["https://acme.eightfold.ai/api/apply/v2/jobs/109900001?domain=acme.com",
          "https://acme.eightfold.ai/api/apply/v2/jobs/109900002?domain=acme.com"]),
    ],
)  # fmt: skip
def test_a_list_names_the_pages_of_its_postings(source: str, url: str, details: list[str]) -> None:
    found = follow(source, fixture(source, LISTS[source][0]), url)
    assert [request.url for request in found] == details
    listed = ids(read(source, fixture(source, LISTS[source][0]), url))
    assert [request.listing.native_id for request in found if request.listing] == listed
    recorded = follow(source, fixture(source, LISTS[source][0]), "file:recorded.json")
    assert recorded == [] or all(request.listing for request in recorded)


DETAILS = {"smartrecruiters": "posting.json", "bamboohr": "detail.json", "breezy": "18df3e-ml-engineer.html",
           "rippling": "job.json", "workday": "job.json", "oracle": "requisition.json",
           "eightfold": "position.json"}  # fmt: skip


@pytest.mark.parametrize(("source", "file"), DETAILS.items())
def test_a_posting_has_one_id_on_its_list_and_on_its_page(source: str, file: str) -> None:
    list_ids = ids(read(source, fixture(source, LISTS[source][0])))
    detail = read(source, fixture(source, file), f"https://boards.example/{file}")
    assert ids(detail) == list_ids[:1]
    assert ids(read(source, fixture(source, file), f"file:{file}")) == list_ids[:1]
    assert "We weave looms that learn." in detail.rows["text"][0]


def test_smartrecruiters_pages_by_offset() -> None:
    root, inside = records("smartrecruiters")
    root["totalFound"] = 250
    inside[:] = inside[:1] * 100
    assert follow("smartrecruiters", root, HOME["smartrecruiters"])[-1].url.endswith("limit=100&offset=100")
    last = HOME["smartrecruiters"].replace("offset=0", "offset=200")
    inside[:] = inside[:50]
    assert all(request.listing for request in follow("smartrecruiters", root, last))
    inside[:] = []
    assert follow("smartrecruiters", root, last) == []


def test_eightfold_and_oracle_page_by_what_was_shown() -> None:
    root, _ = records("eightfold")
    root["count"] = 40
    url = "https://acme.eightfold.ai/api/apply/v2/jobs?domain=acme.com&start=10&num=10"
    assert follow("eightfold", root, url)[-1].url.endswith("start=13&num=10")
    root, _ = records("oracle")
    root["items"][0]["TotalJobsCount"] = 60
    (first,) = urls("oracle", url=address("oracle"))
    *details, more = follow("oracle", root, first)
    assert "offset=3,sortBy" in more.url
    assert "finder=ById;Id=%222401%22,siteNumber=CX_1" in details[0].url
    assert follow("oracle", root, more.url.replace("offset=3", "offset=57"))[-1].listing


def test_workday_pages_to_its_end_and_by_groups_behind_it() -> None:
    root, inside = records("workday")
    inside[:] = []
    where = "https://acme.wd5.myworkdayjobs.com/wday/cxs/acme/External/jobs"
    root["total"] = 61
    found = follow("workday", root, where)
    assert [json.loads(request.post)["offset"] for request in found] == [20, 40, 60]
    assert len({request.url for request in found}) == 3
    assert {request.url.partition("#")[0] for request in found} == {where}
    assert follow("workday", root, found[0].url) == []
    root["total"] = 2000
    root["facets"] = [
        {"facetParameter": "one", "values": [{"id": "a", "count": 1990}, {"id": "b", "count": 2200}]},
        {"facetParameter": "two words", "values": [{"id": "c", "count": 1500}, {"id": "d", "count": 900}]},
        {"facetParameter": "nested", "values": [{"facetParameter": "deeper", "values": []}]},
    ]
    groups = follow("workday", root, where)
    assert [json.loads(request.post)["appliedFacets"] for request in groups] == [
        {"two words": ["c"]},
        {"two words": ["d"]},
    ]
    assert " " not in groups[0].url
    of_list, of_group = (page("workday", json.dumps(root).encode(), url) for url in (where, groups[1].url))
    assert sources()["workday"].total(of_list) is sources()["workday"].total(of_group) is None
    root["total"] = 30
    (more,) = follow("workday", root, groups[1].url)
    assert json.loads(more.post) == {
        "appliedFacets": {"two words": ["d"]}, "limit": 20, "offset": 20, "searchText": ""
    }  # fmt: skip


def test_personio_asks_for_each_language_once() -> None:
    (first,) = urls("personio")
    (second,) = follow("personio", fixture("personio", "feed.xml"), first)
    assert (second.url, second.accept) == ("https://acme.jobs.personio.de/xml", "application/xml")
    assert follow("personio", fixture("personio", "feed.xml"), second.url) == []


def test_teamtailor_follows_its_feed_and_its_lists() -> None:
    root, _ = records("teamtailor")
    root["next_url"] = "https://career.loomery.example/jobs.json?page=2"
    here = "https://career.loomery.example/jobs.json"
    assert [request.url for request in follow("teamtailor", root, here)] == [root["next_url"]]
    root["next_url"] = "https://elsewhere.example/jobs.json?page=2"
    assert follow("teamtailor", root, here) == []
    found = follow("teamtailor", fixture("teamtailor", "list.html"), "https://career.loomery.example/jobs")
    assert [request.url.rpartition("/")[2] for request in found] == [
        "7000001-computer-vision-engineer", "7000002-mlops-engineer", "show_more?page=2",
    ]  # fmt: skip
    assert [bool(request.listing) for request in found] == [True, True, False]
    with pytest.raises(BadPage, match="names no job"):
        read("teamtailor", b"<html><body><a href='/about'>About</a></body></html>")


@pytest.mark.parametrize(
    ("source", "count"), [("smartrecruiters", 3), ("bamboohr", 3), ("workday", 3), ("oracle", 3), ("eightfold", 3)]
)
def test_a_list_says_how_many_there_are_and_a_posting_does_not(source: str, count: int) -> None:
    total = sources()[source].total
    assert total(page(source, fixture(source, LISTS[source][0]), "https://boards.example/x")) == count
    assert total(page(source, fixture(source, DETAILS[source]), "https://boards.example/x")) is None
