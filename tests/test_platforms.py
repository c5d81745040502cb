"""The employers' platforms: what each keeps of a record, and how it meets what is broken."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from extractors import sources
from extractors.contract import BadPage, Board, Listing, Page, Request
from extractors.details import is_of_interest
from extractors.read import Reading, read_page_by_name

FIXTURES = Path(__file__).parent / "fixtures"
NOW = dt.datetime(2026, 11, 20, 6, tzinfo=dt.UTC)
# Of each platform that serves JSON: its list's file, where the records stand in it, and the fields of id and title.
LISTS = {
    "smartrecruiters": ("list.json", ("content",), "id", "name"),
    "workable": ("account.json", ("jobs",), "shortcode", "title"),
    "recruitee": ("offers.json", ("offers",), "id", "title"),
    "bamboohr": ("list.json", ("result",), "id", "jobOpeningName"),
    "breezy": ("list.json", (), "id", "name"),
    "pinpoint": ("postings.json", ("data",), "id", "title"),
    "rippling": ("list.json", (), "uuid", "name"),
    "workday": ("list.json", ("jobPostings",), "externalPath", "title"),
    "comeet": ("positions.json", (), "uid", "name"),
    "oracle": ("list.json", ("items", 0, "requisitionList"), "Id", "Title"),
    "eightfold": ("list.json", ("positions",), "id", "name"),
    "teamtailor": ("feed.json", ("items",), "url", "title"),
}


def page(source: str, body: bytes, url: str) -> Page:
    return Page(source, "acme", url, body, NOW)


def read(source: str, body: Any, url: str = "https://boards.example/x") -> Reading:
    return read_page_by_name(source, page(source, body if isinstance(body, bytes) else json.dumps(body).encode(), url))


def fixture(source: str, name: str) -> bytes:
    return (FIXTURES / source / name).read_bytes()


def records(source: str) -> tuple[Any, list[dict[str, Any]]]:
    """A list's root and the records inside."""
    file, path, *_ = LISTS[source]
    root = inside = json.loads(fixture(source, file))
    for step in path:
        inside = inside[step]
    return root, inside


def follow(source: str, body: Any, url: str) -> list[Request]:
    return sources()[source].follow(page(source, body if isinstance(body, bytes) else json.dumps(body).encode(), url))


def urls(source: str, board: str = "acme", url: str = "") -> list[str]:
    return [request.url for request in sources()[source].requests(Board(source, board, url=url))]


def ids(reading: Reading) -> list[str]:
    return [item["native_id"] for item in reading.items]


# ---- what is broken


@pytest.mark.parametrize("source", LISTS)
def test_an_unknown_field_rings_once_and_loses_nothing(source: str) -> None:
    root, inside = records(source)
    key = LISTS[source][2]
    copies = [{**inside[0], "perks": {"dogs": 1}}, {**inside[0], "perks": {"dogs": 2}}]
    copies[1][key] = f"{copies[1][key]}9" if source != "teamtailor" else "https://career.loomery.example/jobs/9-x"
    inside[:] = copies
    reading = read(source, root)
    assert reading.drift == {"perks": "object of 1"}
    assert len(reading.items) == 2


@pytest.mark.parametrize("source", LISTS)
def test_a_record_without_title_or_id_breaks_alone(source: str) -> None:
    root, inside = records(source)
    _, _, key, title = LISTS[source]
    whole = inside[0]
    inside[:] = [{**whole, title: " "}, {k: v for k, v in whole.items() if k != key}, 7, whole]  # type: ignore[list-item]
    if source == "teamtailor":  # its entries have a second id inside
        inside[1].pop("_jobposting")
    reading = read(source, root)
    assert len(reading.items) == 1
    assert sorted(reject.rule for reject in reading.rejects) == ["missing_id", "missing_title", "not_a_record"]


