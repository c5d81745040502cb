-- What does each metro area pay each specialization at each level?
-- cells: metro, level, specialization
-- metro: metro area of the job, code; remote jobs never count in a metro
-- level: level of the job; unspecified where the posting does not say
-- specialization: primary specialization of the job
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_metro_level_specialization
order by metro, level, specialization
