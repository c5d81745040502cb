-- How does pay of AI jobs move, the mix of jobs held alike? The hedonic index is the headline, two other ways stand beside it.
-- In local currency; jobs by the month in which they were posted, with the pay that they stated first. Old months are those of jobs that stayed open until they were first seen.
-- dimension: all, or country_code
-- value: all, or the country
-- month: first day of the month
-- method: hedonic (the headline), cell_growth (median over cells of the growth of their median) or matched_employers (the same employers in the same cells)
-- index: pay against the reference month, which is 100; null where too few cells or employers say
-- index_low: lower end of its 95 % interval, clustered by employer; null where the method has none
-- index_high: upper end of its 95 % interval
-- jobs: jobs posted in the month
-- employers: employers with jobs in this month and in the reference month; 10 are needed
-- matched_cells: cells of country, level and specialization with 5 jobs or more in this month and in the reference month; 30 are needed
-- suppression_reason: few_matched_cells (fewer than 30) or few_employers (fewer than 10); null where there is an index
-- reference_month: the last whole month
-- as_of_date: day that everything dated derives from
select estimate.*, as_of_date
from estimate_pay_trend as estimate cross join publication
order by dimension, value, month, method
