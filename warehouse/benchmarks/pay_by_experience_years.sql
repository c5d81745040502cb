-- What do jobs pay by the least years of experience they ask for, over all countries and levels?
-- cells: experience_years
-- experience_years: least years required: 0-1, 2-4, 5-7, 8-11, 12+ or unspecified
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_experience_years
order by try_cast(regexp_extract(experience_years, '[0-9]+') as integer), experience_years
