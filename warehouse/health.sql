-- How every source fares: last success, yield against its usual one, pay, response times, manners, alarms.
with newest as (
    select source, max(run_id) as run_id from board_run group by source
), per_run as (
    select source, run_id, sum(listed) as listed, sum(rejected) as rejected, count(*) as boards,
        count(*) filter (where outcome not in ('ok', 'unchanged', 'empty')) as broken,
        max(observed_at) filter (where completeness = 'complete') as succeeded_at
    from board_run group by source, run_id
), usual as (
    select source, median(listed) as listed, median(rejected / nullif(listed, 0)) as rejected_share,
        max(succeeded_at) as succeeded_at
    from (select per_run.*, row_number() over (partition by source order by run_id desc) as age from per_run)
    where age between 2 and 8 group by source
), asked as (
    select source, count(*) as requests,
        quantile_cont(epoch(finished_at - started_at), 0.5) as median_seconds,
        quantile_cont(epoch(finished_at - started_at), 0.95) as p95_seconds,
        count(*) filter (where robots = 'no_rules' or robots = 'allowed') as allowed
    from "fetch" join newest using (source, run_id) where started_at is not null group by source
), paid as (
    select posting_id, pay_basis from pay_band where component in ('base', 'ote', 'total_cash', 'total_comp', 'unknown')
), open_posting as (
    select source, count(*) as postings,
        avg((posting_id in (select posting_id from paid where pay_basis = 'field'))::integer) as pay_field_share,
        avg((posting_id in (select posting_id from paid where pay_basis = 'text'))::integer) as pay_text_share
    from posting where closed_at is null group by source
)
select source, coalesce(now_.succeeded_at, usual.succeeded_at) as last_success, boards, broken, postings,
    now_.listed, usual.listed as usual_listed, pay_field_share, pay_text_share, requests, median_seconds, p95_seconds,
    nullif(concat_ws('; ',
        case when broken = boards then 'no board could be read' end,
        case when usual.listed >= 10 and now_.listed < usual.listed / 2
            then format('lists {} postings, where {:.0f} are usual', now_.listed, usual.listed) end,
        case when now_.listed >= 10 and now_.rejected > now_.listed * greatest(0.1, 2 * coalesce(usual.rejected_share, 0.25))
            then format('{} of {} records could not be used', now_.rejected, now_.listed)
                || coalesce(format(', where {:.0f} per cent are usual', 100 * usual.rejected_share), '') end,
        case when broken < boards and broken * 2 > boards then 'most boards are broken' end), '') as alarm
from newest join per_run as now_ using (source, run_id)
left join usual using (source) left join asked using (source) left join open_posting using (source)
order by alarm is null, source
