"""Which postings are one job, and what is known of an employer, over all boards and in any order."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.staged import BOARDS, NOON, band, item, look, observations, page, place, posting, run_of, stage
from warehouse import database, load
from warehouse.logical_hash import logical_hash

DAY = dt.timedelta(days=1)


def one(
    board: str,
    native_id: str,
    *,
    day: int = 0,
    days: int = 0,
    pay: float | None = 100_000,
    at: str = "berlin",
    source: str = "lever",
    shows_closing: bool = True,
    band: dict[str, object] | None = None,
    **values: object,
) -> dict[str, Any]:
    """A posting seen from one day to another, of employer `acme` unless said otherwise."""
    key = f"{source}:{board}:{native_id}"
    facts: dict[str, object] = {"employer_id": "acme", "text_fingerprint": "text", **values}
    return {
        "key": key,
        "source": source,
        "board": board,
        "native_id": native_id,
        "from": day,
        "to": day + days,
        "pay": pay,
        "band": band or {},
        "at": at,
        "facts": facts,
        "shows_closing": shows_closing,
    }


REGIONS: dict[str, dict[str, Any]] = {
    name: {"country_code": code, "market_region": "north_america"}
    for name, code in {"region/north_america": None, "us": "US", "ca": "CA"}.items()
}


def linked(folder: Path, *ads: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """A warehouse that has seen these postings, day by day."""
    db = database.open_work(folder / "w.duckdb", spill=folder)
    for day in sorted({ad[end] for ad in ads for end in ("from", "to")}):
        boards: dict[tuple[str, str, bool], list[dict[str, str]]] = {}
        for ad in ads:
            if ad["from"] <= day <= ad["to"]:
                key = (ad["source"], ad["board"], ad["shows_closing"])
                boards.setdefault(key, []).append(item(ad["native_id"], source=ad["source"], board=ad["board"]))
        looks = [
            look(page(items), at=NOON + day * DAY, source=source, board=board, shows_closing=shows)
            for (source, board, shows), items in boards.items()
        ]
        seen = observations(*looks)
        wanted = dict(load.new_content(db, seen).iter_rows())
        new = [ad for ad in ads if ad["key"] in wanted]
        rows = {
            "posting": [posting(ad["key"], wanted[ad["key"]], **ad["facts"]) for ad in new],
            "pay_band": [band(ad["key"], ad["pay"], **ad["band"]) for ad in new if ad["pay"] is not None],
            "posting_place": [
                {**place(ad["key"], at), **REGIONS.get(at, {})} for ad in new for at in ad["at"].split("|")
            ],
        }
        staged = stage(folder / f"staged-{day}", rows)
        load.load(db, run=run_of(str(day)), observations=seen, staged=staged, boards=BOARDS, raw_files=[])
    return db


def jobs(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Job by posting, both without the source's name."""
    return {
        p.split(":", 1)[1]: j.split(":", 1)[1] for p, j in db.sql("select posting_id, job_id from posting").fetchall()
    }


APART: dict[str, dict[str, Any]] = {
    "another employer": {"employer_id": "other"},
    "another title": {"title_key": "data engineer"},
    "another level": {"level": "staff"},
    "another place and text": {"at": "paris", "text_fingerprint": "other"},
    "another place and base": {"at": "paris", "pay": 130_000},
    "another place without pay": {"at": "paris", "pay": None},
    "another place to work from": {"work_mode": "remote_country"},
    "another base": {"pay": 130_000},
    "another text at the same time on one board": {"board": "a", "text_fingerprint": "other"},
    "another text 61 days later": {"day": 61, "text_fingerprint": "other"},
}
TOGETHER: dict[str, dict[str, Any]] = {
    "the same text on another board": {},
    "the same text on the same board": {"board": "a"},
    "the same text a year later": {"board": "a", "day": 365},
    "the same text without pay": {"pay": None},
    "the same text without level": {"level": "unspecified"},
    "the same text in another place": {"board": "a", "at": "paris"},
    "the same words of a title in another order": {"title_key": "engineer ml"},
    "the same facts but for the level": {"text_fingerprint": "other", "level": "unspecified"},
    "the same facts but for level and pay": {"text_fingerprint": "other", "level": "unspecified", "pay": None},
    "the same facts but for the place": {"text_fingerprint": "other", "at": "unknown"},
    "the same text that names no town": {"at": "unknown"},
    "the same facts on another board": {"text_fingerprint": "other"},
    "the same facts listed again after 60 days": {"board": "a", "day": 60, "text_fingerprint": "other"},
}


