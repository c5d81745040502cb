-- What do employers pay whose pay depends on the place, and those whose pay does not?
-- cells: geo_pay_policy, level
-- geo_pay_policy: location_based, zone_tiered, single_national, global_flat or unspecified
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_geo_pay_policy
order by geo_pay_policy, level
