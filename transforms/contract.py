"""What the transforms hand on: the frames of the warehouse, one home per column.

`warehouse/migrations/` repeats these columns as tables; a test compares the two and prints both differences.
Codes (`role_family`, `level`, ...) come from `transforms/taxonomy/*.csv`.
"""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy
import polars as pl


class Posting(dy.Schema):
    """What one posting is. One row per posting: its current state."""

    posting_id = dy.String(primary_key=True, description="`source:board:native_id`; stable between runs.")
    source = dy.String(description="Source name.")
    board = dy.String(description="The employer's token on the source, or the feed's name.")
    native_id = dy.String(description="The id that the source itself gives.")
    employer_id = dy.String(description="Employer, one id across sources: the name in lower case without legal form.")
    employer_text = dy.String(description="Employer's name as written; the board's token where none is stated.")
    title_text = dy.String(description="Title, verbatim.")
    language = dy.String(description="Language of the posting, ISO 639-1, or `und`.")
    role_family = dy.String(description="Primary role family, code of `role`.")
    is_ai_role = dy.Bool(description="True where the job is AI engineering or research work.")
    ai_role_reason = dy.String(description="Why it is or is not an AI role: the cue found, or the refusal.")
    level = dy.String(description="Primary level, code of `level`; `unspecified` where nothing says one.")
    level_rank = dy.Float64(nullable=True, description="Order of the level within its track; null if unspecified.")
    track = dy.String(check=lambda c: c.is_in(["ic", "management", "hybrid", "unknown"]), description="Career track.")
    level_source = dy.String(
        check=lambda c: c.is_in(["title", "level_code", "source_field", "text", "years", "none"]),
        description="What the level was read from.",
    )
    specialization = dy.String(description="Primary specialization, code of `specialization`.")
    is_generalist = dy.Bool(
        description="True where three or more specializations stand within 20 %, or none stands out."
    )
    specialization_entropy = dy.Float64(description="Shannon entropy (nats) of the specialization scores; 0 for one.")
    industry = dy.String(description="Employer's industry, code; `unknown` where nothing says one.")
    is_regulated = dy.Bool(description="True in regulated or high-stakes industries.")
    size_band = dy.String(description="Employer's size band: 1-50, 51-250, 251-1000, 1001-5000, 5001+, or unknown.")
    is_agency = dy.Bool(description="True for staffing agencies and recruiters who hire for others.")
    work_mode = dy.String(
        description="onsite, hybrid, remote_country, remote_region, remote_global, flexible, unknown."
    )
    hybrid_days = dy.Float64(nullable=True, description="Office days a week where stated.")
    remote_scope = dy.String(
        nullable=True,
        description="Where a remote worker may live: country or region codes, by `|`; null where nothing says it.",
    )
    excluded_regions = dy.String(nullable=True, description="Places that a remote worker may not live in, by `|`.")
    geo_pay_policy = dy.String(description="location_based, zone_tiered, single_national, global_flat or unspecified.")
    employment_type = dy.String(
        description="full_time, part_time, contract, internship, temporary, per_project or unspecified."
    )
    education_required = dy.String(description="Least degree required: none, bachelor, master, phd, or unspecified.")
    education_preferred = dy.String(description="Degree preferred: bachelor, master, phd, or unspecified.")
    degree_or_equivalent = dy.Bool(description="True where equivalent experience may stand for the degree.")
    years_min = dy.Float64(nullable=True, description="Least years of experience required.")
    years_max = dy.Float64(nullable=True, description="Upper end of the required years where stated.")
    project_maturity = dy.String(description="production, research, mixed or unspecified.")
    pay_expected = dy.Bool(description="True where a pay-transparency law in force asks for pay in this posting.")
    posted_date = dy.Date(nullable=True, description="Day of publication as the source states it.")
    is_backfilled_date = dy.Bool(description="True where the source states no usable date; the first fetch stands in.")
    place_text = dy.String(nullable=True, description="Places as written, joined by `; `.")
    url = dy.String(nullable=True, description="Public address of the posting.")
    title_key = dy.String(description="Title without place, mode and marks, in lower case: for linking.")
    text_fingerprint = dy.String(
        description="Compact fingerprint of the text, for linking the same job on several boards."
    )
    text_sketch = dy.Int64(
        nullable=True, description="32 bits of MinHash: the nearer two texts, the fewer differ; null for a short text."
    )
    content_sha256 = dy.String(description="Hash of the content this row was read from.")
    taxonomy_version = dy.String(description="Version of the taxonomies and rules that made the row.")


