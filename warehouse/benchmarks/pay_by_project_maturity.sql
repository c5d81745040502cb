-- What does production work pay, and what research, at each level?
-- cells: project_maturity, level
-- project_maturity: production, research, mixed or unspecified
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_project_maturity
order by project_maturity, level
