"""What kind of job a title names, and whether it is AI work.

A title names a *subject* (`computer vision`) and an *occupation* (`engineer`); `role_subjects.csv` and
`role_occupations.csv` say which role the two make, and how many different AI cues the duties and requirements must
show (`gate`) where the words are not enough. What stands before the first comma or dash speaks first. Refusals
(`role_refusals.csv`) name the work that only sounds like AI.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import ai_scope, taxonomy
from .ai_scope import NEVER
from .cues import find, plain, ready
from .title_text import parts, rewritten, tidy, with_plurals

SPECIALTY_GATE = 6
PART = ["title", "part"]
OTHER = "not_ai"
NO_CUE = "no cue"


def read(raw: pl.DataFrame, zoned: pl.DataFrame) -> pl.DataFrame:
    """posting_id, role_family, is_ai_role, ai_role_reason: one row for every posting.

    raw: `RawPosting`
    zoned: posting_id, zone, plain; only duties and requirements speak; without any, a gate of one cue stands open
    """
    worded = raw.select("posting_id", "employer_text", title=_without_employer())
    named = worded.join(
        _named(worded["title"].unique(maintain_order=True)), on="title", how="left", maintain_order="left"
    )
    roles = taxonomy.table("roles")
    ai_roles = roles.filter(pl.col("is_ai") == "true")["role_family"].implode()
    texts = zoned.filter(pl.col("zone").is_in(ai_scope.ZONES))
    is_silent = ~pl.col("posting_id").is_in(texts["posting_id"].unique().implode())
    return (
        named.join(ai_scope.shown(named, texts), on="posting_id", how="left", maintain_order="left")
        .with_columns(pl.col("shown").fill_null(0))
        .with_columns(passed=(pl.col("shown") >= pl.col("gate")) | (is_silent & (pl.col("gate") == 1)))
        .with_columns(
            role_family=pl.when("passed").then(pl.coalesce("role", "shown_role", "plain_role")).otherwise("plain_role")
        )
        .with_columns(is_ai_role=pl.col("role_family").is_in(ai_roles))
        .select("posting_id", "role_family", "is_ai_role", ai_role_reason=_reason())
    )


def _without_employer() -> pl.Expr:
    """The tidy title without the employer's name: `Scale AI` says nothing about a job at Scale AI."""
    title, name = tidy(pl.col("title_text")), pl.col("employer_text").fill_null("").str.strip_chars()
    stands = (name != "") & plain(title).str.contains(plain(name), literal=True)
    return (
        pl.when(stands)
        .then(title.str.to_lowercase().str.split(name.str.to_lowercase()).list.join(","))
        .otherwise(title)
    )


def _reason() -> pl.Expr:
    """In words: the refusal, the title's cues, the text's cues, or what is missing."""
    title_cues = pl.concat_str(pl.lit("title: "), pl.col("cue").replace("", NO_CUE))
    text_cues = pl.concat_str(pl.lit("; text: "), pl.col("shown_cues"))
    return (
        pl.when(pl.col("refusal").is_not_null())
        .then(pl.concat_str(pl.lit("refused: "), "refusal"))
        .when(pl.col("gate") == 0)
        .then(title_cues)
        .when(pl.col("gate") == NEVER)
        .then(pl.concat_str(title_cues, pl.lit("; names no AI work")))
        .when("passed")
        .then(pl.concat_str(title_cues, text_cues.fill_null("; no text to ask")))
        .otherwise(
            pl.concat_str(
                title_cues,
                pl.lit("; AI cues in duties and requirements: "),
                "shown",
                pl.lit(" of "),
                "gate",
            )
        )
    )


