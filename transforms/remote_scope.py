"""Where remote workers may live, and where they may not: the source's field, and sentences of the text."""

from __future__ import annotations

from functools import cache, partial

import polars as pl

from . import cues, locations, place_text, sentences, stated_lines, taxonomy
from .gazetteer import CITY, COUNTRY, REGION, STATE
from .lines import Lines

LIVES = (
    r"(?:remote(?:ly)?|work(?:ing)?|anywhere|based|located|reside|residing|residents?|live|living|eligible"
    r"|hir(?:e|ing)|candidates|applicants|right to work|authori[sz]ed to work|work authori[sz]ation)"
)
SCOPE = (
    rf"(?i){LIVES}[ ,(:–-]{{0,3}}(?:only )?(?:within|in|from|across|throughout|for|of)?[ :]{{0,2}}"
    r"(?:any of )?(?:the )?(?:following )?(?:countries|states|locations)?[ :]{0,2}((?-i:[A-Z])[^\n]+)"
)
THE_WORLD = r"(?:the world|worldwide|globally|weltweit|dans le monde|na świecie|del mundo|do mundo|どこからでも)"
WORLDWIDE = (
    r"(?i)(?-u:\b)(?:work|live|be|based|located|hire|hiring|remote(?:ly)?)(?-u:\b)[^.\n]{0,25}(?-u:\b)anywhere (?:in|around) the world"
    r"|(?-u:\b)(?:remote(?:ly)?|open|available|hire|hiring|candidates|applicants)(?: (?:to )?(?:people|candidates|talent))?"
    r"[ ,(–-]{1,3}(?:worldwide|globally)(?-u:\b)"
    r"|(?:remote|verteilt|unabhängig)[ ,(–-]{1,3}weltweit|n['’]importe où dans le monde|z dowolnego miejsca na świecie"
    r"|(?:cualquier|qualquer) (?:parte|lugar) d[eo]l? mundo|世界中?どこからでも"
)
ANYWHERE = r"(?:anywhere|(?:from |in )?any (?:location|state|city|province|town|part))"
NAMING = r"[^\n!-\-/:-@\[-^`{-~–]"
"""What a name is made of: no ASCII marks but points. Said by what it is not, as thirty `\\w` take seven milliseconds to compile."""
ANYWHERE_IN = (
    rf"(?i)(?-u:\b)(?:{LIVES}|open to)(?-u:\b)[^.\n]{{0,40}}?(?-u:\b)(?:"
    rf"{ANYWHERE} (?:with)?in (?:the )?((?-i:[A-Z])[^\n]+)|in (?:the )?((?-i:[A-Z]){NAMING}{{1,30}}?) ?[(,–-]+ ?{ANYWHERE}(?-u:\b))"
)
"""A country all of which is open, whichever place of it a field names: `based anywhere in Canada`, `in the UK (any city)`."""
ANYWHERE_WORDS = ("anywhere", "any location", "any state", "any city", "any province", "any town", "any part")
STRETCH, LONG_STRETCH = 91, 160
COUNTRY_CODE = 2
LIVES_WORDS = (
    "remote", "work", "anywhere", "based", "located", "resid", "live", "living", "eligible", "hire", "hiring",
    "candidates", "applicants", "authori",
)  # fmt: skip
WORLD_WORDS = ("world", "globally", "weltweit", "monde", "na świecie", "mundo", "どこからでも")
SHUT_WORDS = (" not ", "n't ", " unable to", " cannot ", " exclud", " except", "outside of", "exception of")
HIRED_WORDS = (
    "available", "open", "eligib", "offer", "hir", "accept", "consider", "employ", "resid", "locat", "based", "live",
    "support", "perform", "done", "exclud", "except", "outside",
)  # fmt: skip
NOT_THE_JOB = r"(?i)(?-u:\b)(?:(?:days?|weeks?|months?) (?:a|per|each|every|of)|up to|customers?|clients?)(?-u:\b)"
NEGATED = r"(?i)(?-u:\b)(?:not|n't|unable|cannot|except|excluding|outside)(?-u:\b)"
SHUT = (
    r"(?: not (?:be |currently |yet |able to |in a position to )?(?:available|open|eligible|offered|hir"
    r"|accept|consider|employ|reside|located|based|live|support)"
    r"|n't (?:currently )?(?:hire|employ|consider|accept)"
    r"|unable to (?:hire|employ|consider|accept|support)|cannot (?:currently )?(?:hire|employ|consider|accept"
    r"|be (?:performed|based|located|done))|exclud|except |except:|exception of"
    r"|(?:candidates|applicants|residents|employees|anyone|individuals) outside of)"
)
OPEN_OUTSIDE = r"(?i)open to (?:candidates|applicants|residents|individuals)[^.]{0,20} outside of"
"""That a job is open elsewhere as well does not shut anybody out."""
SHUT_OUT = rf"(?i){SHUT}\w*(?: for)?:?\s+(..+)"