@pytest.mark.parametrize("case", APART)
def test_two_jobs(tmp_path: Path, case: str) -> None:
    other = {"board": "b", "native_id": "2", **APART[case]}
    with linked(tmp_path, one("a", "1"), one(**other)) as db:
        assert len(set(jobs(db).values())) == 2
        assert db.sql("select count(*) from job where members = 1 and matched_by = 'single'").fetchall() == [(2,)]


@pytest.mark.parametrize("case", TOGETHER)
def test_one_job(tmp_path: Path, case: str) -> None:
    other = {"board": "b", "native_id": "2", **TOGETHER[case]}
    with linked(tmp_path, one("a", "1"), one(**other)) as db:
        assert set(jobs(db).values()) == {"a:1"}
        matched = "facts" if "facts" in case else "places" if "another place" in case else "text"
        assert db.sql("select members, matched_by from job").fetchall() == [(2, matched)]


def test_a_copy_that_fits_two_jobs_joins_neither(tmp_path: Path) -> None:
    with linked(tmp_path, one("a", "1"), one("b", "2", pay=150_000), one("c", "3", pay=None)) as db:
        assert jobs(db) == {"a:1": "a:1", "b:2": "b:2", "c:3": "c:3"}


def test_a_copy_as_silent_as_another_on_the_board_that_tells_is_a_copy_of_that_one(tmp_path: Path) -> None:
    told = one("a", "1", level="senior")
    silent: dict[str, Any] = {"pay": None, "level": "unspecified", "text_fingerprint": "other"}
    with linked(tmp_path, told, one("a", "2", **silent), one("b", "3", **{**silent, "text_fingerprint": "more"})) as db:
        assert jobs(db) == {"a:1": "a:1", "a:2": "a:2", "b:3": "a:2"}


def test_of_two_copies_on_one_board_none_takes_over_what_another_tells(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"pay": None, "at": "unknown", "text_fingerprint": "", "text_sketch": None}
    with linked(tmp_path, one("a", "1"), one("b", "2", **bare)) as db:
        assert jobs(db) == {"a:1": "a:1", "b:2": "a:1"}
    folder = tmp_path / "two"
    folder.mkdir()
    with linked(folder, one("a", "1"), one("b", "2", **bare), one("b", "3", **bare)) as db:
        assert jobs(db) == {"a:1": "a:1", "b:2": "b:2", "b:3": "b:3"}


def test_a_copy_without_place_fits_no_two_places(tmp_path: Path) -> None:
    bare: dict[str, Any] = {"pay": None, "at": "unknown", "text_fingerprint": "", "text_sketch": None}
    paris = one("c", "2", at="paris", text_fingerprint="paris")
    with linked(tmp_path, one("a", "1"), paris, one("b", "3", **bare)) as db:
        assert jobs(db) == {"a:1": "a:1", "c:2": "c:2", "b:3": "b:3"}


def test_where_jobs_crowd_copies_go_with_the_text_that_they_read_like(tmp_path: Path) -> None:
    def ad(board: str, name: str, sketch: int | None) -> dict[str, Any]:
        return one(board, name, pay=None, text_fingerprint=name if sketch is not None else "", text_sketch=sketch)

    far = 2**20 - 1
    ads = [ad("a", "1", 0), ad("a", "2", far), ad("b", "3", 0b101), ad("b", "4", far ^ 0b11), ad("c", "5", None)]
    with linked(tmp_path, *ads) as db:
        assert jobs(db) == {"a:1": "a:1", "a:2": "a:2", "b:3": "a:1", "b:4": "a:2", "c:5": "c:5"}


