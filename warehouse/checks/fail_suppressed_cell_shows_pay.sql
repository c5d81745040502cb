-- A suppressed cell shows pay, or a shown cell has none, or a cell does not say which it is.
select benchmark, cell, estimate_kind, suppression_reason, p50_usd
from pay_cell
where case estimate_kind
    when 'direct' then p50_usd is null or suppression_reason is not null
    when 'pooled' then p50_usd is null or p50_usd_low is null or p50_usd_high is null or suppression_reason is not null
        or local_weight is null or interval_kind_p50 != 'pooled'
    when 'suppressed' then suppression_reason is null or coalesce(
        p10_usd, p25_usd, p50_usd, p75_usd, p90_usd, p10_usd_low, p25_usd_low, p50_usd_low, p75_usd_low, p90_usd_low,
        p10_usd_high, p25_usd_high, p50_usd_high, p75_usd_high, p90_usd_high, p10_local, p25_local, p50_local, p75_local, p90_local,
        p10_local_low, p25_local_low, p50_local_low, p75_local_low, p90_local_low,
        p10_local_high, p25_local_high, p50_local_high, p75_local_high, p90_local_high
    ) is not null
    else true
end
order by benchmark, cell
