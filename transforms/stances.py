"""How a posting says it is worked: remote, hybrid, onsite or flexible, with how many office days a week.

What decides, in this order: the source's workplace field, words in the location, the source's remote flag,
a stated remote scope, the title, the text. A flag that says no more than "not remote" leaves open which. Where they
contradict each other, what is said of this very role is nearer to it than a field: a title narrows down a hybrid or
flexible field and overrules a mere flag, and a count of office days below five makes an on-site field hybrid. Of
several cues in the text the strongest decides; a cue that stands in one sentence with a trap (`remote sensing`, `home
office stipend`) or inside a negation does not count.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from extractors.contract import NEITHER_REMOTE_NOR_HYBRID

from . import cues, mode_labels, not_this_job, office_days, overlaps, place_text, sentences, taxonomy
from .lines import Lines
from .locations import Found
from .mode_labels import STRONG

TRIGGER = (
    r"(?:remote|hybrid|hybryd|híbrid|ibrid|on-?\s?site|in[- ]office|in[- ]person|in (?:the|our) office"
    r"|office[- ]based|from home|home[- ]?(?:office|working)|home[- ]based|telework|telecommut|télétravail"
    r"|remoto|zdaln|presencial|présentiel|sur site|días desde|desde casa|de casa|da casa|à domicile"
    r"|days? ?(?:a|per|each|/) ?week|days? (?:in|from|at) (?:the|our)|tage? (?:pro|im|in)|jours? par|au bureau|en la oficina"
    r"|d[ií]as? (?:a la|por)|giorni (?:a|alla|in)|dagen per|dni w|im büro|from anywhere|vor ort|where you work"
    r"|teletrab|smart ?working|lavoro agile|mobiles? arbeit|mobil arbeit|thuis|distansarb"
    r"|be (?:based|located) anywhere|fully distributed|distributed team|into the office|office at least"
    r"|between home and|split your time|minimum (?:of )?[23] days|5 days week|based (?:out of|at) our"
    r"|flexible work location|choose to work from|dias presenciais|modalità smart|whether at home|anchor days"
    r"|collaboration days|primarily|(?:%|percent) (?:of (?:the|their|your) |in[- ]office)|times (?:a|per) week"
    r"|(?:to|at|of) (?:the|our) office|in presenza|stacjonarn|praca w biurze|på plats|på stedet|op locatie"
    r"|hemifrån|hjemme|etätyö|a distancia|hybryd|出社|リモート|在宅|ハイブリッド|远程|混合|居家|现场办公|坐班"
    r"|재택|출근|daheim|zu hause|하이브리드)"
)
TRIGGER_WORDS = (
    "remot", "hybr", "híbr", "ibrid", "onsite", "on site", "on-site", "on- site", "office", "in-person", "in person",
    "home", "telecommut", "telework", "teletrab", "télétravail", "zdaln", "presencia", "présentiel", "week", "day in",
    "days in", "day from", "days from", "day at", "days at", "tag pro", "tag im", "tag in", "tage pro", "tage im",
    "tage in", "jour par", "au bureau", "en la oficina",
    "jours par", "dia por", "dias por", "día por", "días por", "dia a la", "dias a la", "día a la",
    "días a la", "giorni a", "giorni in", "dagen per", "dni w", "büro", "vor ort", "anywhere", "where you work",
    "smart working", "smartworking", "lavoro agile", "mobil", "thuis", "distansarb", "distributed team",
    "fully distributed", "split your time", "minimum", "based out of", "based at", "flexible work location",
    "choose to work from", "modalità smart", "anchor days", "collaboration days", "primarily", "% of t", "% of y",
    "percent of", "presenza", "stacjonarn", "biurze", "på plats", "på stedet", "op locatie", "sur site", "hemifrån", "hjemme",
    "etätyö", "distancia", "casa", "domicile", "出社",
    "リモート", "在宅", "ハイブリッド", "远程", "混合", "居家", "现场办公", "坐班", "재택", "출근", "daheim", "zu hause", "하이브리드",
)  # fmt: skip
PICTURES = r"[\p{So}\x{fe0f}\x{200d}]"


def read(raw: pl.DataFrame, lines: Lines, found: Found, labelled: pl.DataFrame) -> pl.DataFrame:
    """How each posting is worked: posting_id, stance (remote, hybrid, onsite, flexible or null), hybrid_days.

    found: what its locations say; labelled: posting_id, line, what a line of its text states (`stated_lines`)
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
        .select(
            "posting_id",
            stated=stated(),
            is_bare=pl.col("field").is_null(),
            is_flagged=pl.coalesce("field", by_location()).is_null(),
            is_unset=pl.col("workplace_text").eq_missing(NEITHER_REMOTE_NOR_HYBRID),
        )
    )
    open_ones = outside.filter(pl.col("stated").ne_missing("remote") | pl.col("is_flagged"))
    text = text_stance(raw.join(open_ones, on="posting_id", how="semi", maintain_order="left"), lines, labelled)
    widened = (pl.col("stated") == "hybrid") & pl.col("is_bare") & (pl.col("in_text") == "flexible") & pl.col("is_firm")
    title_says_more = (
        pl.col("stated").is_in(["hybrid", "flexible"]) & pl.col("in_title").is_in(["remote", "onsite"])
    ) | (pl.col("is_flagged") & pl.col("in_title").is_not_null())
    stance = (
        pl.when(title_says_more).then("in_title")
        .when(widened).then(pl.lit("flexible"))
        .when((pl.col("stated") == "onsite") & (pl.col("days") < office_days.WORKDAYS)).then(pl.lit("hybrid"))
        .otherwise(pl.coalesce("stated", "in_title", "in_text", pl.when("is_unset").then(pl.lit("onsite"))))
    )  # fmt: skip
    in_part = pl.col("stance").is_in(["hybrid", "flexible"]) & (pl.col("days") < office_days.WORKDAYS)
    return (
        outside.join(text, on="posting_id", how="left", maintain_order="left")
        .select("posting_id", "days", stance=stance)
        .select("posting_id", "stance", hybrid_days=pl.when(in_part).then("days"))
    )