@pytest.mark.parametrize(
    ("first", "other", "is_one"),
    [
        ("contract", "temporary", True),
        ("contract", "unspecified", True),
        ("full_time", "part_time", True),
        ("contract", "full_time", False),
    ],
)
def test_a_contract_is_another_job_than_a_post(tmp_path: Path, first: str, other: str, is_one: bool) -> None:
    ads = one("a", "1", employment_type=first), one("b", "2", employment_type=other)
    with linked(tmp_path, *ads) as db:
        assert (len(set(jobs(db).values())) == 1) is is_one


def test_a_post_that_names_no_kind_of_contract_is_another_job_than_a_contract_on_its_board(tmp_path: Path) -> None:
    ads = one("a", "1", employment_type="contract"), one("a", "2", employment_type="unspecified")
    with linked(tmp_path, *ads) as db:
        assert jobs(db) == {"a:1": "a:1", "a:2": "a:2"}


def test_an_estimate_is_not_what_a_job_pays(tmp_path: Path) -> None:
    guess: dict[str, object] = {"is_estimate": True, "is_benchmark_base": False, "excluded_reason": "estimate"}
    ads = one("a", "1"), one("feed", "2", pay=140_000, band=guess, text_fingerprint="other")
    with linked(tmp_path, *ads) as db:
        assert jobs(db) == {"a:1": "a:1", "feed:2": "a:1"}


def test_postings_of_which_no_place_is_known_agree_in_it(tmp_path: Path) -> None:
    with linked(tmp_path, one("a", "1", at="unknown"), one("b", "2", at="unknown", text_fingerprint="other")) as db:
        assert jobs(db) == {"a:1": "a:1", "b:2": "a:1"}


@pytest.mark.parametrize(
    ("mode", "at", "is_one"),
    [
        ("remote_country", "us|ca", True),
        ("remote_country", "us", False),
        ("remote_region", "region/north_america", True),
    ],
)
def test_a_region_is_its_countries_for_remote_jobs(tmp_path: Path, mode: str, at: str, is_one: bool) -> None:
    region = one("a", "1", at="region/north_america", work_mode="remote_region")
    with linked(tmp_path, region, one("b", "2", at=at, work_mode=mode, text_fingerprint="other")) as db:
        assert (len(set(jobs(db).values())) == 1) is is_one


def test_texts_without_a_stated_base_need_the_same_words_or_boards_of_their_own(tmp_path: Path) -> None:
    silent: dict[str, Any] = {"pay": None, "text_fingerprint": "other"}
    ads = [
        one("a", "1", pay=None),
        one("b", "2", **silent),
        one("a", "3", pay=None, title_key="x"),
        one("a", "4", day=9, title_key="x", **silent),
    ]
    with linked(tmp_path, *ads) as db:
        assert jobs(db) == {"a:1": "a:1", "b:2": "a:1", "a:3": "a:3", "a:4": "a:4"}


def test_without_pay_an_edited_text_follows_on_its_board(tmp_path: Path) -> None:
    ads = [
        one("a", "1", pay=None, text_sketch=0),
        one("a", "2", day=9, pay=None, text_fingerprint="edited", text_sketch=0b1011),
        one("b", "3", pay=None, title_key="x", text_sketch=0),
        one("b", "4", day=9, pay=None, title_key="x", text_fingerprint="another", text_sketch=2**20 - 1),
        one("c", "5", pay=None, title_key="y", text_sketch=0),
        one("c", "6", pay=None, title_key="y", text_fingerprint="edited", text_sketch=0b1011),
    ]
    with linked(tmp_path, *ads) as db:
        assert jobs(db) == {"a:1": "a:1", "a:2": "a:1", "b:3": "b:3", "b:4": "b:4", "c:5": "c:5", "c:6": "c:6"}


