"""How a posting says it is worked: remote, hybrid, onsite or flexible, with how many office days a week.

What decides, in this order: the source's workplace field, words in the location, the source's remote flag,
a stated remote scope, the title, the text. Of several cues in the text the strongest decides; a cue that
stands in one sentence with a trap (`remote sensing`, `home office stipend`) or inside a negation does not
count.
"""

from __future__ import annotations

import polars as pl

from . import cues, overlaps, place_text, sentences, stated_lines, taxonomy
from .locations import Found

TRIGGER = (
    r"(?:remote|hybrid|hybryd|híbrid|ibrid|on-?\s?site|in[- ]office|in[- ]person|in (?:the|our) office"
    r"|office based|from home|home ?office|home based|telecommut|télétravail|remoto|zdaln|presencial|présentiel"
    r"|days? (?:a|per|each|/) ?week|days? (?:in|from|at) (?:the|our)|im büro|from anywhere|vor ort"
    r"|where you work|teletrab|smart ?working|lavoro agile|mobiles? arbeit|mobil arbeit|thuis|presencial|distansarb"
    r"|anchor days|collaboration days|primarily|(?:%|percent) (?:of (?:the|their|your) |in[- ]office)"
    r"|出社|リモート|在宅|ハイブリッド|远程|재택)"
)
NUMBER = r"(\d(?:\.5)?|one|two|three|four|five|zwei|drei|vier|deux|trois|quatre)"
DAY = r"\s*\+?\s*(?:full[- ]|x |flexible |fixed |anchor |core |office )?(?:days?|tage?n?|jours?)\b"
DAYS = rf"(?i)\b{NUMBER}(?:\s*(?:-|–|to|or|/|bis|à)\s*{NUMBER})?{DAY}(.{{0,60}})"
BEFORE_DAYS = rf"(?i)(.{{0,60}})\b{NUMBER}\s*(?:-|–|to|or|/)?\s*\w{{0,5}}{DAY}"
OFFICE = r"(?i)office|on-?\s?site|in[- ]person|\bhub\b|headquarters|\bhq\b|together|büro|bureau|présentiel"
HOME = r"(?i)remote|home|wfh|anywhere|télétravail"
WEEKLY = r"(?i)week|woche|semaine|office|on-?\s?site|in[- ]person|remote|home|büro"
NOT_WEEKLY = r"(?i)\b(?:month|year|quarter|annual|vacation|pto|holiday|leave|business|notice|paid|sick)"
FIGURES = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "zwei": "2", "drei": "3", "vier": "4",
    "deux": "2", "trois": "3", "quatre": "4",
}  # fmt: skip
LEADS = r"(?i)^[^\w\n]*(on-?\s?site|in[- ]office|hybrid|remote)\s*(?::|–|—|\s-\s)"
LED = {"r": "remote", "h": "hybrid", "o": "onsite", "i": "onsite"}
WORKDAYS = 5.0
WEEKDAY = r"(?i)\b(mon|tue|wednes|thu|fri)[a-z]{0,6}\b"
WEEKDAYS_APART = r"(?i)day(?:s)? (?:to|through|thru|until) |day(?:s)?\s?[-–—]\s?(?:fri|thu)|shift|interview|shuttle"
PART_OF_TIME = r"(?i)\b[1-9]\d\s?(?:%|percent) (?:of (?:the|their|your) (?:working |work )?time|in[- ]office)\b"
PICTURES = r"[\p{So}\x{fe0f}\x{200d}]"
STRONG = 3
"""Statements about this very job; above it tags like `#LI-Hybrid`, below it words about the employer."""


