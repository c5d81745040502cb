-- A band, place or level belongs to no posting.
select 'pay_band' as in_table, posting_id from pay_band anti join posting using (posting_id)
union all
select 'posting_place', posting_id from posting_place anti join posting using (posting_id)
union all
select 'posting_level', posting_id from posting_level anti join posting using (posting_id)
order by in_table, posting_id
