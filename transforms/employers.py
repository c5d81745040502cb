"""Who the employer is: one id across sources, with industry, size and whether it hires for others."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from . import taxonomy
from .cues import find, plain

TEXT_LOOKED_AT = 450
GENERIC = ["saas_software", "consulting_services"]
AGENCY = "staffing_agency"
FIRM_HITS = 2
EAST_ASIAN = "株式会社|合同会社|有限会社|股份有限公司|有限责任公司|有限公司"
NOT_NAME = r"[^\p{L}\p{N}+&. -]"
ACCENTS = r"[\u0300-\u036f]"


def read(raw: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """posting_id, employer_id, employer_text, industry, is_regulated, size_band, is_agency.

    boards: source, board, employer, industry, size_band, is_agency (the board's own line
    wins over any words, then a line of the same employer elsewhere)
    """
    named = raw.join(
        boards.select("source", "board", "employer"), on=["source", "board"], how="left", maintain_order="left"
    ).with_columns(
        employer_text=pl.coalesce(
            _stated(pl.col("employer")), _stated(pl.col("employer_text")), pl.col("board")
        ).str.strip_chars()
    )
    identified = _identified(named["employer_text"])
    known = named.join(identified, on="employer_text", how="left", maintain_order="left").join(
        _listed(boards), on="employer_id", how="left", maintain_order="left"
    )
    hints = boards.select("source", "board", own="industry", own_size="size_band", agency="is_agency")
    known = known.join(hints, on=["source", "board"], how="left", maintain_order="left").with_columns(
        known=pl.coalesce(_stated(pl.col("own")), "listed"),
        size=pl.coalesce(_stated(pl.col("own_size")), "listed_size"),
    )
    regulated = taxonomy.table("industries").select("industry", is_regulated=pl.col("is_regulated") == "true")
    return (
        known.join(_industries(known), on="posting_id", how="left", maintain_order="left")
        .with_columns(
            industry=pl.coalesce(
                "known", pl.when("sounds_like_agency").then(pl.lit(AGENCY)), "worded", pl.lit("unknown")
            )
        )
        .join(regulated, on="industry", how="left", maintain_order="left")
        .select(
            "posting_id",
            "employer_id",
            "employer_text",
            "industry",
            pl.col("is_regulated").fill_null(value=False),
            size_band=pl.coalesce("size", pl.lit("unknown")),
            is_agency=pl.col("agency").fill_null(value=False)
            | pl.col("sounds_like_agency")
            | (pl.col("industry") == AGENCY),
        )
    )


def _listed(boards: pl.DataFrame) -> pl.DataFrame:
    """employer_id, `listed`, `listed_size`: what the boards file says of an employer, wherever else it posts."""
    return (
        boards.filter(_stated(pl.col("employer")).is_not_null())
        .select(
            employer_id=employer_id(pl.col("employer")),
            listed=_stated(pl.col("industry")),
            listed_size=_stated(pl.col("size_band")),
        )
        .drop_nulls()
        .unique("employer_id", keep="first", maintain_order=True)
    )


def employer_id(name: pl.Expr) -> pl.Expr:
    """A name in lower case, without accents, marks and legal form; the name itself where nothing would be left.

    >>> pl.select(employer_id(pl.lit("Northwind Robotics GmbH & Co. KG")))[0, 0]
    'northwind robotics'
    """
    lower = name.str.to_lowercase().str.replace_all(r"[\s_/-]+", " ").str.strip_chars(" ,.")
    short = (
        lower.str.replace_all("[®™]", "")
        .str.replace(r"\s*\([^)]*\)\s*$", "")
        .str.replace(_legal_forms(), "")
        .str.replace(r"^the\s+", "")
    )
    bare = short.str.replace_all(NOT_NAME, "").str.normalize("NFKD").str.replace_all(ACCENTS, "").str.normalize("NFKC")
    tidy = bare.str.strip_chars(" .,-&").str.replace_all(r"\s+", " ")
    aliases = dict(taxonomy.table("employer_aliases").select("alias", "employer").iter_rows())
    return pl.when(tidy != "").then(tidy.replace(aliases)).otherwise(lower)


def _identified(names: pl.Series) -> pl.DataFrame:
    """employer_text, employer_id, `sounds_like_agency`, for every different name."""
    known = pl.DataFrame({"employer_text": names.unique(maintain_order=True)})
    spoken = known.with_columns(plain=plain(pl.col("employer_text").str.replace_all("[-_]", " ")))
    agencies = find(spoken, taxonomy.table("agency_cues"), key=["employer_text"])
    return known.with_columns(
        employer_id=employer_id(pl.col("employer_text")),
        sounds_like_agency=pl.col("employer_text").is_in(agencies["employer_text"].implode()),
    )


def _industries(named: pl.DataFrame) -> pl.DataFrame:
    """posting_id, `worded`: the industry that the employer's name or the source's field says, else the opening of the text.

    A field that says only software or services gives way to a text that names a trade more than once.
    """
    unlisted = named.filter(pl.col("known").is_null() & pl.col("sounds_like_agency").not_())
    by_name = _most_named(unlisted, pl.col("employer_text"), "name")
    unknown = unlisted.join(by_name, on="posting_id", how="anti")
    fielded = _most_named(unknown.filter(pl.col("industry_text").is_not_null()), pl.col("industry_text"), "field")
    trades = fielded.filter(~pl.col("worded").is_in(GENERIC))
    spoken = _most_named(
        unknown.join(trades, on="posting_id", how="anti"), pl.col("text").str.head(TEXT_LOOKED_AT), "text"
    )
    generic = fielded.join(trades, on="posting_id", how="anti")
    firm = spoken.join(generic, on="posting_id", how="semi").filter(
        pl.col("most") >= FIRM_HITS, ~pl.col("worded").is_in(GENERIC)
    )
    rest = generic.join(firm, on="posting_id", how="anti")
    silent = spoken.join(generic, on="posting_id", how="anti")
    return pl.concat([by_name, trades, firm, rest, silent]).select("posting_id", "worded")


def _most_named(postings: pl.DataFrame, words: pl.Expr, place: str) -> pl.DataFrame:
    """posting_id, worded, most: the industry named most often, a trade before software and services.

    A text that names two equally often says nothing.
    """
    cues = taxonomy.table("industry_cues").filter(pl.col("place") == place)
    is_generic = pl.col("industry").is_in(GENERIC)
    return (
        find(postings.select("posting_id", plain=plain(words)), cues, key=["posting_id"])
        .group_by("posting_id", "industry")
        .agg(pl.col("hits").sum())
        .sort("posting_id", is_generic, "hits", "industry", descending=[False, False, True, False])
        .group_by("posting_id", maintain_order=True)
        .agg(
            worded=pl.col("industry").first(),
            most=pl.col("hits").first(),
            next=pl.col("hits").filter(~is_generic).get(1, null_on_oob=True),
        )
        .filter((pl.col("most") > pl.col("next").fill_null(0)) | (pl.lit(place) == "field"))
        .select("posting_id", "worded", "most")
    )


def _stated(column: pl.Expr) -> pl.Expr:
    return pl.when(column.str.strip_chars() != "").then(column)


@cache
def _legal_forms() -> str:
    """Legal forms at the end of a name in lower case, one after another."""
    suffixes = {suffix.rstrip(".").replace("/", " ") for suffix in taxonomy.table("legal_suffixes")["suffix"].to_list()}
    latin = "|".join(re.escape(suffix) for suffix in sorted(suffixes, key=lambda each: (-len(each), each)))
    return rf"(?:(?:[\s,]+|\s*&\s*)(?:{latin})\.?)+\s*$|^(?:{EAST_ASIAN})\s*|\s*(?:{EAST_ASIAN})$"
