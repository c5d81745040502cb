-- What does each country pay at each level?
-- cells: country_code, level
-- country_code: country of the job, ISO 3166-1 alpha-2; remote jobs that are open to one country count there
-- level: level of the job; unspecified where the posting does not say
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_country_level
order by country_code, level
