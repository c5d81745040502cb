-- All tables of the warehouse. Times are UTC. Keys are held by checks, not by indexes: merges run without them.
-- Columns that come from `transforms/contract.py` repeat its names, types and meanings; a test compares the two.

-- What was asked, and what came of it

create table run (
    run_id           varchar not null,
    started_at       timestamp not null,
    finished_at      timestamp,
    as_of            date not null,
    status           varchar not null,
    code_version     varchar not null,
    taxonomy_version varchar not null
);
comment on table run is 'Runs that loaded something, one row a run.';
comment on column run.run_id is 'Number and time of the run.';
comment on column run.started_at is 'When its first look began, UTC.';
comment on column run.finished_at is 'When its load was complete, UTC, by the clock of the machine.';
comment on column run.as_of is 'The day that everything dated derives from.';
comment on column run.status is '`loaded`: everything that the run saw is in the tables.';
comment on column run.code_version is 'Version of the program.';
comment on column run.taxonomy_version is 'Version of the taxonomies and rules that read the run''s postings.';

create table "fetch" (
    fetch_id    varchar not null,
    run_id      varchar not null,
    source      varchar not null,
    board       varchar not null,
    url         varchar not null,
    http_status bigint,
    etag        varchar,
    body_sha256 varchar,
    bytes       bigint,
    fetched_at  timestamp not null,
    outcome     varchar not null,
    error       varchar
);
comment on table "fetch" is 'Requests made, one row a page asked for.';
comment on column "fetch".fetch_id is '`run/source/board/n`.';
comment on column "fetch".run_id is 'Run.';
comment on column "fetch".source is 'Source name.';
comment on column "fetch".board is 'Board.';
comment on column "fetch".url is 'Address asked for.';
comment on column "fetch".http_status is 'HTTP status; null where no answer came.';
comment on column "fetch".etag is 'The page''s validator, for asking again only if it changed.';
comment on column "fetch".body_sha256 is 'Hash of the body as served; null where there was none.';
comment on column "fetch".bytes is 'Length of the decoded body.';
comment on column "fetch".fetched_at is 'When the answer was complete, UTC.';
comment on column "fetch".outcome is '`ok`, `unchanged`, or what went wrong.';
comment on column "fetch".error is 'What went wrong, where and with which value.';

create table board_run (
    run_id       varchar not null,
    source       varchar not null,
    board        varchar not null,
    observed_at  timestamp not null,
    listed       bigint not null,
    loaded       bigint not null,
    unchanged    bigint not null,
    duplicate    bigint not null,
    rejected     bigint not null,
    closed       bigint not null,
    reopened     bigint not null,
    completeness varchar not null,
    outcome      varchar not null,
    error        varchar
);
comment on table board_run is 'The ledger: one row per look at a board. listed = loaded + unchanged + duplicate + rejected, always.';
comment on column board_run.run_id is 'Run.';
comment on column board_run.source is 'Source name.';
comment on column board_run.board is 'Board.';
comment on column board_run.observed_at is 'When the look began, UTC.';
comment on column board_run.listed is 'Records that the board listed, over all its pages.';
comment on column board_run.loaded is 'Postings whose content was new and is now in the tables.';
comment on column board_run.unchanged is 'Records that say what the tables hold already.';
comment on column board_run.duplicate is 'Records whose posting stood earlier in the same look.';
comment on column board_run.rejected is 'Records that could not be used; table `rejected` says why.';
comment on column board_run.closed is 'Postings found closed by this look.';
comment on column board_run.reopened is 'Closed postings that this look saw again.';
comment on column board_run.completeness is '`complete`, `incomplete`, `suspect` or `gone`; only complete looks count towards closing.';
comment on column board_run.outcome is '`ok`, `unchanged`, or the first failure.';
comment on column board_run.error is 'What went wrong, where and with which value.';