def test_a_monthly_thread_follows_itself_without_pay(tmp_path: Path) -> None:
    def thread(name: str, month: int, title: str) -> dict[str, Any]:
        day = dt.date(2026, month, 1)
        return one("feed", name, pay=None, shows_closing=False, text_fingerprint=name, posted_date=day, title_key=title)

    march, again, april = thread("1", 3, "a"), thread("2", 3, "b"), thread("3", 4, "a")
    with linked(tmp_path, march, again, april) as db:
        assert jobs(db) == {"feed:1": "feed:1", "feed:2": "feed:2", "feed:3": "feed:1"}


GERMAN: dict[str, Any] = {
    "title_key": "ki entwickler",
    "language": "de",
    "text_fingerprint": "deutsch",
    "role_family": "ai_engineer",
    "is_ai_role": True,
    "specialization": "nlp",
    "education_required": "master",
    "employment_type": "full_time",
    "work_mode": "onsite",
    "posted_date": dt.date(2026, 3, 1),
}
ENGLISH: dict[str, Any] = {**GERMAN, "title_key": "ai engineer", "language": "en", "text_fingerprint": "english"}


@pytest.mark.parametrize(
    ("change", "is_one"),
    [
        ({}, True),
        ({"specialization": "agents"}, True),
        ({"pay": 130_000}, False),
        ({"at": "paris"}, False),
        ({"level": "staff"}, False),
        ({"language": "de"}, False),
        ({"role_family": "ml_engineer"}, False),
        ({"work_mode": "remote_country"}, False),
        ({"day": 61}, False),
        ({"years_min": 3.0}, True),
        ({"education_required": "phd"}, False),
        ({"work_mode": "hybrid"}, False),
        ({"employment_type": "contract"}, False),
        ({"employment_type": "unspecified"}, True),
        ({"posted_date": dt.date(2026, 3, 15)}, True),
        ({"posted_date": dt.date(2026, 3, 16)}, False),
        ({"posted_date": dt.date(2026, 6, 1), "board": "b"}, True),
    ],
)
def test_two_languages(tmp_path: Path, change: dict[str, Any], is_one: bool) -> None:
    with linked(tmp_path, one("a", "1", **GERMAN), one(**{"board": "a", "native_id": "2", **ENGLISH, **change})) as db:
        assert (len(set(jobs(db).values())) == 1) is is_one
        assert db.sql("select count(*) from job where matched_by = 'language'").fetchall() == [(int(is_one),)]


def test_two_languages_that_could_be_two_jobs(tmp_path: Path) -> None:
    another = {**ENGLISH, "title_key": "applied ai engineer", "text_fingerprint": "another"}
    with linked(tmp_path, one("a", "1", **GERMAN), one("a", "2", **ENGLISH), one("a", "3", **another)) as db:
        assert len(set(jobs(db).values())) == 3
    silent = {"pay": None, "specialization": "agents"}
    folder = tmp_path / "silent"
    folder.mkdir()
    with linked(folder, one("a", "1", **{**GERMAN, "pay": None}), one("a", "2", **{**ENGLISH, **silent})) as db:
        assert len(set(jobs(db).values())) == 2


def test_monthly_feeds_count_by_their_date(tmp_path: Path) -> None:
    march, april, july = (
        one(
            "feed",
            str(month),
            shows_closing=False,
            text_fingerprint=str(month),
            posted_date=dt.date(2026, month, 1),
        )
        for month in (3, 4, 7)
    )
    with linked(tmp_path, march, april, july) as db:
        assert jobs(db) == {"feed:3": "feed:3", "feed:4": "feed:3", "feed:7": "feed:7"}


