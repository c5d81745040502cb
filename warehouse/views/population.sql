-- Who may vote: every posting observed open on at least one day of the window, and why it may not vote where it may not.
-- kind: table
-- posting_id: posting
-- job_id: job that it announces; a job votes once, however often it is posted
-- states_base_pay: true where it states gross base pay, at both ends, that a benchmark may use
-- left_out_reason: why it has no vote: not_ai_role, internship, contract, per_project, or same_job where another posting speaks for the job; null where it votes
with seen as (
    select
        posting.*,
        case
            when shows_closing then first_seen_at::date <= as_of_date and last_seen_at::date >= window_start
            else posted_date between window_start and as_of_date
        end as is_in_window,
        case
            when not is_ai_role then 'not_ai_role'
            when employment_type = 'internship' or level = 'intern' then 'internship'
            when employment_type in ('contract', 'per_project') then employment_type
        end as unfit_reason,
    from posting, publication
),
usable as (
    select distinct posting_id
    from pay_band join money using (currency_code)
    where is_benchmark_base and annual_min_local > 0 and annual_max_local >= annual_min_local
),
ranked as (
    select
        seen.posting_id,
        seen.job_id,
        usable.posting_id is not null as states_base_pay,
        unfit_reason,
        row_number() over (
            partition by seen.job_id
            order by
                unfit_reason is null desc,
                usable.posting_id is not null desc,
                seen.posting_id is not distinct from job.posting_id desc,
                seen.posting_id
        ) as turn,
    from seen
    left join usable using (posting_id)
    left join job on seen.job_id = job.job_id
    where is_in_window
)
select
    posting_id,
    job_id,
    states_base_pay,
    coalesce(unfit_reason, case when turn > 1 then 'same_job' end) as left_out_reason,
from ranked
order by posting_id