def stated() -> pl.Expr:
    """Stance by the fields: workplace field, words in the location, remote flag, a stated remote scope."""
    by_flag = pl.when(pl.col("is_remote") | (pl.col("remote_scope").list.len() > 0)).then(pl.lit("remote"))
    return pl.coalesce("field", by_location(), by_flag)


def by_location() -> pl.Expr:
    """Stance by words in the location."""
    return (
        pl.when(pl.col("flexible") | (pl.col("remote") & (pl.col("onsite") | pl.col("hybrid") | pl.col("is_mixed"))))
        .then(pl.lit("flexible"))
        .when("hybrid").then(pl.lit("hybrid"))
        .when("remote").then(pl.lit("remote"))
        .when("onsite").then(pl.lit("onsite"))
    )  # fmt: skip


def workplaces(texts: pl.Series) -> pl.DataFrame:
    """Stance of each distinct workplace field: workplace_text, field (null where the field says nothing)."""
    distinct = texts.drop_nulls().unique(maintain_order=True)
    distinct = distinct.filter(distinct != NEITHER_REMOTE_NOR_HYBRID)
    return pl.DataFrame(
        {"workplace_text": distinct, "field": [text_stance_of(text) for text in distinct]},
        schema={"workplace_text": pl.String, "field": pl.String},
    )


def text_stance_of(text: str) -> str | None:
    """Stance of a field or of a stated line: work that is remote beside other places is flexible."""
    reading = place_text.read(text)
    ways = {mention.remote for mention in reading.mentions if not mention.excluded}
    return "flexible" if len(ways) > 1 and "hybrid" not in reading.modes else stance_of(reading.modes)


def stance_of(modes: frozenset[str]) -> str | None:
    """One stance for the words of a field: `Remote, Hybrid` is flexible, `Hybrid, On-site` hybrid."""
    if "flexible" in modes or ("remote" in modes and len(modes) > 1):
        return "flexible"
    return next((mode for mode in ("hybrid", "remote", "onsite") if mode in modes), None)