class PostingLevel(dy.Schema):
    """Levels a posting is open for; a posting for several splits its vote."""

    posting_id = dy.String(primary_key=True, description="Posting.")
    level = dy.String(primary_key=True, description="Level code.")
    weight = dy.Float64(min=0, max=1, description="Share of the posting's vote; sums to 1 over its levels.")
    rule = dy.String(description="What read it.")


class PayBand(dy.Schema):
    """Pay that a posting states. One row per stated band, every component, original figures kept."""

    pay_id = dy.String(primary_key=True, description="`posting_id#n`, n counting the posting's bands from 0.")
    posting_id = dy.String(description="Posting.")
    component = dy.String(
        description="base, ote, total_cash, bonus_target, equity_grant, equity_pct, sign_on ... or unknown."
    )
    bound_type = dy.String(
        check=lambda c: c.is_in(["range", "point", "min_only", "max_only"]),
        description="What the figures bound.",
    )
    pay_min = dy.Float64(nullable=True, description="Low end as stated, in `currency_code` per `period_code`.")
    pay_max = dy.Float64(nullable=True, description="High end as stated; equals the low end for a point.")
    currency_code = dy.String(nullable=True, description="ISO 4217; null where nothing says which.")
    currency_evidence = dy.String(
        nullable=True,
        check=lambda c: c.is_in(["field", "code", "symbol", "country", "default"]),
        description="What says the currency.",
    )
    period_code = dy.String(nullable=True, description="hour, day, week, month, year, project; null where unknown.")
    period_source = dy.String(
        nullable=True,
        check=lambda c: c.is_in(["field", "text", "country", "magnitude"]),
        description="What says the period.",
    )
    gross_net = dy.String(description="gross, net or unknown.")
    contract = dy.String(description="employee, b2b, contractor, internship or unknown.")
    payments_per_year = dy.Float64(nullable=True, description="Monthly payments a year used to make pay yearly.")
    hours_week = dy.Float64(nullable=True, description="Hours a week stated for the job.")
    fte_pct = dy.Float64(nullable=True, description="Share of full time that the figures are for, per cent.")
    is_estimate = dy.Bool(description="True for a board's own estimate; never in a benchmark.")
    annual_min_local = dy.Float64(nullable=True, description="Low end a year at full time, in `currency_code`.")
    annual_max_local = dy.Float64(nullable=True, description="High end a year at full time, in `currency_code`.")
    annual_min_usd = dy.Float64(nullable=True, description="Low end a year, US dollars at `fx_rate`.")
    annual_max_usd = dy.Float64(nullable=True, description="High end a year, US dollars at `fx_rate`.")
    fx_rate = dy.Float64(nullable=True, description="US dollars for one unit of `currency_code`; null where unknown.")
    fx_date = dy.Date(nullable=True, description="Day of the rate: the posting's date or the nearest earlier one.")
    location_scope = dy.String(nullable=True, description="Place that the band is stated for, as written.")
    level_scope = dy.String(nullable=True, description="Level that the band is stated for, as written.")
    scope_place_id = dy.String(nullable=True, description="`location_scope` as a place code; null where not resolved.")
    scope_metro = dy.String(nullable=True, description="Metro of `location_scope`.")
    scope_admin1 = dy.String(nullable=True, description="State or province of `location_scope`.")
    scope_country_code = dy.String(nullable=True, description="Country of `location_scope`.")
    scope_level = dy.String(nullable=True, description="`level_scope` as a level code; null where not resolved.")
    pay_basis = dy.String(check=lambda c: c.is_in(["field", "text"]), description="Read from a pay field or the text.")
    evidence_text = dy.String(description="The words that the band was read from.")
    evidence_start = dy.Int64(nullable=True, description="First code point in `RawPosting.text`; null for a field.")
    evidence_end = dy.Int64(nullable=True, description="One past the last code point; null for a field.")
    rule = dy.String(description="What read it.")
    confidence = dy.Float64(min=0, max=1, description="How sure the reader is.")
    flags = dy.String(description="What to know about the band, codes by `|`; empty where nothing.")
    is_benchmark_base = dy.Bool(description="True for a band that a benchmark may use as the posting's base pay.")
    excluded_reason = dy.String(nullable=True, description="Why not, where it states base pay yet may not be used.")
    taxonomy_version = dy.String(description="Version of the taxonomies and rules that made the row.")


