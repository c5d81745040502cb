-- What do jobs pay that ask for a degree, by the least degree asked for and level?
-- cells: education_required, level
-- education_required: least degree required: none, bachelor, master, phd or unspecified
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_education
order by education_required, level