create table board (
    source       varchar not null,
    board        varchar not null,
    employer     varchar not null,
    url          varchar not null,
    country_code varchar not null,
    industry     varchar not null,
    size_band    varchar not null,
    is_agency    boolean not null,
    verified_on  varchar not null
);
comment on table board is 'Boards as listed in the boards file of the newest run; empty text where nothing is known.';
comment on column board.source is 'Source name.';
comment on column board.board is 'The employer''s token on the source, or the feed''s name.';
comment on column board.employer is 'Employer''s name; empty for a feed of many.';
comment on column board.url is 'Address where the source needs one.';
comment on column board.country_code is 'Employer''s home country, ISO 3166-1 alpha-2.';
comment on column board.industry is 'Employer''s industry, code.';
comment on column board.size_band is 'Employer''s size band.';
comment on column board.is_agency is 'True for staffing agencies.';
comment on column board.verified_on is 'Day on which the board was last seen to work.';

-- Facts

create table posting (
    posting_id             varchar not null,
    source                 varchar not null,
    board                  varchar not null,
    native_id              varchar not null,
    employer_id            varchar not null,
    employer_text          varchar not null,
    title_text             varchar not null,
    language               varchar not null,
    role_family            varchar not null,
    is_ai_role             boolean not null,
    ai_role_reason         varchar not null,
    level                  varchar not null,
    level_rank             double,
    track                  varchar not null,
    level_source           varchar not null,
    specialization         varchar not null,
    is_generalist          boolean not null,
    specialization_entropy double not null,
    industry               varchar not null,
    is_regulated           boolean not null,
    size_band              varchar not null,
    is_agency              boolean not null,
    work_mode              varchar not null,
    hybrid_days            double,
    remote_scope           varchar,
    excluded_regions       varchar,
    geo_pay_policy         varchar not null,
    employment_type        varchar not null,
    education_required     varchar not null,
    education_preferred    varchar not null,
    degree_or_equivalent   boolean not null,
    years_min              double,
    years_max              double,
    project_maturity       varchar not null,
    pay_expected           boolean not null,
    posted_date            date,
    is_backfilled_date     boolean not null,
    place_text             varchar,
    url                    varchar,
    title_key              varchar not null,
    text_fingerprint       varchar not null,
    content_sha256         varchar not null,
    taxonomy_version       varchar not null,
    job_id                 varchar not null,
    shows_closing          boolean not null,
    first_seen_at          timestamp not null,
    last_seen_at           timestamp not null,
    missed_since           timestamp,
    closed_at              timestamp
);
comment on table posting is 'What one posting is. One row per posting: its current state.';
comment on column posting.posting_id is '`source:board:native_id`; stable between runs.';
comment on column posting.source is 'Source name.';
comment on column posting.board is 'The employer''s token on the source, or the feed''s name.';
comment on column posting.native_id is 'The id that the source itself gives.';
comment on column posting.employer_id is 'Employer, one id across sources: the name in lower case without legal form.';
comment on column posting.employer_text is 'Employer''s name as written; the board''s token where none is stated.';
comment on column posting.title_text is 'Title, verbatim.';
comment on column posting.language is 'Language of the posting, ISO 639-1, or `und`.';
comment on column posting.role_family is 'Primary role family, code of `role`.';
comment on column posting.is_ai_role is 'True where the job is AI engineering or research work.';
comment on column posting.ai_role_reason is 'Why it is or is not an AI role: the cue found, or the refusal.';
comment on column posting.level is 'Primary level, code of `level`; `unspecified` where nothing says one.';
comment on column posting.level_rank is 'Order of the level within its track; null if unspecified.';
comment on column posting.track is 'Career track.';
comment on column posting.level_source is 'What the level was read from.';
comment on column posting.specialization is 'Primary specialization, code of `specialization`.';
comment on column posting.is_generalist is 'True where three or more specializations stand within 20 %, or none stands out.';
comment on column posting.specialization_entropy is 'Shannon entropy (nats) of the specialization scores; 0 for one.';
comment on column posting.industry is 'Employer''s industry, code; `unknown` where nothing says one.';
comment on column posting.is_regulated is 'True in regulated or high-stakes industries.';
comment on column posting.size_band is 'Employer''s size band: 1-50, 51-250, 251-1000, 1001-5000, 5001+, or unknown.';
comment on column posting.is_agency is 'True for staffing agencies and recruiters who hire for others.';
comment on column posting.work_mode is 'onsite, hybrid, remote_country, remote_region, remote_global, flexible, unknown.';
comment on column posting.hybrid_days is 'Office days a week where stated.';
comment on column posting.remote_scope is 'Where a remote worker may live: country or region codes, by `|`.';
comment on column posting.excluded_regions is 'Places that a remote worker may not live in, by `|`.';
comment on column posting.geo_pay_policy is 'location_based, zone_tiered, single_national, global_flat or unspecified.';
comment on column posting.employment_type is 'full_time, part_time, contract, internship, temporary, per_project or unspecified.';
comment on column posting.education_required is 'Least degree required: none, bachelor, master, phd, or unspecified.';
comment on column posting.education_preferred is 'Degree preferred: bachelor, master, phd, or unspecified.';
comment on column posting.degree_or_equivalent is 'True where equivalent experience may stand for the degree.';
comment on column posting.years_min is 'Least years of experience required.';
comment on column posting.years_max is 'Upper end of the required years where stated.';
comment on column posting.project_maturity is 'production, research, mixed or unspecified.';
comment on column posting.pay_expected is 'True where a pay-transparency law in force asks for pay in this posting.';
comment on column posting.posted_date is 'Day of publication as the source states it.';
comment on column posting.is_backfilled_date is 'True where the source states no usable date; the first fetch stands in.';
comment on column posting.place_text is 'Places as written, joined by `; `.';
comment on column posting.url is 'Public address of the posting.';
comment on column posting.title_key is 'Title without place, mode and marks, in lower case: for linking.';
comment on column posting.text_fingerprint is 'Compact fingerprint of the text, for linking the same job on several boards.';
comment on column posting.content_sha256 is 'Hash of the content this row was read from.';
comment on column posting.taxonomy_version is 'Version of the taxonomies and rules that made the row.';
comment on column posting.job_id is 'Job that the posting announces; table `job`.';
comment on column posting.shows_closing is 'False on feeds where a posting never closes: it counts as open on its date.';
comment on column posting.first_seen_at is 'First look that listed it, UTC.';
comment on column posting.last_seen_at is 'Latest look that listed it, UTC.';
comment on column posting.missed_since is 'First of the complete looks in a row that did not list it, UTC; null while it is listed.';
comment on column posting.closed_at is 'When it was found gone, UTC: `missed_since`, once a complete look 12 hours later missed it too. Null while open; null again if seen again.';

