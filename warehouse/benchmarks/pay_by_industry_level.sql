-- What does each industry pay at each level, over all countries?
-- cells: industry, is_regulated, level
-- industry: employer's industry
-- is_regulated: true where the industry is regulated or high-stakes
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_industry_level
order by industry, is_regulated, level
