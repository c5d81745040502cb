-- What do office, hybrid and remote jobs pay at each level, over all countries?
-- cells: work_mode, level
-- work_mode: onsite, hybrid, remote_country, remote_region, remote_global, flexible or unknown
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_work_mode
order by work_mode, level
