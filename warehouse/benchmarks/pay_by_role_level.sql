-- What does each role family pay at each level, over all countries?
-- cells: role_family, level
-- role_family: primary role family of the job
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_role_level
order by role_family, level