def read(raw: pl.DataFrame, found: Found) -> pl.DataFrame:
    """How each posting is worked: posting_id, stance (remote, hybrid, onsite, flexible or null), hybrid_days.

    found: what its locations say
    """
    is_mixed = (
        found.mentions.filter(pl.col("is_excluded").not_())
        .group_by("posting_id")
        .agg(is_mixed=pl.col("is_remote").any() & pl.col("is_remote").not_().any())
        .filter("is_mixed")
    )
    outside = (
        raw.select("posting_id", "workplace_text", "is_remote", "remote_scope")
        .join(
            workplaces(raw["workplace_text"]),
            on="workplace_text",
            how="left",
            maintain_order="left",
            nulls_equal=True,
        )
        .join(found.said, on="posting_id", how="left", maintain_order="left")
        .join(is_mixed, on="posting_id", how="left", maintain_order="left")
        .with_columns(pl.col("remote", "hybrid", "onsite", "flexible", "is_mixed").fill_null(False))
        .select("posting_id", "is_remote", stated=stated())
    )
    silent = pl.col("stated").is_null() | pl.col("stated").is_in(["hybrid", "flexible"])
    text = text_stance(raw.join(outside.filter(silent), on="posting_id", how="semi", maintain_order="left"))
    stance = pl.coalesce(
        "stated",
        "in_title",
        "in_text",
        pl.when(pl.col("is_remote").not_() & has_locations()).then(pl.lit("onsite")),
    )
    return (
        outside.join(text, on="posting_id", how="left", maintain_order="left")
        .join(raw.select("posting_id", "locations"), on="posting_id", how="left", maintain_order="left")
        .select("posting_id", "days", stance=stance)
        .select(
            "posting_id",
            "stance",
            hybrid_days=pl.when(pl.col("stance").is_in(["hybrid", "flexible"])).then("days"),
        )
    )


def stated() -> pl.Expr:
    """Stance by the fields: workplace field, words in the location, remote flag, a stated remote scope."""
    location = (
        pl.when(pl.col("flexible") | (pl.col("remote") & (pl.col("onsite") | pl.col("hybrid") | pl.col("is_mixed"))))
        .then(pl.lit("flexible"))
        .when("hybrid").then(pl.lit("hybrid"))
        .when("remote").then(pl.lit("remote"))
        .when("onsite").then(pl.lit("onsite"))
    )  # fmt: skip
    by_flag = pl.when(pl.col("is_remote") | (pl.col("remote_scope").list.len() > 0)).then(pl.lit("remote"))
    return pl.coalesce("field", location, by_flag)


def has_locations() -> pl.Expr:
    """Whether the posting names any location."""
    return pl.col("locations").list.len() > 0


def workplaces(texts: pl.Series) -> pl.DataFrame:
    """Stance of each distinct workplace field: workplace_text, field (null where the field says nothing)."""
    distinct = texts.drop_nulls().unique(maintain_order=True)
    return pl.DataFrame(
        {"workplace_text": distinct, "field": [stance_of(place_text.read(text).modes) for text in distinct]},
        schema={"workplace_text": pl.String, "field": pl.String},
    )


def stance_of(modes: frozenset[str]) -> str | None:
    """One stance for the words of a field: `Remote, Hybrid` is flexible, `Hybrid, On-site` hybrid."""
    if "flexible" in modes or ("remote" in modes and len(modes) > 1):
        return "flexible"
    return next((mode for mode in ("hybrid", "remote", "onsite") if mode in modes), None)


