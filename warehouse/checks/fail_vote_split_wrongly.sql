-- The shares of a posting over its places, over its levels, or over both where it votes, do not sum to one.
select 'places' as over, posting_id, sum(weight) as total from posting_place group by posting_id having abs(total - 1) > 1e-6
union all
select 'levels', posting_id, sum(weight) as total from posting_level group by posting_id having abs(total - 1) > 1e-6
union all
select 'vote', posting_id, sum(place_weight * level_weight) as total from posting_share group by posting_id having abs(total - 1) > 1e-6
order by over, posting_id
