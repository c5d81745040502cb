-- Which skills go with higher pay? Jobs that name a skill against those that do not; what goes together, not what causes.
-- dimension: skill
-- term: skill code
-- reference: without: jobs that do not name it
-- model: raw; controlled for country, level, specialization, role, industry, size, work mode, degree and maturity; or within_employer, controlled and among the jobs of one employer
-- employers_with: employers with jobs that name it, 10 at least; within employers those that have both kinds of job
-- employers_without: employers with jobs that do not, 10 at least; within employers the same as employers_with
-- premium_pct: how much more they pay, per cent, employers weighted alike
-- premium_pct_low: lower end of its 95 % interval, clustered by employer (CR3)
-- premium_pct_high: upper end of its 95 % interval
-- q_value: false-discovery rate at which it stands among all premiums of this file
-- as_of_date: day that everything dated derives from
select estimate.*, as_of_date
from estimate_skill_premium as estimate cross join publication
order by dimension, term, list_position(['raw', 'controlled', 'within_employer'], model)
