-- Who states pay? AI jobs of the window and how many of them state base pay that a benchmark may use.
-- dimension: what the jobs are divided by: country_code, level, specialization, role_family, work_mode, industry, size_band or source
-- value: the part that this row is for
-- ai_jobs: AI jobs of employees in the window; a job in several countries or levels counts in each
-- employers: employers behind them
-- jobs_stating_pay: those that state usable base pay
-- disclosure_rate: their share
-- jobs_due: those for which a pay-transparency law in force asks for pay
-- jobs_due_stating_pay: those of the jobs due that state usable base pay
-- as_of_date: day that everything dated derives from
with job as (
    select * from posting_current where left_out_reason is null
),
part as (
    select distinct posting_id, 'country_code' as dimension, country_code as value from posting_share
    union all
    select distinct posting_id, 'level', level from posting_share
    union all
    select posting_id, dimension, value
    from (
        unpivot (select posting_id, specialization, role_family, work_mode, industry, size_band, source from job)
        on specialization, role_family, work_mode, industry, size_band, source
        into name dimension value value
    )
)
select
    dimension,
    value,
    count(*) as ai_jobs,
    count(distinct employer_id) as employers,
    count(*) filter (states_base_pay) as jobs_stating_pay,
    round(jobs_stating_pay / ai_jobs, 4) as disclosure_rate,
    count(*) filter (pay_expected) as jobs_due,
    count(*) filter (pay_expected and states_base_pay) as jobs_due_stating_pay,
    any_value(as_of_date) as as_of_date,
from part
join job using (posting_id)
cross join publication
where value is not null
group by dimension, value
order by dimension, value
