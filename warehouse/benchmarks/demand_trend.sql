-- Which AI work is asked for more? Its share of the postings of the same boards, chained from month to month.
-- A link from a month to the next rests on boards that were seen whole in both; months before a board was first seen whole are never made up from posting dates.
-- dimension: all (all AI work), role_family or specialization
-- value: the part that this row is for
-- month: first day of the month
-- boards: boards seen whole in this month and the one before; in the first month, in this one
-- board_postings: all postings seen open on them in this month, AI or not
-- ai_postings: those of them that are of this part
-- share: their share
-- index: the share against the first month, which is 100, chained; null from where 5 boards or 5 postings do not carry a link
-- as_of_date: day that everything dated derives from
with look as (
    select distinct source, board, date_trunc('month', observed_at)::date as month
    from board_run cross join publication
    where completeness = 'complete' and observed_at::date <= as_of_date
),
pair as (
    select now.source, now.board, now.month, before.month is not null as has_before
    from look as now
    left join look as before
        on now.source = before.source and now.board = before.board and before.month = now.month - interval 1 month
),
span as (
    select source, board, month as link, month as seen, has_before from pair
    union all
    select source, board, month, (month - interval 1 month)::date, true from pair where has_before
),
open as (
    select
        link, seen, has_before, span.source, span.board, posting_id, is_ai_role and level != 'intern' as is_ai,
        role_family, specialization,
    from span
    join posting on span.source = posting.source and span.board = posting.board
        and first_seen_at < seen + interval 1 month and last_seen_at >= seen
    where shows_closing
),
months as (
    select link, bool_or(has_before) as is_linked
    from span
    group by link
),
total as (
    select
        link,
        count(distinct (source, board)) filter (seen = link and has_before = is_linked) as boards,
        count(*) filter (seen = link and has_before = is_linked) as postings,
        count(*) filter (seen < link) as postings_before,
    from open join months using (link)
    group by link
),
part as (
    select link, seen, has_before, 'all' as dimension, 'all' as value from open where is_ai
    union all
    select link, seen, has_before, 'role_family', role_family from open where is_ai
    union all
    select link, seen, has_before, 'specialization', specialization from open where is_ai
),
counted as (
    select
        link,
        dimension,
        value,
        count(*) filter (seen = link and has_before = is_linked) as ai_postings,
        count(*) filter (seen < link) as ai_before,
    from part join months using (link)
    group by link, dimension, value
),
named as (
    select distinct dimension, value from counted
),
filled as (
    select
        dimension,
        value,
        total.link as month,
        boards,
        postings,
        coalesce(ai_postings, 0) as ai_postings,
        row_number() over (partition by dimension, value order by total.link) = 1 as is_first,
        case
            when boards >= 5 and ai_postings >= 5 and ai_before >= 5
                then ln((ai_postings / postings) / (ai_before / postings_before))
        end as step,
    from named cross join total
    left join counted using (link, dimension, value)
)
select
    dimension,
    value,
    month,
    boards,
    postings as board_postings,
    ai_postings,
    round(ai_postings / postings, 6) as share,
    case
        when count(*) filter (not is_first and step is null) over chain = 0 and bool_or(is_first and boards >= 5) over chain
            then round(100 * exp(coalesce(sum(step) filter (not is_first) over chain, 0)), 2)
    end as index,
    any_value(as_of_date) over () as as_of_date,
from filled cross join publication
window chain as (partition by dimension, value order by month)
order by dimension, value, month
