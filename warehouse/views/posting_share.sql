-- Where and at which level a posting stands: its one vote split over places and levels. One row per posting x place x level.
-- The posting that votes for a job stands in all known places of the job's postings.
-- kind: table
-- posting_id: posting
-- place_id: place of the posting; null where none is known
-- place_posting_id: posting of the same job that names the place
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
),
repeated as (
    select job_id from population where left_out_reason = 'same_job'
),
several as (
    select
        speaker.posting_id,
        place_id,
        min(place.posting_id) as place_posting_id,
        sum(place.weight) as weight,
    from population as speaker semi join repeated using (job_id)
    join population as member using (job_id)
    join posting_place as place on member.posting_id = place.posting_id
    where speaker.left_out_reason is null and coalesce(member.left_out_reason, 'same_job') = 'same_job' and place_id != 'unknown'
    group by speaker.posting_id, place_id
),
seat as (
    select posting_id, place_id, posting_id as place_posting_id, weight from posting_place
    anti join several using (posting_id)
    union all
    select posting_id, place_id, place_posting_id, round(weight / sum(weight) over (partition by posting_id), 12) from several
)
select
    posting.posting_id,
    seat.place_id,
    seat.place_posting_id,
    coalesce(levels.level, posting.level) as level,
    coalesce(seat.weight, 1) as place_weight,
    coalesce(levels.weight, 1) as level_weight,
    case when not starts_with(work_mode, 'remote') then place.metro end as metro,
    case when work_mode not in ('remote_region', 'remote_global') then place.country_code end as country_code,
    case when work_mode = 'remote_global' then 'global_remote' else place.market_region end as market_region,
from posting
semi join population using (posting_id)
left join seat on posting.posting_id = seat.posting_id
left join posting_place as place on seat.place_posting_id = place.posting_id and seat.place_id = place.place_id
left join levels on posting.posting_id = levels.posting_id
order by posting.posting_id, seat.place_id, level