create table posting_version (
    posting_id       varchar not null,
    valid_from       timestamp not null,
    valid_to         timestamp,
    changed          varchar not null,
    content_sha256   varchar not null,
    title_text       varchar not null,
    place_text       varchar,
    pay_text         varchar,
    text_fingerprint varchar not null,
    taxonomy_version varchar not null
);
comment on table posting_version is 'History of a posting: one row per content that its source showed. Follows the source, never our taxonomy.';
comment on column posting_version.posting_id is 'Posting.';
comment on column posting_version.valid_from is 'First look that saw this content, UTC.';
comment on column posting_version.valid_to is 'First look that saw the next content, UTC; null for the current one.';
comment on column posting_version.changed is 'What differs from the version before, by `|`: title, place, pay, text, other; `new` for the first.';
comment on column posting_version.content_sha256 is 'Hash of the content.';
comment on column posting_version.title_text is 'Title, verbatim.';
comment on column posting_version.place_text is 'Places as written, joined by `; `.';
comment on column posting_version.pay_text is 'Pay bands as read, joined by `; `.';
comment on column posting_version.text_fingerprint is 'Fingerprint of the text.';
comment on column posting_version.taxonomy_version is 'Version that read this content; pay and text are compared within one version only.';

create table posting_level (
    posting_id varchar not null,
    level      varchar not null,
    weight     double not null,
    rule       varchar not null
);
comment on table posting_level is 'Levels a posting is open for; a posting for several splits its vote.';
comment on column posting_level.posting_id is 'Posting.';
comment on column posting_level.level is 'Level code.';
comment on column posting_level.weight is 'Share of the posting''s vote; sums to 1 over its levels.';
comment on column posting_level.rule is 'What read it.';

