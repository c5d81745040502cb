-- A country pays seniors less than mid level, or staff less than seniors, beyond both intervals.
select lower.country_code, lower.level, lower.p50_usd, upper.level as next_level, upper.p50_usd as next_p50_usd
from benchmark_pay_by_country_level as lower
join benchmark_pay_by_country_level as upper using (country_code)
where (lower.level, upper.level) in (('entry', 'mid'), ('mid', 'senior'), ('senior', 'staff'))
    and lower.p50_usd_low > upper.p50_usd_high
order by lower.country_code, lower.level