def read_fields(raw: pl.DataFrame) -> pl.DataFrame:
    """Places of the field `remote_scope`: posting_id, at, place_text, place_id, is_remote, rule."""
    return locations.read_scopes(raw).filter(pl.col("place_id").is_not_null(), pl.col("is_excluded").not_())


def infer(
    raw: pl.DataFrame, lines: Lines, labelled: pl.DataFrame, named: pl.DataFrame, boards: pl.DataFrame
) -> pl.DataFrame:
    """Places for remote work that states none: the posting's own countries, else a sentence of its text, else a
    line that states its place, else its board, else the one country that its pay or the demanded right to work is for.

    raw: the postings concerned; labelled: posting_id, line of their text that states a place; named: the places that
    they name
    """
    named_by_them = named.join(raw.select("posting_id"), on="posting_id", how="semi", maintain_order="left")
    own = (
        named_by_them.join(locations.gazetteer(named_by_them["place_id"]), on="place_id", maintain_order="left")
        .filter(pl.col("country_code").n_unique().over("posting_id") == 1)
        .group_by("posting_id", maintain_order=True)
        .agg(pl.col("country_code").first(), pl.col("at").max(), pl.col("place_text").first())
        .select(
            "posting_id",
            "at",
            "place_text",
            place_id=pl.col("country_code").str.to_lowercase(),
            rule=pl.lit("posting"),
        )
    )
    found = own
    ways = (
        partial(from_text, lines=lines),
        partial(from_stated_lines, labelled=labelled),
        partial(from_board, boards=boards),
        from_demands,
    )
    for source in ways:
        open_ = raw.join(
            pl.concat([named.select("posting_id"), found.select("posting_id")]), on="posting_id", how="anti"
        )
        found = pl.concat([found, source(open_)], how="diagonal")
    return found.with_columns(pl.col("at").fill_null(0), is_remote=pl.lit(True))


def from_stated_lines(raw: pl.DataFrame, labelled: pl.DataFrame) -> pl.DataFrame:
    """Countries, states and regions that a line states (`Location: Canada; remote`): posting_id, place_id, rule."""
    stated = stated_lines.places(raw, labelled)
    return (
        stated.join(locations.gazetteer(stated["place_id"]), on="place_id")
        .select(
            "posting_id",
            place_id=pl.when(pl.col("level") == CITY)
            .then(pl.col("country_code").str.to_lowercase())
            .otherwise("place_id"),
            rule=pl.lit("line"),
        )
        .unique(maintain_order=True)
    )


def from_board(raw: pl.DataFrame, boards: pl.DataFrame) -> pl.DataFrame:
    """The country of the posting's board: posting_id, place_id, rule."""
    known = boards.filter(pl.col("country_code") != "").select("source", "board", "country_code")
    return raw.join(known, on=["source", "board"]).select(
        "posting_id", place_id=pl.col("country_code").str.to_lowercase(), rule=pl.lit("board")
    )


@cache
def home_cues() -> pl.DataFrame:
    """The cues of `from_demands`, ready to be found: cue, country_code."""
    return cues.ready(taxonomy.table("home_cues"))


def from_demands(raw: pl.DataFrame) -> pl.DataFrame:
    """The one country whose pay range the text states or whose right to work it demands: posting_id, place_id, rule.

    Each cue names its country. Benefits (a 401(k), superannuation) are no evidence: an employer has them for part of
    its people only.
    """
    spoken = cues.find(raw.select("posting_id", plain=cues.plain(pl.col("text"))), home_cues(), key=["posting_id"])
    return (
        spoken.group_by("posting_id", maintain_order=True)
        .agg(pl.col("country_code").unique())
        .filter(pl.col("country_code").list.len() == 1)
        .select("posting_id", place_id=pl.col("country_code").list.first().str.to_lowercase(), rule=pl.lit("demand"))
    )


