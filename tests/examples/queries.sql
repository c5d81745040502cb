-- What does each country pay seniors, and how sure is that?
select country_code, p50_usd, p50_usd_low, p50_usd_high, employers
from benchmark_pay_by_country_level where level = 'senior' and estimate_kind = 'direct' order by p50_usd desc;
-- What does a senior NLP engineer get where?
select market_region, p25_usd, p50_usd, p75_usd, estimate_kind, local_weight
from benchmark_pay_by_region_level_specialization where level = 'senior' and specialization = 'nlp' order by market_region;
-- Which metros pay staff most?
select metro, p50_usd, p50_local, currency_code from benchmark_pay_by_metro_level
where level = 'staff' and p50_usd is not null order by p50_usd desc limit 20;
-- Which skills go with higher pay within employers?
select term, premium_pct, premium_pct_low, premium_pct_high from benchmark_skill_premium
where model = 'within_employer' and q_value < 0.05 order by premium_pct desc;
-- What goes with a doctorate?
select model, premium_pct, premium_pct_low, premium_pct_high from benchmark_pay_premium
where dimension = 'education_required' and term = 'phd' order by model;
-- How did pay move?
select month, "index", index_low, index_high, suppression_reason from benchmark_pay_trend
where dimension = 'all' and method = 'hedonic' order by month;
-- Which specializations emerge?
select value, month, share, "index" from benchmark_demand_trend where dimension = 'specialization' order by value, month;
-- How far could P50 move?
select cell, p50_usd, range_25_p50_usd, range_75_p50_usd, reweighted_p50_usd, silent_less_p50_usd, silent_more_p50_usd
from benchmark_sensitivity where benchmark = 'pay_by_country_level' order by cell;
-- Who states pay?
select value, ai_jobs, disclosure_rate from benchmark_disclosure where dimension = 'country_code' order by ai_jobs desc;
-- How wide are posted ranges?
select country_code, level, p50_width_pct, share_point from benchmark_band_quality order by employers desc limit 20;
-- Which cells were held back, and why?
select benchmark, suppression_reason, count(*) as cells from pay_cell where estimate_kind = 'suppressed' group by all order by all;
-- What do remote jobs pay beside office jobs?
select work_mode, level, p50_usd, p50_usd_low, p50_usd_high from benchmark_pay_by_work_mode order by level, work_mode;
