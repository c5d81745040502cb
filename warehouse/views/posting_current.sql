-- Postings observed open within the window, as they read now, and whether each votes in the benchmarks. One row per posting.
-- kind: view
-- posting_id: posting
-- job_id: job that it announces
-- employer_id: employer
-- employer_name: employer's name as most often written
-- source: where it was posted
-- board: the employer's token on the source, or the feed's name
-- title_text: title, verbatim
-- role_family: primary role family
-- is_ai_role: true where the job is AI engineering or research work
-- level: primary level
-- track: career track
-- specialization: primary specialization
-- is_generalist: true where no specialization stands out
-- industry: employer's industry
-- is_regulated: true in regulated or high-stakes industries
-- size_band: employer's size band
-- is_agency: true for staffing agencies
-- work_mode: onsite, hybrid, remote_country, remote_region, remote_global, flexible or unknown
-- geo_pay_policy: location_based, zone_tiered, single_national, global_flat or unspecified
-- employment_type: full_time, part_time, contract, internship, temporary, per_project or unspecified
-- education_required: least degree required
-- experience_years: least years of experience required, in bands
-- project_maturity: production, research, mixed or unspecified
-- place_text: places as written
-- pay_expected: true where a pay-transparency law in force asks for pay
-- posted_date: day of publication
-- first_seen_date: first day on which it was seen
-- last_seen_date: latest day on which it was seen
-- closed_date: day on which it was found gone; null while open
-- url: public address
-- states_base_pay: true where it states base pay that a benchmark may use
-- left_out_reason: why it has no vote in the benchmarks; null where it has
select
    posting_id,
    population.job_id,
    posting.employer_id,
    employer.name as employer_name,
    source,
    board,
    title_text,
    role_family,
    is_ai_role,
    level,
    track,
    specialization,
    is_generalist,
    posting.industry,
    posting.is_regulated,
    posting.size_band,
    posting.is_agency,
    work_mode,
    geo_pay_policy,
    employment_type,
    education_required,
    case
        when years_min is null then 'unspecified'
        when years_min < 2 then '0-1'
        when years_min < 5 then '2-4'
        when years_min < 8 then '5-7'
        when years_min < 12 then '8-11'
        else '12+'
    end as experience_years,
    project_maturity,
    place_text,
    pay_expected,
    posted_date,
    first_seen_at::date as first_seen_date,
    last_seen_at::date as last_seen_date,
    closed_at::date as closed_date,
    url,
    states_base_pay,
    left_out_reason,
from population
join posting using (posting_id)
left join employer on posting.employer_id = employer.employer_id
