-- A vote pays less than 3,000 or more than 2,000,000 dollars a year.
select posting_id, pay_id, round(pay_min_usd) as pay_min_usd, round(pay_max_usd) as pay_max_usd
from posting_vote semi join (select posting_id from population where left_out_reason is null) using (posting_id)
where pay_min_usd < 3000 or pay_max_usd > 2000000
order by posting_id, pay_id
