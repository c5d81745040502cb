-- What the trends are made of: every AI job of an employee that ever stated base pay, with the pay that it stated first, in the month of that.
-- Closed or changed since or not, so a month's jobs and their pay stay as they were. Pay is the mean of the middles of its bands in its main currency.
-- kind: table
-- job_id: job
-- employer_id: employer
-- month: first day of the month in which it was posted, or first seen where its source states no date; where it stated pay only later, of that month
-- latest_month: first day of the month since which it states the pay that it stated last
-- country_code: country of its first place; null where none is known
-- metro: metro area of that place; null for remote jobs
-- level: primary level
-- specialization: primary specialization
-- role_family: primary role family
-- work_mode: onsite, hybrid, remote_country, remote_region, remote_global, flexible or unknown
-- education_required: least degree required
-- law: due where a law in force then and there asked for pay, else free
-- currency_code: ISO 4217
-- pay: base pay a year at full time, in currency_code
with told as (
    select
        posting_id,
        valid_from,
        currency_code,
        annual_pay_local as pay,
        row_number() over history = 1 as is_first,
        annual_pay_local is distinct from lag(annual_pay_local) over history
            or currency_code is distinct from lag(currency_code) over history as is_new,
    from posting_version
    window history as (partition by posting_id order by valid_from)
),
paid as (
    select
        posting_id,
        arg_min(currency_code, valid_from) as currency_code,
        arg_min(pay, valid_from) as pay,
        case when not arg_min(is_first, valid_from) then min(valid_from) end as paid_since,
        case when not arg_max(is_first, valid_from) then max(valid_from) end as changed_at,
    from told
    where is_new and pay is not null
    group by posting_id
),
place as (
    select posting_id, country_code, metro
    from posting_place
    where country_code is not null
    qualify row_number() over (partition by posting_id order by weight desc, place_id) = 1
),
dated as (
    select *, case when is_backfilled_date then first_seen_at else coalesce(posted_date, first_seen_at) end as posted_at
    from posting
)
select
    job_id,
    employer_id,
    date_trunc('month', coalesce(paid_since, posted_at))::date as month,
    date_trunc('month', coalesce(changed_at, posted_at))::date as latest_month,
    country_code,
    case when not starts_with(work_mode, 'remote') then metro end as metro,
    level,
    specialization,
    role_family,
    work_mode,
    education_required,
    if(pay_expected, 'due', 'free') as law,
    currency_code,
    round(pay, 6) as pay,
from dated
join paid using (posting_id)
left join place using (posting_id)
cross join publication
where first_seen_at::date <= as_of_date and is_ai_role and level != 'intern' and employment_type not in ('internship', 'contract', 'per_project')
qualify row_number() over (partition by job_id order by month, posting_id) = 1
order by job_id