def text_stance(raw: pl.DataFrame, lines: Lines, labelled: pl.DataFrame) -> pl.DataFrame:
    """What title and text say: posting_id, in_title, in_text, days, is_firm (said of this very job); only where something
    was found.
    """
    held, units = units_of(raw, lines.only(raw))
    counted = office_days.read(units)
    days_say = counted.select(
        "n",
        stands_in=pl.lit("text"),
        mode=pl.when(pl.col("days") < office_days.WORKDAYS).then(pl.lit("hybrid")).otherwise(pl.lit("onsite")),
    )
    share_says = office_days.by_share(units).with_columns(mode=pl.lit("hybrid"))
    from_days = pl.concat([days_say, share_says]).with_columns(strength=pl.lit(STRONG, pl.Int8))
    cued = cues.find(units, mode_cues(), key=["n", "stands_in"])
    said = held.join(
        pl.concat([spoken(cued), mode_labels.leading(units), mode_labels.tagged(units, cued), from_days]), on="n"
    ).drop("n")
    own = labelled.join(raw.select("posting_id"), on="posting_id", how="semi")
    top = pl.concat([said, as_fields(pl.concat([own, mode_labels.bare(held, units)]))]).filter(
        pl.col("strength") == pl.col("strength").max().over("posting_id", "stands_in")
    )
    says = [pl.col("mode").eq(mode).any().alias(mode) for mode in ("remote", "hybrid", "onsite", "flexible")]
    stance = (
        pl.when("flexible").then(pl.lit("flexible"))
        .when(pl.col("hybrid") & pl.col("remote") & pl.col("is_tagged")).then(pl.lit("flexible"))
        .when(pl.col("onsite") & (pl.col("days") >= office_days.WORKDAYS)).then(pl.lit("onsite"))
        .when("hybrid").then(pl.lit("hybrid"))
        .when(pl.col("remote") & pl.col("onsite")).then(pl.lit("flexible"))
        .when("remote").then(pl.lit("remote"))
        .otherwise(pl.lit("onsite"))
    )  # fmt: skip
    how = [
        (pl.col("strength") > STRONG).any().alias("is_tagged"),
        (pl.col("strength") >= STRONG).any().alias("is_firm"),
    ]
    decided = top.group_by("posting_id", "stands_in").agg(*says, *how)
    days = (
        held.join(counted, on="n", maintain_order="left")
        .sort("way", maintain_order=True)
        .group_by("posting_id", maintain_order=True)
        .agg(pl.col("days").first())
    )
    decided = decided.join(days, on="posting_id", how="left").select(
        "posting_id", "stands_in", "is_firm", stance=stance
    )
    title = decided.filter(pl.col("stands_in") == "title").select("posting_id", in_title="stance")
    text = decided.filter(pl.col("stands_in") == "text").select("posting_id", "is_firm", in_text="stance")
    return text.join(title, on="posting_id", how="full", coalesce=True).join(
        days,
        on="posting_id",
        how="left",
    )


def units_of(raw: pl.DataFrame, lines: Lines) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sentences, titles and fields that may say it: which a posting holds (posting_id, n), and each different one
    (n, stands_in, sentence, plain).
    """
    stretches = not_this_job.left_out(sentences.holding(lines, TRIGGER, TRIGGER_WORDS), raw).select(
        "posting_id", "sentence", stands_in=pl.lit("text")
    )
    titles = raw.select("posting_id", sentence="title_text", stands_in=pl.lit("title"))
    texts = pl.concat_list("workplace_text", pl.col("locations").list.eval(pl.element().struct.field("text")))
    fields = raw.select("posting_id", sentence=texts, stands_in=pl.lit("field")).explode(
        "sentence", empty_as_null=False
    )
    held = pl.concat([fields, titles, stretches.select(fields.columns)])
    units = (
        held.select("stands_in", "sentence")
        .unique(maintain_order=True)
        .filter(pl.col("sentence").str.contains(f"(?i){TRIGGER}"))
        .with_columns(
            n=pl.int_range(pl.len(), dtype=pl.UInt32),
            plain=cues.plain(pl.col("sentence").str.replace_all(PICTURES, " ")),
        )
    )
    numbered = held.join(units.drop("plain"), on=["stands_in", "sentence"], maintain_order="left")
    return numbered.select("posting_id", "n"), units


@cache
def mode_cues() -> pl.DataFrame:
    """The cues, ready to be found: cue, mode, strength, belongs_in."""
    table = taxonomy.table("work_mode_cues").with_columns(pl.col("strength").cast(pl.Int8))
    return cues.ready(table.rename({"stands_in": "belongs_in"}))


def spoken(cued: pl.DataFrame) -> pl.DataFrame:
    """Of the cues in units (`cued`) those that count: n, stands_in, mode, strength."""
    unit = ["n", "stands_in"]
    found = cued.filter((pl.col("belongs_in") == pl.col("stands_in")) | (pl.col("mode") == "none"))
    left = overlaps.longest(found, key=unit)
    trapped = left.filter(pl.col("mode") == "none").select(*unit).unique()
    plain_cues = left.filter(pl.col("mode") != "none")
    return pl.concat(
        [
            plain_cues.filter(pl.col("strength") >= STRONG),
            plain_cues.filter(pl.col("strength") < STRONG).join(trapped, on=unit, how="anti"),
        ]
    ).select("n", "stands_in", "mode", "strength")


def as_fields(stated: pl.DataFrame) -> pl.DataFrame:
    """Lines that state the mode as a field would, labelled (`Location: Oslo (remote)`) or bare: posting_id, stands_in,
    mode, strength.
    """
    distinct = stated["line"].unique(maintain_order=True)
    modes = pl.DataFrame(
        {"line": distinct, "mode": [text_stance_of(line) for line in distinct]},
        schema={"line": pl.String, "mode": pl.String},
    )
    return (
        stated.join(modes, on="line")
        .filter(pl.col("mode").is_not_null())
        .select("posting_id", "mode", stands_in=pl.lit("text"), strength=pl.lit(STRONG, pl.Int8))
        .select("posting_id", "stands_in", "mode", "strength")
    )
