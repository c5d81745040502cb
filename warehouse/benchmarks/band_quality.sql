-- How wide are posted ranges, and so how much room do they leave? By country and level; null below 5 employers.
-- country_code: country of the job, ISO 3166-1 alpha-2
-- level: level of the job
-- postings: jobs that state usable base pay there
-- employers: employers behind them
-- p25_width_pct: lower quartile of range width, per cent of its middle
-- p50_width_pct: median range width, per cent of its middle
-- p75_width_pct: upper quartile of range width, per cent of its middle
-- share_point: share of bands that are one figure
-- share_over_50_pct: share of bands wider than half of their middle
-- as_of_date: day that everything dated derives from
with band as (
    select distinct
        country_code,
        level,
        job_id,
        employer_id,
        pay_id,
        100 * (pay_max_usd - pay_min_usd) / ((pay_max_usd + pay_min_usd) / 2) as width,
    from posting_pay
    where left_out_reason is null and country_code is not null
)
select
    country_code,
    level,
    count(distinct job_id) as postings,
    count(distinct employer_id) as employers,
    case when employers >= 5 then round(quantile_cont(width, 0.25), 1) end as p25_width_pct,
    case when employers >= 5 then round(quantile_cont(width, 0.50), 1) end as p50_width_pct,
    case when employers >= 5 then round(quantile_cont(width, 0.75), 1) end as p75_width_pct,
    case when employers >= 5 then round(avg((width < 0.01)::int), 4) end as share_point,
    case when employers >= 5 then round(avg((width > 50)::int), 4) end as share_over_50_pct,
    any_value(as_of_date) as as_of_date,
from band cross join publication
group by country_code, level
order by country_code, level
