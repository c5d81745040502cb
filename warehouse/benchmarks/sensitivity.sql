-- How far would P50 move under other assumptions on ranges, on employers who do not state pay, and on time? Direct cells of all pay files.
-- benchmark: file of the cell
-- cell: its dimensions, as `dim=value`, in the order of the file
-- employers: employers in the cell
-- disclosure_rate: share of the cell's AI jobs that state usable base pay
-- is_low_coverage: true where fewer than 30 per cent do
-- p50_usd: P50 as published: offers spread evenly over each posted range
-- range_25_p50_usd: P50 with every offer a quarter up its range
-- range_50_p50_usd: P50 with every offer in the middle of its range
-- range_75_p50_usd: P50 with every offer three quarters up its range
-- reweighted_p50_usd: P50 with the jobs that state pay raked to all jobs by country, level, specialization, industry, size and source
-- silent_less_p50_usd: P50 if jobs that do not state pay paid a tenth less than those that do
-- silent_more_p50_usd: P50 if they paid a tenth more
-- reference_month_p50_usd: P50 with each job's pay carried to the reference month by the headline trend
-- as_of_date: day that everything dated derives from
select estimate.*, as_of_date
from estimate_sensitivity as estimate cross join publication
order by benchmark, cell
