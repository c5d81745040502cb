-- A band, place, level, skill or specialization of a posting stands twice.
select 'pay_band' as in_table, pay_id as key, count(*) as times from pay_band group by all having count(*) > 1
union all
select 'posting_place', posting_id || ' ' || place_id, count(*) from posting_place group by all having count(*) > 1
union all
select 'posting_level', posting_id || ' ' || level, count(*) from posting_level group by all having count(*) > 1
union all
select 'posting_skill', posting_id || ' ' || skill, count(*) from posting_skill group by all having count(*) > 1
union all
select 'posting_specialization', posting_id || ' ' || specialization, count(*)
from posting_specialization group by all having count(*) > 1
order by in_table, key