create table pay_band (
    pay_id             varchar not null,
    posting_id         varchar not null,
    component          varchar not null,
    bound_type         varchar not null,
    pay_min            double,
    pay_max            double,
    currency_code      varchar,
    currency_evidence  varchar,
    period_code        varchar,
    period_source      varchar,
    gross_net          varchar not null,
    contract           varchar not null,
    payments_per_year  double,
    hours_week         double,
    fte_pct            double,
    is_estimate        boolean not null,
    annual_min_local   double,
    annual_max_local   double,
    annual_min_usd     double,
    annual_max_usd     double,
    fx_rate            double,
    fx_date            date,
    location_scope     varchar,
    level_scope        varchar,
    scope_place_id     varchar,
    scope_metro        varchar,
    scope_admin1       varchar,
    scope_country_code varchar,
    scope_level        varchar,
    pay_basis          varchar not null,
    evidence_text      varchar not null,
    evidence_start     bigint,
    evidence_end       bigint,
    rule               varchar not null,
    confidence         double not null,
    flags              varchar not null,
    is_benchmark_base  boolean not null,
    excluded_reason    varchar,
    taxonomy_version   varchar not null
);
comment on table pay_band is 'Pay that a posting states. One row per stated band, every component, original figures kept.';
comment on column pay_band.pay_id is '`posting_id#n`, n counting the posting''s bands from 0.';
comment on column pay_band.posting_id is 'Posting.';
comment on column pay_band.component is 'base, ote, total_cash, bonus_target, equity_grant, equity_pct, sign_on ... or unknown.';
comment on column pay_band.bound_type is 'What the figures bound.';
comment on column pay_band.pay_min is 'Low end as stated, in `currency_code` per `period_code`.';
comment on column pay_band.pay_max is 'High end as stated; equals the low end for a point.';
comment on column pay_band.currency_code is 'ISO 4217; null where nothing says which.';
comment on column pay_band.currency_evidence is 'What says the currency.';
comment on column pay_band.period_code is 'hour, day, week, month, year, project; null where unknown.';
comment on column pay_band.period_source is 'What says the period.';
comment on column pay_band.gross_net is 'gross, net or unknown.';
comment on column pay_band.contract is 'employee, b2b, contractor, internship or unknown.';
comment on column pay_band.payments_per_year is 'Monthly payments a year used to make pay yearly.';
comment on column pay_band.hours_week is 'Hours a week stated for the job.';
comment on column pay_band.fte_pct is 'Share of full time that the figures are for, per cent.';
comment on column pay_band.is_estimate is 'True for a board''s own estimate; never in a benchmark.';
comment on column pay_band.annual_min_local is 'Low end a year at full time, in `currency_code`.';
comment on column pay_band.annual_max_local is 'High end a year at full time, in `currency_code`.';
comment on column pay_band.annual_min_usd is 'Low end a year, US dollars at `fx_rate`.';
comment on column pay_band.annual_max_usd is 'High end a year, US dollars at `fx_rate`.';
comment on column pay_band.fx_rate is 'US dollars for one unit of `currency_code`; null where unknown.';
comment on column pay_band.fx_date is 'Day of the rate: the posting''s date or the nearest earlier one.';
comment on column pay_band.location_scope is 'Place that the band is stated for, as written.';
comment on column pay_band.level_scope is 'Level that the band is stated for, as written.';
comment on column pay_band.scope_place_id is '`location_scope` as a place code; null where not resolved.';
comment on column pay_band.scope_metro is 'Metro of `location_scope`.';
comment on column pay_band.scope_admin1 is 'State or province of `location_scope`.';
comment on column pay_band.scope_country_code is 'Country of `location_scope`.';
comment on column pay_band.scope_level is '`level_scope` as a level code; null where not resolved.';
comment on column pay_band.pay_basis is 'Read from a pay field or the text.';
comment on column pay_band.evidence_text is 'The words that the band was read from.';
comment on column pay_band.evidence_start is 'First code point in `RawPosting.text`; null for a field.';
comment on column pay_band.evidence_end is 'One past the last code point; null for a field.';
comment on column pay_band.rule is 'What read it.';
comment on column pay_band.confidence is 'How sure the reader is.';
comment on column pay_band.flags is 'What to know about the band, codes by `|`; empty where nothing.';
comment on column pay_band.is_benchmark_base is 'True for a band that a benchmark may use as the posting''s base pay.';
comment on column pay_band.excluded_reason is 'Why not, where it states base pay yet may not be used.';
comment on column pay_band.taxonomy_version is 'Version of the taxonomies and rules that made the row.';

