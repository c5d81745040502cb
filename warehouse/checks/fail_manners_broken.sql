-- A request was sent against robots.txt, beside another one to its host, too soon after it, or within a wait asked for.
with sent as (
    select run_id, host, fetch_id, url, robots, started_at, finished_at, pause_seconds, retry_after_seconds,
        max(finished_at) over earlier as busy_until,
        max(finished_at + to_milliseconds((1000 * pause_seconds)::bigint)) over earlier as free_from,
        lag(finished_at) over (partition by run_id, host order by started_at, fetch_id) as last_finished_at
    from "fetch"
    where started_at is not null
    window earlier as (
        partition by run_id, host order by started_at, fetch_id rows between unbounded preceding and 1 preceding
    )
), within_a_wait as (
    select distinct later.fetch_id
    from sent as asked join sent as later
        on asked.run_id = later.run_id and asked.host = later.host and later.started_at >= asked.finished_at
        and later.started_at + interval 1 millisecond
            < asked.finished_at + to_milliseconds((1000 * least(asked.retry_after_seconds, 1e9))::bigint)
    where asked.retry_after_seconds > 0
)
select run_id, host, fetch_id, url, started_at,
    case when robots not in ('allowed', 'no_rules', 'robots') then 'robots'
        when fetch_id in (from within_a_wait) then 'retry_after'
        when started_at < busy_until then 'concurrency'
        else 'delay' end as broken
from sent
where robots not in ('allowed', 'no_rules', 'robots')
    or fetch_id in (from within_a_wait)
    or (pause_seconds > 0 and (
        started_at < busy_until
        or started_at + interval 1 millisecond < free_from
        or started_at + interval 1 millisecond < last_finished_at + to_milliseconds((1000 * pause_seconds)::bigint)
    ))
order by run_id, started_at, fetch_id