def text_stance(raw: pl.DataFrame) -> pl.DataFrame:
    """What title and text say: posting_id, in_title, in_text, days; only where something was found."""
    units = units_of(raw)
    counted = pl.concat([office_days(units), named_days(units)])
    from_days = counted.select(
        "posting_id",
        stands_in=pl.lit("text"),
        mode=pl.when(pl.col("days") < WORKDAYS).then(pl.lit("hybrid")).otherwise(pl.lit("onsite")),
        strength=pl.lit(STRONG, pl.Int8),
    )
    top = pl.concat([spoken(units), leading(units), by_share(units), from_days, labelled(raw)]).filter(
        pl.col("strength") == pl.col("strength").max().over("posting_id", "stands_in")
    )
    says = [pl.col("mode").eq(mode).any().alias(mode) for mode in ("remote", "hybrid", "onsite", "flexible")]
    stance = (
        pl.when("flexible").then(pl.lit("flexible"))
        .when(pl.col("hybrid") & pl.col("remote") & pl.col("is_tagged")).then(pl.lit("flexible"))
        .when(pl.col("onsite") & (pl.col("days") >= WORKDAYS)).then(pl.lit("onsite"))
        .when("hybrid").then(pl.lit("hybrid"))
        .when(pl.col("remote") & pl.col("onsite")).then(pl.lit("flexible"))
        .when("remote").then(pl.lit("remote"))
        .otherwise(pl.lit("onsite"))
    )  # fmt: skip
    is_tagged = (pl.col("strength") > STRONG).any().alias("is_tagged")
    decided = top.group_by("posting_id", "stands_in").agg(*says, is_tagged)
    days = counted.group_by("posting_id", maintain_order=True).agg(pl.col("days").first())
    decided = decided.join(days, on="posting_id", how="left").select("posting_id", "stands_in", stance=stance)
    title = decided.filter(pl.col("stands_in") == "title").select("posting_id", in_title="stance")
    text = decided.filter(pl.col("stands_in") == "text").select("posting_id", in_text="stance")
    return text.join(title, on="posting_id", how="full", coalesce=True).join(
        days,
        on="posting_id",
        how="left",
    )


def units_of(raw: pl.DataFrame) -> pl.DataFrame:
    """Sentences, titles and fields that may say it: posting_id, stands_in, n, sentence, plain."""
    stretches = sentences.holding(raw, TRIGGER).select("posting_id", "sentence", stands_in=pl.lit("text"))
    titles = raw.select("posting_id", sentence="title_text", stands_in=pl.lit("title"))
    texts = pl.concat_list("workplace_text", pl.col("locations").list.eval(pl.element().struct.field("text")))
    fields = raw.select("posting_id", sentence=texts, stands_in=pl.lit("field")).explode(
        "sentence", empty_as_null=False
    )
    return (
        pl.concat([fields, titles, stretches])
        .filter(pl.col("sentence").str.contains(f"(?i){TRIGGER}"))
        .with_columns(
            n=pl.int_range(pl.len(), dtype=pl.UInt32),
            plain=cues.plain(pl.col("sentence").str.replace_all(PICTURES, " ")),
        )
    )


def spoken(units: pl.DataFrame) -> pl.DataFrame:
    """Cues that count: posting_id, stands_in, mode, strength."""
    table = taxonomy.table("work_mode_cues").with_columns(pl.col("strength").cast(pl.Int8))
    unit = ["posting_id", "stands_in", "n"]
    found = cues.find(units, table.rename({"stands_in": "belongs_in"}), key=unit).filter(
        (pl.col("belongs_in") == pl.col("stands_in")) | (pl.col("mode") == "none")
    )
    left = overlaps.longest(found, key=unit)
    trapped = left.filter(pl.col("mode") == "none").select(*unit).unique()
    plain_cues = left.filter(pl.col("mode") != "none")
    return pl.concat(
        [
            plain_cues.filter(pl.col("strength") >= STRONG),
            plain_cues.filter(pl.col("strength") < STRONG).join(trapped, on=unit, how="anti"),
        ]
    ).select("posting_id", "stands_in", "mode", "strength")


def leading(units: pl.DataFrame) -> pl.DataFrame:
    """Sentences that begin with the mode as a label (`On-site: Chicago`): posting_id, stands_in, mode, strength."""
    first = pl.col("sentence").str.extract(LEADS, 1).str.to_lowercase().str.head(1)
    return (
        units.filter(pl.col("stands_in") == "text")
        .with_columns(mode=first.replace_strict(LED, default=None, return_dtype=pl.String))
        .filter(pl.col("mode").is_not_null())
        .select("posting_id", "stands_in", "mode", strength=pl.lit(STRONG, pl.Int8))
    )