def _named(titles: pl.Series) -> pl.DataFrame:
    """What each title says alone: title, role (null: the text decides), plain_role, gate, cue, refusal, has_subject.

    The first part that says enough speaks; a refusal further on does not touch an engineer named before it.
    """
    spoken = pl.DataFrame({"title": titles}).with_columns(words=parts(pl.col("title"))).explode("words")
    read_parts = _outcomes(spoken.with_columns(part=pl.int_range(pl.len()).over("title")))
    is_last = pl.col("part") == pl.col("part").max().over("title")
    is_first = pl.col("part") == 0
    first_makes = (pl.col("is_maker") & is_first).any().over("title")
    overruled = (pl.col("overrules") & is_last).any().over("title") & ~is_last
    refused = pl.col("refusal").is_not_null()
    return (
        read_parts.with_columns(
            refusal=pl.when(is_first | ~first_makes | pl.col("refuses")).then("refusal"),
        )
        .filter(is_last | ((pl.col("is_specific") | refused) & (~overruled | pl.col("overrules"))))
        .sort("title", "part")
        .unique("title", keep="first", maintain_order=True)
        .select(
            "title",
            "plain_role",
            "cue",
            "refusal",
            "has_subject",
            role=pl.when(refused).then(pl.lit(OTHER)).otherwise("role"),
            gate=pl.when(refused).then(0).otherwise("gate"),
        )
    )


def _outcomes(spoken: pl.DataFrame) -> pl.DataFrame:
    """What each part of a title would make of the job if it stood alone.

    is_specific: the part says enough by itself; overrules: the whole title speaks over its first parts
    """
    words = spoken.select(*PART, plain=_masked(pl.col("words")), unmasked=plain(pl.col("words")))
    found = words.join(_subjects(words), on=PART, how="left").join(_occupations(words), on=PART, how="left")
    found = found.join(_roles(words), on=PART, how="left").join(_refusals(words), on=PART, how="left")
    found = found.join(_specialties(words), on=PART, how="left").with_columns(
        pl.col("is_specialty").fill_null(value=False)
    )
    has_subject, has_occupation = pl.col("subject").is_not_null(), pl.col("occupation").is_not_null()
    has_role, maker = pl.col("named_role").is_not_null(), pl.col("is_maker").fill_null(value=False)
    subject_role = pl.when(pl.col("side") == "scientist").then("scientist_role").otherwise("engineer_role")
    domain_holds = (pl.col("strength") != "domain") | ~(maker | pl.col("is_firm").fill_null(value=False) | has_role)
    fixed = has_subject & pl.col("is_fixed") & maker & (pl.col("side") != "own")
    role = (
        pl.when(fixed)
        .then(subject_role)
        .when(has_role)
        .then("named_role")
        .when(has_subject)
        .then(pl.coalesce("ai_role", subject_role))
        .otherwise("text_role")
    )
    gate = (
        pl.when(has_role)
        .then(0)
        .when(has_subject & has_occupation)
        .then(pl.max_horizontal("subject_gate", "ai_gate"))
        .when(has_subject)
        .then(pl.max_horizontal("subject_gate", pl.lit(1)))
        .when(has_occupation & pl.col("is_specialty") & (pl.col("plain_gate") > 0))
        .then(pl.max_horizontal("plain_gate", pl.lit(SPECIALTY_GATE)))
        .otherwise(pl.coalesce("plain_gate", pl.lit(NEVER)))
    )
    judged = found.with_columns(refusal=pl.when(domain_holds).then("refusal"), refuses=pl.col("strength") == "anywhere")
    return judged.select(
        *PART,
        role=role,
        plain_role=pl.coalesce("plain_role", pl.lit(OTHER)),
        gate=gate,
        cue=pl.coalesce("role_cue", pl.concat_str("subject_cue", "occupation_cue", separator=" + ", ignore_nulls=True)),
        refusal="refusal",
        is_maker=maker,
        has_subject=has_subject,
        refuses=pl.col("refuses").fill_null(value=False),
        is_specific=has_role | pl.when(has_subject).then(pl.col("occupation") != "worker").otherwise(gate == 0),
        overrules=pl.any_horizontal(
            pl.col(name).fill_null(value=False) for name in ("refuses", "overrules", "anywhere")
        ),
    )