def from_text(raw: pl.DataFrame, lines: Lines) -> pl.DataFrame:
    """Places of the first sentence that says where one may live: posting_id, place_id, rule."""
    sentence = pl.col("sentence")
    own = lines.only(raw)
    stretches = (
        sentences.holding(own, LIVES, LIVES_WORDS)
        .filter(sentence.str.contains(NEGATED).not_())
        .select("posting_id", stretch=sentence.str.extract(SCOPE, 1).str.head(STRETCH), n=pl.int_range(pl.len()))
        .drop_nulls()
    )
    worldwide = (
        sentences.holding(own, THE_WORLD, WORLD_WORDS)
        .filter(sentence.str.contains(WORLDWIDE), sentence.str.contains(f"{NEGATED}|{NOT_THE_JOB}").not_())
        .select("posting_id", n=pl.int_range(pl.len()), place_id=pl.lit("world"))
    )
    places = leading_places(stretches["stretch"], ())
    return (
        pl.concat([stretches.join(places, on="stretch").select(worldwide.columns), worldwide])
        .with_columns(is_world=pl.col("place_id") == "world")
        .filter(pl.col("is_world") == pl.col("is_world").min().over("posting_id"))
        .filter(pl.col("n") == pl.col("n").min().over("posting_id"))
        .select("posting_id", "place_id", rule=pl.lit("text"))
        .unique(maintain_order=True)
    )


def whole_countries(lines: Lines) -> pl.DataFrame:
    """Countries anywhere in which one may live, as a sentence says: posting_id, country (a place_id)."""
    sentence = pl.col("sentence")
    country = pl.coalesce(sentence.str.extract(ANYWHERE_IN, 1), sentence.str.extract(ANYWHERE_IN, 2))
    stretches = (
        sentences.holding(lines, ANYWHERE, ANYWHERE_WORDS)
        .filter(sentence.str.contains(f"{NEGATED}|{NOT_THE_JOB}").not_())
        .select("posting_id", stretch=country.str.head(STRETCH))
        .drop_nulls()
    )
    return (
        stretches.join(leading_places(stretches["stretch"], ()), on="stretch")
        .filter(pl.col("place_id").str.len_chars() == COUNTRY_CODE)
        .select("posting_id", country="place_id")
        .unique(maintain_order=True)
    )


def excluded(lines: Lines, mentions: pl.DataFrame) -> pl.DataFrame:
    """States and countries that remote workers may not live in: posting_id, place_id.

    lines: of postings that may be remote; mentions: places of their location fields, with is_excluded
    """
    fields = mentions.filter(pl.col("is_excluded"), pl.col("place_id").is_not_null()).select("posting_id", "place_id")
    stretches = (
        sentences.holding(lines, SHUT, SHUT_WORDS, HIRED_WORDS)
        .filter(pl.col("sentence").str.contains(OPEN_OUTSIDE).not_())
        .select("posting_id", stretch=pl.col("sentence").str.extract(SHUT_OUT, 1).str.head(LONG_STRETCH))
        .drop_nulls()
    )
    text = stretches.join(leading_places(stretches["stretch"], ("US",)), on="stretch").select("posting_id", "place_id")
    return pl.concat([fields, text]).unique(maintain_order=True)


def leading_places(stretches: pl.Series, hints: tuple[str, ...]) -> pl.DataFrame:
    """States, countries and regions that a stretch of text begins with: stretch, place_id."""
    rows = [
        (stretch, mention.place.place_id)
        for stretch in stretches.unique(maintain_order=True)
        for mention in place_text.read_leading(stretch, hints).mentions
        if mention.place and mention.place.level in (REGION, COUNTRY, STATE)
    ]
    return pl.DataFrame(rows, schema={"stretch": pl.String, "place_id": pl.String}, orient="row")


def codes(place_id: pl.Expr) -> pl.Expr:
    """Place codes as scope codes: `US`, `US-CO`, `emea`, `world`."""
    wide = (place_id == "world") | place_id.str.starts_with("region/")
    return (
        pl.when(wide)
        .then(place_id.str.strip_prefix("region/"))
        .otherwise(place_id.str.to_uppercase().str.replace("/", "-"))
    )
