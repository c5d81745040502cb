-- What the trends are made of: every AI job of an employee that states base pay, in the month in which it was first posted.
-- Closed long ago or not, so a month's jobs stay its jobs. Pay is the mean of the middles of its bands in its main currency.
-- kind: table
-- job_id: job
-- employer_id: employer
-- month: first day of the month in which it was posted, or first seen where its source states no date
-- country_code: country of its first place; null where none is known
-- level: primary level
-- specialization: primary specialization
-- role_family: primary role family
-- work_mode: onsite, hybrid, remote_country, remote_region, remote_global, flexible or unknown
-- law: due where a law in force then and there asked for pay, else free
-- currency_code: ISO 4217
-- pay: base pay a year at full time, in currency_code
with paid as (
    select
        posting_id,
        currency_code,
        favg((annual_min_local + annual_max_local) / 2) as pay,
        count(*) as bands,
    from pay_band
    where is_benchmark_base and annual_min_local > 0 and annual_max_local >= annual_min_local
    group by posting_id, currency_code
    qualify row_number() over (partition by posting_id order by bands desc, currency_code) = 1
),
place as (
    select posting_id, arg_min(country_code, (-weight, place_id)) as country_code
    from posting_place
    where country_code is not null
    group by posting_id
)
select
    job_id,
    employer_id,
    date_trunc('month', case when is_backfilled_date then first_seen_at else coalesce(posted_date, first_seen_at) end)::date as month,
    country_code,
    level,
    specialization,
    role_family,
    work_mode,
    if(pay_expected, 'due', 'free') as law,
    currency_code,
    round(pay, 6) as pay,
from posting
join paid using (posting_id)
left join place using (posting_id)
cross join publication
where first_seen_at::date <= as_of_date and is_ai_role and level != 'intern' and employment_type not in ('internship', 'contract', 'per_project')
qualify row_number() over (partition by job_id order by month, posting_id) = 1
order by job_id