def _masked(words: pl.Expr) -> pl.Expr:
    """Plain words without what only sounds like AI (`learning platform`), but for what begins before it (`machine learning`)."""
    masks, kept = (_cues(kind).select(phrase=plain(pl.col("cue")))["phrase"].to_list() for kind in ("mask", "keep"))
    return rewritten(plain(words), masks + kept, ["."] * len(masks) + [phrase.strip() for phrase in kept])


@cache
def _cues(kind: str) -> pl.DataFrame:
    cues = taxonomy.table("role_cues").filter(pl.col("kind") == kind).drop("kind")
    return ready(with_plurals(cues) if kind in ("occupation", "role") else cues)


@cache
def _refusal_cues() -> pl.DataFrame:
    return ready(with_plurals(taxonomy.table("role_refusals")))


def _subjects(words: pl.DataFrame) -> pl.DataFrame:
    """The weightiest subject of each part, with the smallest gate of all its subjects."""
    subjects = taxonomy.table("role_subjects").with_columns(
        pl.col("priority", "gate").cast(pl.Int64),
        *(pl.col(name) == "true" for name in ("is_firm", "is_fixed", "overrules")),
    )
    return (
        find(words, _cues("subject"), key=PART)
        .join(subjects, left_on="code", right_on="subject")
        .sort("priority", pl.col("cue").str.len_chars(), descending=True, maintain_order=True)
        .group_by(PART, maintain_order=True)
        .agg(
            pl.first("engineer_role", "scientist_role", "is_firm", "is_fixed"),
            pl.col("overrules").any(),
            subject=pl.first("code"),
            subject_cue=pl.first("cue"),
            subject_gate=pl.col("gate").min(),
        )
    )


def _occupations(words: pl.DataFrame) -> pl.DataFrame:
    """The weightiest occupation of each part."""
    occupations = taxonomy.table("role_occupations").with_columns(
        pl.col("priority", "ai_gate").cast(pl.Int64),
        pl.col("plain_gate").replace("", str(NEVER)).cast(pl.Int64),
        pl.col("ai_role", "text_role").replace("", None),
        pl.col("is_maker") == "true",
    )
    return (
        find(words, _cues("occupation"), key=PART)
        .join(occupations, left_on="code", right_on="occupation")
        .join(words, on=PART)
        .with_columns(position=pl.col("plain").str.find(plain(pl.col("cue")).str.strip_chars(), literal=True))
        .sort(
            "priority", "position", pl.col("cue").str.len_chars(), descending=[True, False, True], maintain_order=True
        )
        .group_by(PART, maintain_order=True)
        .agg(
            pl.first("side", "ai_role", "text_role", "plain_role", "ai_gate", "plain_gate", "is_maker"),
            occupation=pl.first("code"),
            occupation_cue=pl.first("cue"),
        )
    )


def _roles(words: pl.DataFrame) -> pl.DataFrame:
    """The longest phrase of each part that names a role outright."""
    return (
        find(words, _cues("role"), key=PART)
        .sort(pl.col("cue").str.len_chars(), descending=True, maintain_order=True)
        .group_by(PART, maintain_order=True)
        .agg(named_role=pl.first("code"), role_cue=pl.first("cue"), anywhere=(pl.col("anywhere") == "true").any())
    )


def _specialties(words: pl.DataFrame) -> pl.DataFrame:
    """The parts that name another specialty (`security`, `frontend`): there the text must show far more of AI."""
    return find(words, _cues("specialty"), key=PART).select(*PART, is_specialty=pl.lit(value=True)).unique()


def _refusals(words: pl.DataFrame) -> pl.DataFrame:
    """The strongest refusal of each part, in words: `annotation work (ai trainer)`."""
    order = pl.col("strength").replace_strict({"anywhere": 0, "occupation": 1, "domain": 2})
    return (
        find(words, _refusal_cues(), key=PART, column="unmasked")
        .sort(order, pl.col("cue").str.len_chars(), descending=[False, True], maintain_order=True)
        .group_by(PART, maintain_order=True)
        .agg(pl.first("strength"), refusal=pl.format("{} ({})", pl.first("reason"), pl.first("cue")))
    )
