-- What does each country pay each specialization at each level?
-- cells: country_code, level, specialization
-- country_code: country of the job, ISO 3166-1 alpha-2; remote jobs that are open to one country count there
-- level: level of the job; unspecified where the posting does not say
-- specialization: primary specialization of the job
-- and the columns of every pay cell: pay_cell.csv
select *
from estimate_pay_by_country_level_specialization
order by country_code, level, specialization
