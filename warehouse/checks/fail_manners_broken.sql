-- A request was sent against robots.txt, beside another one to its host, too soon after it, or within a wait asked for.
with sent as (
    select run_id, host, fetch_id, url, robots, started_at, pause_seconds,
        max(finished_at) over earlier as busy_until,
        max(finished_at + to_milliseconds((1000 * pause_seconds)::bigint)) over earlier as not_before,
        lag(finished_at) over (partition by run_id, host order by started_at, fetch_id) as last_finished_at,
        max(finished_at + to_milliseconds((1000 * retry_after_seconds)::bigint)) over earlier as waits_until
    from "fetch"
    where started_at is not null
    window earlier as (
        partition by run_id, host order by started_at, fetch_id rows between unbounded preceding and 1 preceding
    )
)
select run_id, host, fetch_id, url, started_at,
    case when robots not in ('allowed', 'no_rules', 'robots') then 'robots'
        when started_at + interval 1 millisecond < waits_until then 'retry_after'
        when started_at < busy_until then 'concurrency'
        else 'delay' end as broken
from sent
where robots not in ('allowed', 'no_rules', 'robots')
    or started_at + interval 1 millisecond < waits_until
    or (pause_seconds > 0 and (
        started_at < busy_until
        or started_at + interval 1 millisecond < not_before
        or started_at + interval 1 millisecond < last_finished_at + to_milliseconds((1000 * pause_seconds)::bigint)
    ))
order by run_id, started_at, fetch_id
