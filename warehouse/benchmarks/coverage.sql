-- What could the extractors read, and what not? One row a source: its postings of the window, and what is known of them.
-- source: source name
-- boards: boards with postings in the window
-- postings: postings observed open in the window
-- ai_postings: those for AI roles
-- with_pay: AI postings with any stated pay, whatever kind
-- with_base_pay: AI postings with base pay that a benchmark may use
-- with_pay_field: AI postings whose base pay comes from a pay field
-- with_country: AI postings whose country is known
-- with_metro: AI postings in a metro area that we know
-- with_level: AI postings whose level is known
-- with_specialization: AI postings that show a specialization
-- with_work_mode: AI postings whose work mode is known
-- with_posted_date: AI postings whose date the source states
-- rejected: records that could not be used; see table rejected
-- as_of_date: day that everything dated derives from
with place as (
    select
        posting_id,
        bool_or(country_code is not null or market_region is not null) as has_country,
        bool_or(metro is not null) as has_metro,
    from posting_place
    group by posting_id
),
pay as (
    select posting_id, bool_or(pay_basis = 'field' and component = 'base') as has_field
    from pay_band
    group by posting_id
),
refused as (
    select source, count(*) as records from rejected group by source
)
select
    now.source,
    count(distinct now.board) as boards,
    count(*) as postings,
    count(*) filter (now.is_ai_role) as ai_postings,
    count(pay.posting_id) filter (now.is_ai_role) as with_pay,
    count(*) filter (now.is_ai_role and states_base_pay) as with_base_pay,
    count(*) filter (now.is_ai_role and states_base_pay and has_field) as with_pay_field,
    count(*) filter (now.is_ai_role and has_country) as with_country,
    count(*) filter (now.is_ai_role and has_metro) as with_metro,
    count(*) filter (now.is_ai_role and now.level != 'unspecified') as with_level,
    count(special.posting_id) filter (now.is_ai_role) as with_specialization,
    count(*) filter (now.is_ai_role and now.work_mode != 'unknown') as with_work_mode,
    count(*) filter (now.is_ai_role and not posting.is_backfilled_date) as with_posted_date,
    coalesce(any_value(refused.records), 0) as rejected,
    any_value(as_of_date) as as_of_date,
from posting_current as now
join posting using (posting_id)
left join place using (posting_id)
left join pay using (posting_id)
left join (select distinct posting_id from posting_specialization) as special using (posting_id)
left join refused on now.source = refused.source
cross join publication
group by now.source
order by now.source