create table posting_place (
    posting_id    varchar not null,
    place_id      varchar not null,
    place_text    varchar not null,
    metro         varchar,
    admin1        varchar,
    country_code  varchar,
    market_region varchar,
    weight        double not null,
    rule          varchar not null
);
comment on table posting_place is 'Places where the job is; one vote a posting, split over them.';
comment on column posting_place.posting_id is 'Posting.';
comment on column posting_place.place_id is 'Place code, `country/admin1/city` in lower case; or a country or region.';
comment on column posting_place.place_text is 'Place as written.';
comment on column posting_place.metro is 'Metro area code; null outside of the metros we know and for remote work.';
comment on column posting_place.admin1 is 'State or province code.';
comment on column posting_place.country_code is 'ISO 3166-1 alpha-2; null for a region or the world.';
comment on column posting_place.market_region is 'Market region code; null where the place is unknown.';
comment on column posting_place.weight is 'Share of the posting''s vote; sums to 1 over its places.';
comment on column posting_place.rule is 'What read it.';

create table posting_skill (
    posting_id  varchar not null,
    skill       varchar not null,
    skill_group varchar not null,
    requirement varchar not null
);
comment on table posting_skill is 'Skills that a posting names.';
comment on column posting_skill.posting_id is 'Posting.';
comment on column posting_skill.skill is 'Skill code.';
comment on column posting_skill.skill_group is 'Group of the skill.';
comment on column posting_skill.requirement is 'How it is asked for.';

create table posting_specialization (
    posting_id     varchar not null,
    specialization varchar not null,
    score          double not null,
    is_primary     boolean not null
);
comment on table posting_specialization is 'Specializations that a posting shows, with scores.';
comment on column posting_specialization.posting_id is 'Posting.';
comment on column posting_specialization.specialization is 'Specialization code.';
comment on column posting_specialization.score is 'Weighted cue count over title and text zones.';
comment on column posting_specialization.is_primary is 'True for the one that the benchmarks use.';

-- What follows from the facts; made anew after every load

create table job (
    job_id        varchar not null,
    posting_id    varchar not null,
    employer_id   varchar not null,
    title_key     varchar not null,
    level         varchar not null,
    members       bigint not null,
    boards        bigint not null,
    matched_by    varchar not null,
    first_seen_at timestamp not null,
    closed_at     timestamp
);
comment on table job is 'Jobs: postings of one employer that announce the same job, on several boards or listed again.';
comment on column job.job_id is 'The smallest posting_id of its members.';
comment on column job.posting_id is 'Posting that speaks for the job: one that states base pay before one that does not, the employer''s own board before feeds and agencies, then the one seen last.';
comment on column job.employer_id is 'Employer.';
comment on column job.title_key is 'Title that the members share.';
comment on column job.level is 'Level that the members share.';
comment on column job.members is 'Postings of the job.';
comment on column job.boards is 'Boards that show or showed it.';
comment on column job.matched_by is '`single`; `text`: same title, level, places, base pay and text; `facts`: the same but for the text, within 60 days.';
comment on column job.first_seen_at is 'First look that listed a member, UTC.';
comment on column job.closed_at is 'When its last member closed, UTC; null while one is open.';

create table employer (
    employer_id  varchar not null,
    name         varchar not null,
    aliases      varchar[] not null,
    industry     varchar not null,
    is_regulated boolean not null,
    size_band    varchar not null,
    is_agency    boolean not null,
    postings     bigint not null,
    boards       bigint not null
);
comment on table employer is 'Employers, over all their boards.';
comment on column employer.employer_id is 'Name in lower case without legal form; one id across sources.';
comment on column employer.name is 'Name as written most often.';
comment on column employer.aliases is 'Other ways in which the name is written, most frequent first.';
comment on column employer.industry is 'Industry, code; `unknown` where nothing says one.';
comment on column employer.is_regulated is 'True in regulated or high-stakes industries.';
comment on column employer.size_band is 'Size band: 1-50, 51-250, 251-1000, 1001-5000, 5001+, or unknown.';
comment on column employer.is_agency is 'True for staffing agencies and recruiters who hire for others.';
comment on column employer.postings is 'Postings in the tables, closed ones included.';
comment on column employer.boards is 'Boards on which it posts.';