def by_share(units: pl.DataFrame) -> pl.DataFrame:
    """Sentences that ask for a share of the time in the office: posting_id, stands_in, mode, strength."""
    sentence = pl.col("sentence")
    return units.filter(sentence.str.contains(PART_OF_TIME), sentence.str.contains(OFFICE)).select(
        "posting_id", "stands_in", mode=pl.lit("hybrid"), strength=pl.lit(STRONG, pl.Int8)
    )


def labelled(raw: pl.DataFrame) -> pl.DataFrame:
    """Lines that state the mode as a field would (`Location: Oslo (remote)`): posting_id, stands_in, mode, strength."""
    lines = stated_lines.read(raw)
    distinct = lines["line"].unique(maintain_order=True)
    modes = pl.DataFrame(
        {"line": distinct, "mode": [line_stance(line) for line in distinct]},
        schema={"line": pl.String, "mode": pl.String},
    )
    return (
        lines.join(modes, on="line")
        .filter(pl.col("mode").is_not_null())
        .select("posting_id", "mode", stands_in=pl.lit("text"), strength=pl.lit(STRONG, pl.Int8))
        .select("posting_id", "stands_in", "mode", "strength")
    )


def line_stance(line: str) -> str | None:
    """Stance of a stated line: work that is remote beside other places is flexible."""
    reading = place_text.read(line)
    ways = {mention.remote for mention in reading.mentions if not mention.excluded}
    return "flexible" if len(ways) > 1 and "hybrid" not in reading.modes else stance_of(reading.modes)


def named_days(units: pl.DataFrame) -> pl.DataFrame:
    """Office days a week where a sentence names them (`onsite Monday, Tuesday and Thursday`): posting_id, days."""
    sentence = pl.col("sentence")
    named = sentence.str.to_lowercase().str.extract_all(WEEKDAY).list.eval(pl.element().str.head(3)).list.n_unique()
    return (
        units.filter(sentence.str.contains(WEEKDAY), sentence.str.contains(WEEKDAYS_APART).not_())
        .with_columns(_count=named.cast(pl.Float64), _office=sentence.str.contains(OFFICE))
        .filter(pl.col("_count").is_between(2, WORKDAYS - 1), pl.col("_office") | sentence.str.contains(HOME))
        .select("posting_id", days=pl.when("_office").then("_count").otherwise(WORKDAYS - pl.col("_count")))
    )


def office_days(units: pl.DataFrame) -> pl.DataFrame:
    """Office days a week where a sentence counts them: posting_id, days. Days at home are taken from five."""
    low, high = pl.col("_found").struct[0], pl.col("_found").struct[1]
    after, before = pl.col("_found").struct[2], pl.col("sentence").str.extract(BEFORE_DAYS, 1)
    figure = [each.str.to_lowercase().replace(FIGURES).cast(pl.Float64, strict=False) for each in (low, high)]
    first_office, first_home = after.str.find(OFFICE), after.str.find(HOME)
    near = pl.coalesce(
        pl.when(first_office.is_not_null() & (first_home.is_null() | (first_office < first_home))).then(
            pl.lit("office")
        ),
        pl.when(first_home.is_not_null()).then(pl.lit("home")),
        pl.when(before.str.contains(OFFICE)).then(pl.lit("office")),
        pl.when(before.str.contains(HOME)).then(pl.lit("home")),
        pl.when(pl.col("stands_in") == "field").then(pl.lit("office")),
    )
    return (
        units.filter(pl.col("sentence").str.contains(DAYS), pl.col("sentence").str.contains(WEEKLY))
        .filter(pl.col("sentence").str.contains(NOT_WEEKLY).not_())
        .with_columns(_found=pl.col("sentence").str.extract_groups(DAYS))
        .with_columns(_count=pl.mean_horizontal(figure), _near=near)
        .filter(pl.col("_near").is_not_null(), pl.col("_count").is_between(0.5, WORKDAYS))
        .select(
            "posting_id",
            days=pl.when(pl.col("_near") == "office").then("_count").otherwise(WORKDAYS - pl.col("_count")),
        )
        .filter(pl.col("days") > 0)
    )
