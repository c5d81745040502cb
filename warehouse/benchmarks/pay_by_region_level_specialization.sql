-- What does each market region pay each specialization at each level? The headline cube.
-- cells: market_region, level, specialization
-- market_region: market region code of table region; global_remote for jobs remote over the whole world
-- level: level of the job; unspecified where the posting does not say
-- specialization: primary specialization of the job
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_region_level_specialization
order by market_region, level, specialization
