"""Sentences about a way of working that is not this job's: that of customers, of a product's users, of people elsewhere."""

from __future__ import annotations

import polars as pl

from . import sentences

OTHERS = (
    r"(?:customers|clients|users|patients|subscribers|companies|businesses|organi[sz]ations|enterprises|firms|employers"
    r"|startups|freelancers|professionals)"
)
SOMEHOW = r"(?:remote|hybrid|from (?:home|anywhere)|in[- ]person|on-?site)"
WORD = r"(?:[a-z-]+ )"
ANY = r"(?:(?:all|distributed|engineering|global|growing|large|many|modern|more|other|sales|small|support|the) )"
"""Before `teams` and `people`: with `our` they would be the employer's."""
OF_OTHERS = (
    rf"(?i-u)\b(?:{OTHERS}|(?:m|b)illions of [a-z]+|thousands of [a-z]+)"
    r"(?: (?:of|who|that|all|around|across|in|everywhere|the|world|people)){0,5}"
    rf"(?: (?:to|can|may|now|increasingly|often))? (?:work|collaborat|operat|run|are)[a-z]* {WORD}{{0,2}}?{SOMEHOW}"
    rf"|\b(?:help|empower)[a-z]* (?:{ANY}{{0,2}}(?:teams|people|workers|workforces)|{WORD}{{0,2}}?{OTHERS}) {WORD}{{0,4}}?{SOMEHOW}"
    r"|\b(?:tools?|software|solutions?|platforms?|products?|technolog(?:y|ies)|infrastructure|marketplace|future) "
    rf"(?:for|of|that [a-z]+) {WORD}{{0,2}}?(?:remote|hybrid)"
    r"|\b(?:platform|product|software|app|tool|solution|technolog(?:y|ie))s? (?:that |which |to )?"
    rf"(?:let|allow|enable|help)s? {WORD}{{0,5}}?{SOMEHOW}"
)
"""What an employer's product is for: `we help teams work remotely`, `our customers work from home`."""
IF_THERE = (
    r"(?i)(?:if you(?:['’]?re| are)?|(?:those|people|candidates|employees)(?: who are)?) (?:currently )?"
    r"(?:live|living|located|based|reside) (?:in|near|around) (?:the |greater )?((?-i:\p{Lu})[\p{L}.]+)"
)
"""A condition on where one lives; its group is the place: `If you live in Oslo`."""
CONDITIONS = ("if you", "those ", "people ", "candidates ", "employees ")


def left_out(stretches: pl.DataFrame, raw: pl.DataFrame) -> pl.DataFrame:
    """`stretches` (posting_id, sentence) without those of other people's work, or of people where the job is not."""
    sentence = pl.col("sentence")
    may_be = sentences.any_of(sentence, CONDITIONS)
    of_this = stretches.filter(sentence.str.contains(OF_OTHERS).not_()).with_columns(
        there=pl.when(may_be).then(sentence).str.extract(IF_THERE, 1)
    )
    places = pl.col("locations").list.eval(pl.element().struct.field("text")).list.join(" ")
    near = raw.select("posting_id", here=places)
    is_elsewhere = (pl.col("here") != "") & pl.col("here").str.contains(pl.col("there"), literal=True).not_()
    elsewhere = (
        of_this.filter(pl.col("there").is_not_null())
        .join(near, on="posting_id")
        .filter(is_elsewhere)
        .select("posting_id", "sentence")
    )
    return of_this.drop("there").join(elsewhere, on=["posting_id", "sentence"], how="anti", maintain_order="left")