class PostingPlace(dy.Schema):
    """Places where the job is; one vote a posting, split over them."""

    posting_id = dy.String(primary_key=True, description="Posting.")
    place_id = dy.String(
        primary_key=True,
        description="Place code, `country/admin1/city` in lower case; or a country or region.",
    )
    place_text = dy.String(description="Place as written.")
    metro = dy.String(
        nullable=True, description="Metro area code; null outside of the metros we know and for remote work."
    )
    admin1 = dy.String(nullable=True, description="State or province code.")
    country_code = dy.String(nullable=True, description="ISO 3166-1 alpha-2; null for a region or the world.")
    market_region = dy.String(nullable=True, description="Market region code; null where the place is unknown.")
    weight = dy.Float64(min=0, max=1, description="Share of the posting's vote; sums to 1 over its places.")
    rule = dy.String(description="What read it.")


class PostingSkill(dy.Schema):
    """Skills that a posting names."""

    posting_id = dy.String(primary_key=True, description="Posting.")
    skill = dy.String(primary_key=True, description="Skill code.")
    skill_group = dy.String(description="Group of the skill.")
    requirement = dy.String(
        check=lambda c: c.is_in(["required", "preferred", "mentioned"]), description="How it is asked for."
    )


class PostingSpecialization(dy.Schema):
    """Specializations that a posting shows, with scores."""

    posting_id = dy.String(primary_key=True, description="Posting.")
    specialization = dy.String(primary_key=True, description="Specialization code.")
    score = dy.Float64(min=0, description="Weighted cue count over title and text zones.")
    is_primary = dy.Bool(description="True for the one that the benchmarks use.")


class Rejected(dy.Schema):
    """What could not be used, and why."""

    source = dy.String(description="Source name.")
    board = dy.String(description="Board.")
    native_id = dy.String(description="The record's id at the source.")
    stage = dy.String(check=lambda c: c.is_in(["parse", "normalize", "load"]), description="Where it was refused.")
    rule = dy.String(description="The rule that refused it.")
    value = dy.String(description="The value that broke the rule, shortened.")


class Gap(dy.Schema):
    """A word that a taxonomy does not know yet."""

    kind = dy.String(description="title, place, skill, currency, period, employment ...")
    text = dy.String(description="The word, in lower case.")
    posting_id = dy.String(description="A posting that uses it.")


class Tables(NamedTuple):
    """Reference tables that normalizing reads; loaded in `flows/reference.py`, nothing here reads a disk.

    boards: source, board, employer, country_code, industry, size_band, is_agency (empty strings where unknown)
    fx: currency_code, date, usd (US dollars for one unit), sorted by date
    passages: source, board, line (a whole line of text that the employer repeats over its postings)
    taxonomy_version: hash of taxonomies and rules
    """

    boards: pl.DataFrame
    fx: pl.DataFrame
    passages: pl.DataFrame
    taxonomy_version: str


class Normalized(NamedTuple):
    """All that normalizing a batch of `RawPosting` yields; each frame obeys the schema of its name."""

    posting: dy.DataFrame[Posting]
    posting_level: dy.DataFrame[PostingLevel]
    pay_band: dy.DataFrame[PayBand]
    posting_place: dy.DataFrame[PostingPlace]
    posting_skill: dy.DataFrame[PostingSkill]
    posting_specialization: dy.DataFrame[PostingSpecialization]
    rejected: dy.DataFrame[Rejected]
    gap: dy.DataFrame[Gap]
