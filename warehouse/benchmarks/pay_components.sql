-- How often do AI jobs state bonus, equity, sign-on pay or on-target earnings, and how much? By level and employer size.
-- component: bonus_target, equity_grant, equity_pct, sign_on, ote ...; table pay_band has them all
-- level: level of the job
-- size_band: employer's size band, employees
-- ai_jobs: AI jobs of employees in the window at this level and size
-- jobs_stating: those that state the component
-- share_stating: their share
-- employers_stating: employers behind them
-- p50_usd: median over employers of their median stated amount, US dollars, where stated in money; null below 5 employers
-- as_of_date: day that everything dated derives from
with job as (
    select posting_id, employer_id, level, size_band from posting_current where left_out_reason is null
),
stated as (
    select distinct
        component,
        level,
        size_band,
        posting_id,
        employer_id,
        (annual_min_local + annual_max_local) / 2 * usd as amount,
    from job
    join pay_band using (posting_id)
    left join money using (currency_code)
    where component not in ('base', 'unknown') and not is_estimate
),
by_employer as (
    select
        component,
        level,
        size_band,
        employer_id,
        count(distinct posting_id) as jobs,
        median(amount) as amount,
    from stated
    group by component, level, size_band, employer_id
),
cell as (
    select level, size_band, count(*) as ai_jobs from job group by level, size_band
)
select
    component,
    level,
    size_band,
    any_value(ai_jobs) as ai_jobs,
    sum(jobs)::bigint as jobs_stating,
    round(jobs_stating / any_value(ai_jobs), 4) as share_stating,
    count(*) as employers_stating,
    case when count(amount) >= 5 then round(median(amount))::bigint end as p50_usd,
    any_value(as_of_date) as as_of_date,
from by_employer
join cell using (level, size_band)
cross join publication
group by component, level, size_band
order by component, level, size_band
