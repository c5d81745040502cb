-- Which band speaks for a posting at each of its places and levels, and with which weight.
-- A band stated for that very place or level counts 1 there, shared by the posting's places inside of its scope; bands
-- stated for elsewhere do not count there; a band stated for the whole posting counts with the posting's share.
-- kind: table
-- posting_id: posting
-- pay_id: band
-- place_id: place of the posting; null where none is known
-- level: level of the posting
-- weight: s, the share of its job's vote that stands on this row, 0 to 1
-- scope: what the band is stated for, as matched with the place: place, metro, admin1, country or posting
-- metro: metro cell that the row counts in; null for remote jobs and for pay by zones
-- country_code: country cell that the row counts in
-- market_region: region cell that the row counts in
-- pay_min_usd: low end, US dollars a year, at the rate of table money
-- pay_max_usd: high end, US dollars a year, at the rate of table money
with band as (
    select
        posting_id,
        pay_id,
        scope_place_id,
        scope_metro,
        scope_admin1,
        scope_country_code,
        scope_level,
        lower(location_scope) as words,
        regexp_matches(lower(coalesce(location_scope, '')), '\b(zone|tier)') as is_zone,
        annual_min_local * usd as pay_min_usd,
        annual_max_local * usd as pay_max_usd,
    from pay_band join money using (currency_code)
    where is_benchmark_base and annual_min_local > 0 and annual_max_local >= annual_min_local
),
seat as (
    select
        share.*,
        place.metro as at_metro,
        place.admin1 as at_admin1,
        place.country_code as at_country_code,
        lower(trim(split_part(place.place_text, ',', 1))) as at_words,
    from posting_share as share
    left join posting_place as place on share.place_posting_id = place.posting_id and share.place_id = place.place_id
),
matched as (
    select
        seat.*,
        band.* exclude (posting_id),
        case
            when scope_level is null then 2
            when scope_level = level then 1
        end as level_rank,
        case
            when at_metro is null and at_admin1 is null then
                case when scope_country_code is null or coalesce(at_country_code, scope_country_code) = scope_country_code then 4 end
            when scope_place_id = place_id then 1
            when length(at_words) > 2 and contains(words, at_words)
                and coalesce(scope_country_code, at_country_code) = at_country_code then 1
            when scope_metro = at_metro then 2
            when scope_admin1 = at_admin1 and scope_country_code = at_country_code
                and (scope_metro is null or at_metro is null) then 3
            when scope_metro is not null or scope_admin1 is not null then null
            when scope_country_code = at_country_code and not is_zone then 4
            when scope_country_code is null or is_zone then 5
        end as place_rank,
    from seat join band using (posting_id)
),
chosen as (
    select
        *,
        bool_or(place_rank < 4 or (place_rank = 4 and scope_country_code = at_country_code)) over ballot as is_for_place,
        count(*) over ballot as bands,
    from (
        select * from matched
        where place_rank is not null and level_rank is not null
        qualify rank() over (partition by posting_id, place_id, level order by place_rank, level_rank) = 1
    )
    window ballot as (partition by posting_id, place_id, level)
),
scoped as (
    select
        *,
        case
            when not is_for_place then 'posting'
            else ['place', 'metro', 'admin1', 'country'][place_rank]
        end as scope,
        case scope
            when 'place' then place_id
            when 'metro' then at_metro
            when 'admin1' then at_country_code || '/' || at_admin1
            when 'country' then at_country_code
        end as scope_id,
    from chosen
)
select
    posting_id,
    pay_id,
    place_id,
    level,
    round(
        case when level_rank = 1 then 1 else level_weight end / bands * case
            when scope = 'posting' then place_weight
            else place_weight / sum(place_weight / bands) over (partition by posting_id, level, scope, scope_id)
        end,
        12
    ) as weight,
    scope,
    case when not is_zone then metro end as metro,
    country_code,
    market_region,
    round(pay_min_usd, 6) as pay_min_usd,
    round(pay_max_usd, 6) as pay_max_usd,
from scoped
order by posting_id, pay_id, place_id, level
