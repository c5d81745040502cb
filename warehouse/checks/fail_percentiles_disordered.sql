-- Percentiles of a cell are out of order, or lie outside of their own interval.
select benchmark, cell, p10_usd, p25_usd, p50_usd, p75_usd, p90_usd
from pay_cell
where p10_usd > p25_usd or p25_usd > p50_usd or p50_usd > p75_usd or p75_usd > p90_usd
    or p10_usd not between coalesce(p10_usd_low, p10_usd) and coalesce(p10_usd_high, p10_usd)
    or p25_usd not between coalesce(p25_usd_low, p25_usd) and coalesce(p25_usd_high, p25_usd)
    or p50_usd not between coalesce(p50_usd_low, p50_usd) and coalesce(p50_usd_high, p50_usd)
    or p75_usd not between coalesce(p75_usd_low, p75_usd) and coalesce(p75_usd_high, p75_usd)
    or p90_usd not between coalesce(p90_usd_low, p90_usd) and coalesce(p90_usd_high, p90_usd)
order by benchmark, cell