@pytest.mark.parametrize("source", LISTS)
def test_a_wrong_type_anywhere_never_loses_the_page(source: str) -> None:
    root, inside = records(source)
    key, first = LISTS[source][2], dict(inside[0])
    other = {**first, key: 999 if source != "teamtailor" else "https://career.loomery.example/jobs/999-x"}
    if source == "workday":
        other[key] = "/job/x/y_999"
    wrong: list[Any] = [None, [], {}, 7, "x", True, [7], [{"a": [None]}], {"name": {}}, {"id": [1]}]
    for name in first:
        for value in wrong:
            inside[:] = [{**first, name: value}, other]
            found = sources()[source].parse(page(source, json.dumps(root).encode(), "https://boards.example/x"))
            assert "999" in {each.native_id for each in found if isinstance(each, Listing)}, (name, value)


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, of lists the first."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value[:1]) if isinstance(value, list) else ()
    for key, each in inner:
        yield from spots(each, (*path, key))


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    """The value with another one at a place."""
    if not path:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], to)
    return copy


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*/*.json")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_whatever_a_page_says_nothing_breaks_but_the_page(path: Path) -> None:
    """Anything at any place of a list or of a posting's own page: read, rejected, or a bad page."""
    source = sources()[path.parent.name]
    (url, *_) = urls(source.name, url=address(source.name) or "https://career.loomery.example/jobs")
    root = json.loads(path.read_text())
    wrong: list[Any] = [None, 7, [[7]], {"name": {}}, "https://[x"]
    for spot in spots(root):
        for value in wrong:
            one = page(source.name, json.dumps(changed(root, spot, value)).encode(), url)
            with suppress(BadPage):
                list(source.parse(one))
            with suppress(BadPage):
                source.follow(one)
            with suppress(BadPage):
                source.total(one)


@pytest.mark.parametrize("source", LISTS)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty body"),
        (b'{"content": [', "truncated JSON"),
        (b'"jobs"', "JSON string"),
        (b"null", "JSON null"),
        (b'{"ok": false}', "JSON object"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_body_of_another_kind_is_a_bad_page(source: str, body: bytes, said: str) -> None:
    with pytest.raises(BadPage, match=said):
        read(source, body, "https://boards.example/jobs.json")


@pytest.mark.parametrize("source", LISTS)
def test_a_web_page_where_a_list_was_asked_for_is_a_bad_page(source: str) -> None:
    for request in sources()[source].requests(Board(source, "acme", url=address(source))):
        with pytest.raises(BadPage, match=r"markup instead of JSON|web page instead"):
            read(source, b"<!doctype html><html><body>Maintenance</body></html>", request.url)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "empty body"),
        (b"{}", "no XML"),
        (b"<!doctype html><html></html>", "document type"),
        (b"<html><body>Maintenance</body></html>", "<html> instead of <workzag-jobs>"),
        (b"<workzag-jobs><position>", "XML"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><workzag-jobs>&a;</workzag-jobs>", "document type"),
        (b"\xff\xfe\x00", "no XML"),
    ],
)
def test_a_feed_that_is_none_is_a_bad_page(body: bytes, said: str) -> None:
    with pytest.raises(BadPage, match=said):
        read("personio", body)


def test_a_feed_rings_for_what_is_new_and_breaks_record_by_record() -> None:
    feed = fixture("personio", "feed.xml").decode()
    assert feed.count("<name>Senior Data Engineer (m/w/d)</name>") == 1
    reading = read("personio", feed.replace("<schedule>", "<perks><dogs>1</dogs></perks><schedule>").encode())
    assert (reading.drift, len(reading.items)) == ({"perks": "object of 1"}, 2)
    reading = read("personio", feed.replace("<name>Senior Data Engineer (m/w/d)</name>", "<name> </name>").encode())
    assert [(reject.native_id, reject.rule) for reject in reading.rejects] == [
        ("510001", "missing_title"), ("510003", "missing_title"),
    ]  # fmt: skip
    reading = read("teamtailor", fixture("teamtailor", "jobs.rss").replace(b"<guid>", b"<dogs>2</dogs><guid>"))
    assert reading.drift == {"dogs": "2"}


def test_every_truncation_of_a_feed_is_a_bad_page() -> None:
    body = fixture("personio", "feed.xml").strip()
    for end in range(1, len(body), 61):
        with pytest.raises(BadPage):
            read("personio", body[:end])


def address(source: str) -> str:
    """An address where a platform's token is not enough."""
    return {
        "workday": "https://acme.wd5.myworkdayjobs.com/External",
        "oracle": "https://acme.fa.us2.oraclecloud.com/hcmUI/CandidateExperience/en/sites/CX_1",
        "comeet": "https://www.comeet.co/careers-api/2.0/company/A1.001/positions?token=AB12",
    }.get(source, "")


# ---- what is kept


def pay(source: str, **more: Any) -> list[dict[str, Any]]:
    """Pay fields of a platform's first record with some of its fields changed."""
    root, inside = records(source)
    inside[:] = [{**inside[0], **more}]
    found: list[dict[str, Any]] = read(source, root).rows["pay_fields"][0].to_list()
    return found


def test_pay_of_each_platform_is_taken_as_it_is() -> None:
    def ends(fields: list[dict[str, Any]]) -> Iterator[tuple[Any, ...]]:
        return ((each["min"], each["max"], each["currency"], each["period"], each["note"]) for each in fields)

    assert list(ends(pay("recruitee", salary={"min": "0", "max": "61000", "currency": "EUR", "period": "year"}))) == [
        ("0", "61000", "EUR", "year", None)
    ]
    assert pay("recruitee", salary={"min": None, "max": None, "currency": "EUR", "period": "year"}) == []
    assert list(ends(pay("breezy", salary="$30 - $40 / hr"))) == [(None, None, None, None, "$30 - $40 / hr")]
    assert pay("pinpoint", compensation_visible=False) == []
    assert len(pay("pinpoint", compensation_visible=None)) == 1
    for shape in ({"min": 1, "max": 2.5, "currency": "PLN", "period": "HOURLY"},):
        for compensation in (shape, {"salary": shape}):
            assert list(ends(pay("smartrecruiters", compensation=compensation))) == [
                ("1", "2.5", "PLN", "HOURLY", None)
            ]
    assert list(ends(pay("workable", salary="€4,000 a month"))) == [(None, None, None, None, "€4,000 a month")]


def test_a_job_listed_once_a_place_is_one_posting() -> None:
    reading = read("rippling", fixture("rippling", "list.json"))
    assert ids(reading) == ["2f06-1", "2f06-2"]
    assert [place["text"] for place in reading.rows["locations"][0]] == ["Remote (Colorado, US)", "Denver, CO"]


def test_closed_hidden_and_internal_records_are_rejected_by_name() -> None:
    for source, more, rule in (
        ("recruitee", {"status": "archived"}, "not_published"),
        ("comeet", {"is_internal": True}, "internal"),
        ("smartrecruiters", {"active": False}, "inactive"),
    ):
        root, inside = records(source)
        inside[:] = [{**inside[0], **more}]
        assert [reject.rule for reject in read(source, root).rejects] == [rule]


def test_rippling_second_version_is_read_alike() -> None:
    job = {"id": "2f06-1", "name": "Applied Scientist", "url": "https://ats.rippling.com/loomery/jobs/2f06-1",
           "department": {"name": "Research"}, "locations": [
               {"id": "1", "name": "Denver, CO", "city": "Denver", "state": "Colorado", "country": "United States",
                "workplaceType": "HYBRID", "stateCode": "CO", "countryCode": "US"}]}  # fmt: skip
    reading = read("rippling", {"items": [job], "page": 0, "totalPages": 1})
    assert (ids(reading), reading.drift) == (["2f06-1"], {})
    assert reading.rows["workplace_text"].to_list() == ["HYBRID"]


def test_workable_searches_are_read_like_widgets() -> None:
    job = {"id": 5, "shortcode": "AB12", "title": "Data Scientist", "remote": True, "state": "published", "code": "",
           "location": {"country": "Greece", "countryCode": "GR", "city": "Athens", "region": "Attica"},
           "locations": [], "isInternal": False, "published": "2026-10-02T00:00:00.000Z", "type": "full",
           "language": "en", "department": ["Data", "ML"], "accountUid": "u", "approvalStatus": "approved",
           "workplace": "remote"}  # fmt: skip
    reading = read("workable", {"total": 1, "results": [job], "nextPage": None})
    assert (ids(reading), reading.drift) == (["AB12"], {})
    (row,) = reading.rows.to_dicts()
    assert [place["text"] for place in row["locations"]] == ["Athens, Attica, Greece"]
    assert (row["department_text"], row["workplace_text"], row["is_remote"]) == ("Data / ML", "remote", True)


def test_eightfold_newer_interface_is_read_alike() -> None:
    position = {"id": 9, "displayJobId": "J9", "name": "Applied Scientist", "locations": ["Denver, CO, US"],
                "standardizedLocations": ["Denver, CO, US"], "postedTs": 1785801600, "creationTs": 1785801600,
                "isHot": 0, "stars": 0, "department": "Research", "solrScore": 1.0, "workLocationOption": "onsite",
                "locationFlexibility": None, "atsJobId": "J9", "positionUrl": "/careers/job/9"}  # fmt: skip
    reading = read("eightfold", {"status": 200, "error": {}, "data": {"positions": [position], "count": 1}})
    assert (ids(reading), reading.drift) == (["9"], {})
    assert reading.rows["workplace_text"].to_list() == ["onsite"]


def test_titles_of_interest() -> None:
    wanted = (
        "AI Engineer", "Senior ML Ops Lead", "Werkstudent Softwareentwicklung", "Ingénieur Données",
        "データサイエンティスト", "Científico de datos", "Head of Research", "Quantitative Analyst", "Prompt Designer",
    )  # fmt: skip
    other = ("Nurse", "Account Executive", "Retail Associate", "Email Marketing Intern", "Chef de partie", "Driver")
    assert [title for title in wanted if not is_of_interest(title)] == []
    assert [title for title in other if is_of_interest(title)] == []


@pytest.mark.parametrize(
    ("flags", "workplace"),
    [
        ({"remote": False, "hybrid": False}, "neither remote nor hybrid"),
        ({"remote": False, "hybrid": True}, "hybrid"),
        ({"remote": False}, None),
    ],
)
def test_smartrecruiters_says_of_two_flags_that_are_not_set_no_more_than_that(
    flags: dict[str, bool], workplace: str | None
) -> None:
    root, inside = records("smartrecruiters")
    inside[0]["location"] = {"city": "Oslo", "country": "no", **flags}
    assert read("smartrecruiters", root).rows["workplace_text"][0] == workplace
