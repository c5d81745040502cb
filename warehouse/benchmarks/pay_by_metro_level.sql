-- What does each metro area pay at each level?
-- cells: metro, level
-- metro: metro area of the job, code; remote jobs never count in a metro
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_metro_level
order by metro, level