create table rejected (
    source      varchar not null,
    board       varchar not null,
    native_id   varchar not null,
    stage       varchar not null,
    rule        varchar not null,
    value       varchar not null,
    rejected_at timestamp not null
);
comment on table rejected is 'What could not be used, and why. A record leaves when its source mends it.';
comment on column rejected.source is 'Source name.';
comment on column rejected.board is 'Board.';
comment on column rejected.native_id is 'The record''s id at the source.';
comment on column rejected.stage is 'Where it was refused.';
comment on column rejected.rule is 'The rule that refused it.';
comment on column rejected.value is 'The value that broke the rule, shortened.';
comment on column rejected.rejected_at is 'Look that refused it, UTC.';

create table posting_gap (
    kind       varchar not null,
    text       varchar not null,
    posting_id varchar not null
);
comment on table posting_gap is 'A word that a taxonomy does not know yet. One row per word and posting.';
comment on column posting_gap.kind is 'title, place, skill, currency, period, employment ...';
comment on column posting_gap.text is 'The word, in lower case.';
comment on column posting_gap.posting_id is 'A posting that uses it.';

create table gap (
    kind       varchar not null,
    text       varchar not null,
    postings   bigint not null,
    posting_id varchar not null
);
comment on table gap is 'Words that the taxonomies do not know yet, with counts.';
comment on column gap.kind is 'title, place, skill, currency, period, employment ...';
comment on column gap.text is 'The word, in lower case.';
comment on column gap.postings is 'Postings that use it.';
comment on column gap.posting_id is 'One of them: the smallest id.';

create table passage (
    source varchar not null,
    board  varchar not null,
    line   varchar not null
);
comment on table passage is 'Lines of text that an employer repeats over its postings: boilerplate, to be read as such.';
comment on column passage.source is 'Source name.';
comment on column passage.board is 'Board.';
comment on column passage.line is 'The line, whole: 60 characters or more, under three different titles or more.';

create table migration (
    number     integer not null,
    name       varchar not null,
    applied_at timestamp not null
);
comment on table migration is 'Files of `warehouse/migrations/` applied to this database.';
comment on column migration.number is 'Number of the file.';
comment on column migration.name is 'Its name.';
comment on column migration.applied_at is 'When, UTC, by the clock of the machine.';

-- What only runs need: not published.

create schema upkeep;

create table upkeep.board_page (
    source        varchar not null,
    board         varchar not null,
    url           varchar not null,
    etag          varchar,
    last_modified varchar,
    body_sha256   varchar,
    bytes         bigint,
    follow        varchar[] not null,
    items         struct(native_id varchar, posting_id varchar, content_sha256 varchar)[] not null,
    rejects       struct(native_id varchar, rule varchar, value varchar)[] not null,
    observed_at   timestamp not null
);
comment on table upkeep.board_page is 'What each page of a board said when it was last read: what an unchanged answer repeats.';
comment on column upkeep.board_page.source is 'Source name.';
comment on column upkeep.board_page.board is 'Board.';
comment on column upkeep.board_page.url is 'Address of the page.';
comment on column upkeep.board_page.etag is 'Validator that the page came with.';
comment on column upkeep.board_page.last_modified is 'The other validator.';
comment on column upkeep.board_page.body_sha256 is 'Hash of the body.';
comment on column upkeep.board_page.bytes is 'Length of the body.';
comment on column upkeep.board_page.follow is 'Further requests that it named, each as `<accept> <url>`.';
comment on column upkeep.board_page.items is 'Postings that it listed.';
comment on column upkeep.board_page.rejects is 'Records that could not be used.';
comment on column upkeep.board_page.observed_at is 'Look that read it, UTC.';

create table upkeep.line_title (
    line_key  ubigint not null,
    title_key uinteger not null
);
comment on table upkeep.line_title is 'Long lines seen so far and the titles they stood under, as hashes; once a line has enough titles it moves to `passage`.';
comment on column upkeep.line_title.line_key is 'Hash of source, board and line.';
comment on column upkeep.line_title.title_key is 'Lower 32 bits of the title''s hash.';

create table upkeep.hash_probe (
    value ubigint not null
);
comment on table upkeep.hash_probe is 'One row: what DuckDB''s hash made of a fixed word when `line_title` was begun.';
comment on column upkeep.hash_probe.value is 'The hash.';
