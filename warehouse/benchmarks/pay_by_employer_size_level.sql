-- What do small and large employers pay at each level, over all countries?
-- cells: size_band, level
-- size_band: employer's size band, employees
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_employer_size_level
order by size_band, level
