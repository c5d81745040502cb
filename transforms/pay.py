"""Pay that postings state, structured and in words: the door to the pay reader.

Fields come from `pay_fields`, words from `pay_passages` (where to look) and `pay_text` (what stands there). Both give
bands of one shape; currency and period are settled by `pay_inference`, yearly pay by `annual`, and `base_band` says
which bands a benchmark may use.
"""

from __future__ import annotations

import polars as pl

from . import annual, base_band, pay_fields, pay_frame, pay_inference, pay_lines, pay_passages, places
from .contract import PayBand
from .pay_context import SUMS
from .pay_stated import Stated

CONTRACTS = {
    "internship": "internship",
    "contract": "contractor",
    "full_time": "employee",
    "part_time": "employee",
}
LATER = {
    "scope_place_id",
    "scope_metro",
    "scope_admin1",
    "scope_country_code",
    "scope_level",
    "taxonomy_version",
}
COLUMNS = [name for name in PayBand.column_names() if name not in LATER]
LINE_LENGTH = 200


def read(raw: pl.DataFrame, context: pl.DataFrame, fx: pl.DataFrame) -> pl.DataFrame:
    """Every band that postings state, in the columns of `PayBand` but the resolved scopes and `taxonomy_version`.

    raw: `RawPosting`, one row a posting
    context: posting_id, country_code (null where none or several), all_country_codes, employment_type, posted_date
    fx: currency_code, date, usd (US dollars for one unit)
    """
    stated = named_by_text(pay_fields.read(raw), texts(raw.select("posting_id", "text")))
    countries = pl.col("all_country_codes").list.join("|")
    adverts = raw.select("posting_id", is_advert=(pl.col("text").str.len_bytes() > LINE_LENGTH))
    known = adverts.join(
        context.select("posting_id", "country_code", "employment_type", "posted_date", country_codes=countries),
        on="posting_id",
        how="left",
    )
    return settle(stated.join(known, on="posting_id", how="left", maintain_order="left"), fx)


def named_by_text(fields: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Bands of fields and of texts, in this order; a field that says no more than `salary` takes the name that the text
    has for the very same figures, such as OTE.
    """
    figures = ["posting_id", "pay_min", "pay_max"]
    named = words.filter(pl.col("component").is_in([*SUMS, "base"]))
    totals = named.filter(pl.col("component").is_in([*SUMS])).unique(figures, keep="first", maintain_order=True)
    totals = totals.join(named.filter(component="base"), on=figures, how="anti", nulls_equal=True)
    renamed = fields.join(
        totals.select(*figures, _said="component"), on=figures, how="left", nulls_equal=True, maintain_order="left"
    ).with_columns(component=pl.when(component="base").then(pl.coalesce("_said", "component")).otherwise("component"))
    return pl.concat([renamed.drop("_said"), words])


def texts(postings: pl.DataFrame) -> pl.DataFrame:
    """Bands that texts state, in the columns of `pay_frame.BANDS`.

    postings: posting_id, text
    """
    lines = pay_lines.Lines()
    found, closed, cut = pay_passages.find(postings["text"], lines)
    read = {(words, is_whole): lines.bands(words, is_line=is_line, is_whole=is_whole)
            for words, is_line, is_whole in dict.fromkeys(passage[2:] for passage in found)}  # fmt: skip
    for line in closed["line"].unique(maintain_order=True):
        read[line, False] = lines.bands(line, is_line=True, is_whole=False)
    bands = (
        _stands(found, closed, read)
        .join(
            pay_frame.frame([(words, bands) for (words, _), bands in read.items()]),
            on="passage",
            how="inner",
            maintain_order="left_right",
        )
        .with_columns(pl.col("evidence_start", "evidence_end") + pl.col("_start"))
        .with_columns(flags=pay_inference.add_flag("cut_short", pl.col("_row").is_in(cut)))
    )
    same = ["_row", "component", "pay_min", "pay_max", "sign", "period_code", "location_scope", "level_scope"]
    stated = bands.unique(same, keep="first", maintain_order=True)
    return stated.with_columns(posting_id=postings["posting_id"].gather(stated["_row"])).select(list(pay_frame.BANDS))


def _stands(
    found: list[pay_passages.Passage], closed: pl.DataFrame, read: dict[tuple[str, bool], list[Stated]]
) -> pl.DataFrame:
    """Where passages with bands stand, in order: row of the text, code points, and number of the passage in `read`."""
    numbers = {words: number for number, (words, bands) in enumerate(read.items()) if bands}
    stands = [
        (row, start, start + len(words), numbers[words, is_whole])
        for row, start, words, _, is_whole in found
        if (words, is_whole) in numbers
    ]
    lines = [(words, number) for (words, is_whole), number in numbers.items() if not is_whole]
    settled = closed.join(
        pl.DataFrame(lines, schema={"line": pl.String, "passage": pl.Int64}, orient="row"), on="line"
    ).select(
        pl.col("row", "start").cast(pl.Int64).name.prefix("_"),
        _end=(pl.col("start") + pl.col("line").str.len_chars()).cast(pl.Int64),
        passage="passage",
    )
    schema = dict.fromkeys(("_row", "_start", "_end", "passage"), pl.Int64)
    return pl.concat([pl.DataFrame(stands, schema=schema, orient="row"), settled]).sort("_row", "_end")


def placed(stated: pl.DataFrame) -> pl.DataFrame:
    """Fill `word_country` of bands for a place of a posting of several countries: `Toronto: $120,000`."""
    is_open = (
        pl.col("location_scope").is_not_null() & pl.col("word_country").is_null() & pl.col("country_code").is_null()
    )
    scopes = stated.filter(is_open & pl.col("currency_code").is_null())["location_scope"].unique(maintain_order=True)
    where = places.resolve(scopes, pl.repeat(None, len(scopes), dtype=pl.String, eager=True))
    named = where.select(location_scope="text", _there="country_code")
    return (
        stated.join(named, on="location_scope", how="left", maintain_order="left")
        .with_columns(word_country=pl.when(is_open).then("_there").otherwise("word_country"))
        .drop("_there")
    )


def settle(stated: pl.DataFrame, fx: pl.DataFrame) -> pl.DataFrame:
    """Make bands of what is stated: currency, period, yearly pay, dollars, exclusions and the choice of base pay.

    stated: the columns of `pay_frame.BANDS` with country_code, country_codes, employment_type, posted_date and
    is_advert of the posting
    """
    by_employment = pl.col("employment_type").replace_strict(CONTRACTS, default="unknown", return_dtype=pl.String)
    known = stated.with_columns(
        currency_code=pl.lit(None, pl.String),
        contract=pl.when(pl.col("contract") == "unknown").then(by_employment).otherwise("contract"),
    )
    settled = pay_inference.period(pay_inference.currency(placed(known)))
    judged = base_band.choose(base_band.check(annual.dollars(annual.yearly(settled), fx)))
    numbered = judged.with_columns(
        pay_id=pl.concat_str("posting_id", pl.lit("#"), pl.int_range(pl.len()).over("posting_id").cast(pl.String)),
        confidence=pl.col("confidence").clip(0, 1),
    )
    return numbered.select(COLUMNS)
