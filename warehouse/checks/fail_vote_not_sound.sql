-- A vote has a weight outside of 0 to 1, or pay that is not a positive, ordered, finite range.
select posting_id, pay_id, place_id, level, weight, pay_min_usd, pay_max_usd
from posting_vote
where not (weight > 0 and weight <= 1)
    or not (pay_min_usd > 0 and pay_max_usd >= pay_min_usd)
    or not (isfinite(pay_min_usd) and isfinite(pay_max_usd))
order by posting_id, pay_id, place_id, level
