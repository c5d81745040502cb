"""How much of AI the duties and requirements of a posting show, where its title leaves that open.

Cues are first counted in the whole text. Where the title names nothing of AI at all (`Software Engineer`) and the text
shows enough, it is read again more strictly: what a sentence says of the employer (`We are building an AI platform`), of
colleagues (`with ML engineers`), of tools (`agentic coding`) or of another opening (`- Research Scientist: ...`) is not
this job's work.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from . import taxonomy
from .cues import find, plain, ready
from .other_jobs import HEADER, ITEM, is_headed_by_another, is_title

ZONES = ["duties", "requirements"]
SHOWN_CUES = 4
NEVER = 99
STRICT_FROM = 2
"""The smallest gate that is read strictly; one cue opens only what the title has named already."""

RESEARCH = ["research_engineer", "research_scientist"]
"""Roles whose employer speaks of their work when it speaks of itself: their whole text counts."""

SENTENCE = r"([.!?])\s+"
ADDRESS = r"(?i)(?:https?://|www\.)\S+"
OF_US = (
    r"(?i)^\W*(?:(?:today|currently|now|here)\W+)?"
    r"(?:we(?:'re|’re| are)? (?:now |currently |also )?(?:a|an|the|on|one|all|building|creating|developing|making|pioneering|transforming"
    r"|rebuilding|reinventing|backed|funded|build|built|have built|develop|developed|make|made|create|created|help|provide|offer|use|power"
    r"|enable|believe|raised|hired|serve|automate|apply|applying|work with|connect|combine|deliver|sell|operate|partner|bring|give|let)\b"
    r"|our (?:[\w-]+ ){0,4}?(?:company|platform|products?|mission|systems?|technology|customers|solutions?|software|vision|models?"
    r"|clients|users|app|infrastructure|engine|focus)\b)"
)
OF_ANOTHER = (
    r"^\W*(?:[A-Z]|[a-z]+[A-Z])[\w.&-]*(?: [A-Z][\w.&-]*){0,2}"
    r"(?:['’]s (?:[\w-]+ ){0,2}(?:platforms?|mission|products?|technology|systems?|engine|customers|clients|models?)\b"
    r"| (?:enables|empowers|helps|offers|provides|builds|makes|powers|pioneered|develops|combines|delivers|transforms|automates"
    r"|(?:is|was) (?:an?|the|on|one|building|creating|developing|pioneering|transforming|rebuilding|reinventing|backed|making)) )"
)
"""A sentence about somebody with a name: the employer, whatever it is called."""
FIRST_PHRASE = r"^\W*[A-Z][^.,]*, (.*)$"
"""Words before the comma, and after it what may be a sentence about somebody: `From its labs in Oslo, Birchline builds`."""
NAMELESS = r"^\W*(?:You|Your|This|That|It|There|What|The|A|An|As|In|Experience|Knowledge|Position|Role|Candidate|Applicant|Who|Here)\b"
TO_YOU = r"(?i)\b(?:you|your|role|position)\b"
YOURS = (
    r"(?i)\b(?:you(?:['’](?:ll|d|re)| will| would| are)) (?:\w+ ){0,2}?(?:be |help |build|own|work|design|develop|lead|make|ship|join)"
    r"|^\W*our [\w-]+ stack\b"
)
"""Words that make a sentence about the employer one about the job: `so you will build`, `our tech stack`."""
HANDED_ON = (
    r"(?i)\b(?:looking for|hiring|seek(?:ing)?|need|you(?:['’](?:ll|d)| will| would)|join us|help us)\b[^.]*"
    r"\b(?:make|build|own|ship|architect|design|lead|solve|create|develop) (?:this|that|it|these|those|them)\b"
)
"""A sentence that makes the one before it the job: `You will own it`, `We seek engineers who build this`."""
HIRED = r"(?i)\b(?:hiring|looking for|seek(?:ing)?|searching for|recruiting)\b"
AS_WELL = r"(?i)\balso (?:hiring|looking|seeking|searching|recruiting)\b"
GOES_ON = r"^\W*(?:It|They)(?:['’](?:s|re))? \w"
"""A sentence that says more of what the one before it spoke of."""
OF_THE_TEAM = (
    r"(?i)\b(?:our|the) (?:whole |entire )?(?:[\w-]+ )?(?:teams?|engineers|engineering|org(?:ani[sz]ation)?) (?:is|are)"
    r" (?:currently |now |also )?(?:working on|building|tackling)\b[^.]*:\s*$"
)
"""What heads a list of all that a team does, to which a job may bring any part."""
LINKED = r"^[^.!?]{0,120}(?:https?://|www\.)\S+\s*$"
"""A line that names a page and gives its address."""
COLLEAGUES = (
    r"(?: and| or)? (?:ai ml|ml ai|ai|ml|llm|genai|generative ai|machine learning|deep learning|nlp|computer vision|data science|mlops)"
    r"(?: \w+){0,2}? (?:engineers|scientists|researchers|developers|architects|specialists|experts|teams) "
)
BESIDE = r" (?:with|alongside|beside|by|from|for|to|support|supporting|help|helping)(?: \w+){0,3}?" + COLLEAGUES
"""Colleagues of the one hired, where the sentence may name the one hired in the same words."""
TOOLS = (
    r" (?:agentic|ai|ai assisted|ai powered|llm) (?:coding|tooling|pair programming|code assistants?|coding agents?|coding tools) "
    r"| coding agents? "
)


def shown(asked: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """posting_id, shown (how many AI concepts), shown_role (what most of them belong to), shown_cues, for texts that show any.

    asked: posting_id, title, employer_text, gate, role, has_subject; only postings whose gate leaves it open are read
    texts: posting_id, text, plain, of duties and requirements
    """
    open_gate = asked.filter(pl.col("gate").is_between(1, NEVER - 1))
    mine = texts.join(open_gate.select("posting_id"), on="posting_id", how="semi")
    loose = _concepts(mine)
    enough = (
        loose.group_by("posting_id")
        .agg(shown=pl.col("concept").n_unique())
        .join(open_gate, on="posting_id")
        .filter(
            (pl.col("gate") >= STRICT_FROM)
            & (pl.col("shown") >= pl.col("gate"))
            & (pl.col("has_subject") | pl.col("role").is_in(RESEARCH).fill_null(value=False)).not_()
        )
    )
    strict = _concepts(_own_work(mine, enough))
    kept = loose.join(enough.select("posting_id"), on="posting_id", how="anti")
    return _summed(pl.concat([kept, strict]))


def _concepts(texts: pl.DataFrame) -> pl.DataFrame:
    """posting_id, concept, role_family, cue (the commonest), hits."""
    return (
        find(texts, _cues(), key=["posting_id"])
        .group_by("posting_id", "concept", "role_family", maintain_order=True)
        .agg(pl.col("cue").sort_by("hits", descending=True, maintain_order=True).first(), pl.col("hits").sum())
    )


@cache
def _cues() -> pl.DataFrame:
    return ready(taxonomy.table("ai_cues"))


def _summed(concepts: pl.DataFrame) -> pl.DataFrame:
    strongest = (
        concepts.group_by("posting_id", "role_family", maintain_order=True)
        .agg(weight=pl.col("hits").clip(upper_bound=SHOWN_CUES).sum())
        .sort("weight", "role_family", descending=[True, False])
        .group_by("posting_id", maintain_order=True)
        .agg(shown_role=pl.col("role_family").first())
    )
    return (
        concepts.sort("hits", "concept", descending=[True, False])
        .group_by("posting_id", maintain_order=True)
        .agg(shown=pl.col("concept").n_unique(), shown_cues=pl.col("cue").head(SHOWN_CUES).str.join(", "))
        .join(strongest, on="posting_id", how="left", maintain_order="left")
    )


def _own_work(texts: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """posting_id, plain: the sentences that hold a cue and speak of the job itself.

    of: posting_id, title, employer_text
    """
    sentences = _sentences(texts, of)
    is_asked = pl.col("speaks") | pl.col("goes_on").shift(-1, fill_value=False)
    judged = sentences.with_columns(
        of_us=_is_of_us(pl.when(is_asked).then("sentence")),
        handed_on=pl.col("sentence").str.contains(HANDED_ON).shift(-1, fill_value=False).over("posting_id"),
    ).with_columns(
        of_us=pl.col("of_us") | (pl.col("goes_on") & pl.col("of_us").shift(1, fill_value=False).over("posting_id"))
    )
    mine = judged.filter("speaks", pl.col("of_us").not_() | pl.col("handed_on")).filter(
        pl.col("of_the_team").not_(),
        pl.col("line").str.contains(f"{HEADER}|{LINKED}").not_(),
        is_title().not_(),
        is_headed_by_another().fill_null(value=False).not_(),
    )
    of_hired = pl.col("sentence").str.contains(HIRED) & pl.col("sentence").str.contains(AS_WELL).not_()
    return (
        mine.with_columns(
            plain=pl.when(of_hired)
            .then(pl.col("plain").str.replace_all(BESIDE, " "))
            .otherwise(pl.col("plain").str.replace_all(COLLEAGUES, " "))
        )
        .with_columns(pl.col("plain").str.replace_all(TOOLS, " "))
        .group_by("posting_id", maintain_order=True)
        .agg(pl.col("plain").str.join(""))
    )


def _sentences(texts: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """Each sentence in order: posting_id, title, employer_text, line, of_the_team (its line lists a team's work),
    sentence, plain, speaks (whether it holds a cue), goes_on (with what the one before it spoke of).
    """
    cues = pl.lit(_cues()["_pattern"].unique(maintain_order=True).implode())
    return (
        texts.select("posting_id", "text")
        .join(of.select("posting_id", "title", "employer_text"), on="posting_id", maintain_order="left")
        .with_columns(line=pl.col("text").str.split("\n"))
        .drop("text")
        .explode("line", empty_as_null=False)
        .with_columns(
            of_the_team=_is_of_the_team(),
            sentence=pl.col("line").str.replace_all(ADDRESS, " ").str.replace_all(SENTENCE, "$1\n").str.split("\n"),
        )
        .explode("sentence", empty_as_null=False)
        .with_columns(plain=plain(pl.col("sentence")), goes_on=pl.col("sentence").str.contains(GOES_ON))
        .with_columns(speaks=pl.col("plain").str.contains_any(cues))
    )


def _is_of_us(sentence: pl.Expr) -> pl.Expr:
    """Whether a sentence speaks of the employer; False for null."""
    employer = pl.col("employer_text").fill_null("")
    after = sentence.str.extract(FIRST_PHRASE, 1)
    of_another = sentence.str.contains(OF_ANOTHER) | after.str.contains(OF_ANOTHER).fill_null(value=False)
    return (
        (sentence.str.contains(OF_US) & sentence.str.contains(YOURS).not_())
        | (of_another & sentence.str.contains(NAMELESS).not_())
        | (
            (employer.str.len_chars() > 1)
            & sentence.str.contains(employer, literal=True)
            & sentence.str.contains(TO_YOU).not_()
        )
    ).fill_null(value=False)


def _is_of_the_team() -> pl.Expr:
    """Whether `line` is an item of a list of all that a team works on."""
    heads, item = pl.col("line").str.contains(OF_THE_TEAM), pl.col("line").str.contains(ITEM)
    opened = pl.when(heads).then(pl.lit(value=True)).when(item.not_()).then(pl.lit(value=False))
    return item & opened.forward_fill().over("posting_id").fill_null(value=False)
