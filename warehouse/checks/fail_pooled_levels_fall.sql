-- A pooled cell pays a level less than a lower level of its track, everything else alike.
with shown as (
    select
        benchmark,
        regexp_replace(cell, '\blevel=\S+', '') as others,
        regexp_extract(cell, '\blevel=(\S+)', 1) as level,
        p50_usd,
    from pay_cell
    where estimate_kind = 'pooled' and regexp_matches(cell, '\blevel=')
),
placed as (
    select shown.*, track, level_rank from shown join level using (level) where level_rank is not null
)
select benchmark, others, track, level, p50_usd, level_below, p50_below
from (
    select
        *,
        lag(p50_usd) over (partition by benchmark, others, track order by level_rank) as p50_below,
        lag(level) over (partition by benchmark, others, track order by level_rank) as level_below,
    from placed
)
where p50_usd < p50_below - 1
order by benchmark, others, track, level