def test_the_speaker_of_a_job(tmp_path: Path) -> None:
    own = one("acme", "9", source="lever")
    feed = one("feed", "1", source="ashby")
    stranger = one("feed", "2", source="ashby", employer_id="other", title_key="other")
    with linked(tmp_path, own, feed, stranger) as db:
        assert db.sql("select job_id, posting_id, members, boards from job where employer_id = 'acme'").fetchall() == [
            ("ashby:feed:1", "lever:acme:9", 2, 2)
        ]


def test_a_posting_with_pay_speaks_before_one_without(tmp_path: Path) -> None:
    with linked(tmp_path, one("a", "1", pay=None), one("b", "2")) as db:
        assert db.sql("select posting_id from job").fetchall() == [("lever:b:2",)]


def test_a_job_is_open_while_one_posting_is(tmp_path: Path) -> None:
    gone, other = one("a", "1", days=1), one("a", "3", days=9, title_key="x")
    again = one("a", "2", day=5, days=4, text_fingerprint="edited")
    with linked(tmp_path, gone, again, other) as db:
        assert db.sql("select posting_id, closed_at is null from posting order by 1").fetchall() == [
            ("lever:a:1", False),
            ("lever:a:2", True),
            ("lever:a:3", True),
        ]
        assert db.sql("select members, closed_at, posting_id from job where title_key != 'x'").fetchall() == [
            (2, None, "lever:a:2")
        ]


def test_employers_over_all_boards(tmp_path: Path) -> None:
    ads = [
        one("a", "1", employer_text="Acme"),
        one(
            "b",
            "2",
            employer_text="ACME Inc.",
            industry="robotics_mfg",
            is_regulated=True,
            size_band="51-250",
        ),
        one("c", "3", employer_text="Acme"),
        one("c", "4", employer_text="Acme AG"),
    ]
    with linked(tmp_path, *ads) as db:
        found = database.frame(db, "from employer").to_dicts()
        assert found == [
            {
                "employer_id": "acme",
                "name": "Acme",
                "aliases": ["ACME Inc.", "Acme AG"],
                "industry": "robotics_mfg",
                "is_regulated": True,
                "size_band": "51-250",
                "is_agency": False,
                "postings": 4,
                "boards": 3,
            }
        ]


def test_the_order_of_loading_never_shows(tmp_path: Path) -> None:
    draw = random.Random(3)
    ads = [
        one(
            draw.choice("abc"),
            str(n),
            pay=draw.choice([None, 1e5, 2e5]),
            at=draw.choice(["unknown", "x", "y"]),
            title_key=draw.choice("tu"),
            text_fingerprint=draw.choice(["p", "q", "r"]),
            level=draw.choice(["unspecified", "senior", "staff"]),
            employment_type=draw.choice(["unspecified", "full_time", "contract"]),
        )
        for n in range(150)
    ]
    hashes = set()
    for number in range(3):
        folder = tmp_path / str(number)
        folder.mkdir()
        draw.shuffle(ads)
        with linked(folder, *ads) as db:
            db.execute("delete from upkeep.board_page")  # keeps the order of a page's list, rightly
            hashes.add(logical_hash(db))
            paid = "select job_id from posting join pay_band using (posting_id)"
            assert db.sql(f"{paid} group by job_id having count(distinct pay_min) > 1").fetchall() == []
            facts = "nullif(level, 'unspecified')", "nullif(employment_type, 'unspecified')"
            for fact in facts:
                assert (
                    db.sql(f"select job_id from posting group by 1 having count(distinct {fact}) > 1").fetchall() == []
                )
            assert db.sql("select count(*) from job where members > 1").fetchall()[0][0] > 3
            assert db.sql("select count(*) from job anti join posting using (posting_id)").fetchall() == [(0,)]
            assert db.sql("select count(distinct job_id), (select count(*) from job) from posting").fetchall()[0][
                0
            ] == len(db.sql("from job").fetchall())
    assert len(hashes) == 1
