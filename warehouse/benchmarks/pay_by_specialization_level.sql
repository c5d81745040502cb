-- What does each specialization pay at each level, over all countries?
-- cells: specialization, level
-- specialization: primary specialization of the job
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_specialization_level
order by specialization, level
