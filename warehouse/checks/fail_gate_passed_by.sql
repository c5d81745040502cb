-- A figure is shown that its gate forbids: too few employers, or one of them too heavy, or an interval too wide.
select
    benchmark, cell, estimate_kind, employers, top_employer_share,
    p10_usd, p25_usd, p50_usd, p75_usd, p90_usd, p50_usd_low, p50_usd_high,
from pay_cell
where (p50_usd is not null and (employers < 2 or p50_usd_high > 2.001 * p50_usd_low))
    or (estimate_kind != 'pooled' and (
        (p50_usd is not null and (employers < 5 or top_employer_share > 0.25))
        or (coalesce(p25_usd, p75_usd) is not null and employers < 10)
        or (coalesce(p10_usd, p90_usd) is not null and employers < 20)
    ))
order by benchmark, cell
