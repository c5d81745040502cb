-- Where and at which level a posting stands: its one vote split over places and levels. One row per posting x place x level.
-- kind: table
-- posting_id: posting
-- place_id: place of the posting; null where none is known
-- level: level that the posting is open for; levels that only a pay band names are counted
-- place_weight: share of the posting's vote at this place
-- level_weight: share of the posting's vote at this level
-- metro: metro cell that the place counts in; null for remote jobs
-- country_code: country cell that the place counts in; null for jobs remote over a region or the world
-- market_region: region cell that the place counts in; global_remote for jobs remote over the world
with named as (
    select distinct posting_id, scope_level as level
    from pay_band semi join population using (posting_id)
    where is_benchmark_base and scope_level is not null
),
stated as (
    select posting_id, level, weight from posting_level
    semi join population using (posting_id)
),
added as (
    select posting_id, level from named
    anti join stated using (posting_id, level)
),
levels as (
    select posting_id, level, weight from stated
    anti join added using (posting_id)
    union all
    select posting_id, level, 1 / count(*) over (partition by posting_id) as weight
    from (
        select posting_id, level from stated semi join added using (posting_id) where level != 'unspecified'
        union all
        select posting_id, level from added
    )
)
select
    posting_id,
    place.place_id,
    coalesce(levels.level, posting.level) as level,
    coalesce(place.weight, 1) as place_weight,
    coalesce(levels.weight, 1) as level_weight,
    case when not starts_with(work_mode, 'remote') then place.metro end as metro,
    case when work_mode not in ('remote_region', 'remote_global') then place.country_code end as country_code,
    case when work_mode = 'remote_global' then 'global_remote' else place.market_region end as market_region,
from posting
semi join population using (posting_id)
left join posting_place as place using (posting_id)
left join levels using (posting_id)
order by posting_id, place_id, level
