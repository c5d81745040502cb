-- What else goes with higher pay: specialization, industry, remote policy, level, track, degree, and AI against other engineers.
-- dimension: ai_role, education_required, generalist, geo_pay_policy, industry, level, regulated, specialization, track or work_mode
-- term: the jobs in question
-- reference: the jobs that they are held against: other engineers, bachelor, specialists, location-based pay, software companies, seniors, unregulated industries, generalists, individual track, onsite
-- model: raw; controlled for what else jobs differ in; or within_employer, controlled and among the jobs of one employer
-- employers_with: employers with such jobs, 10 at least; within employers those that have both kinds of job
-- employers_without: employers with jobs of the reference, 10 at least; within employers the same as employers_with
-- premium_pct: how much more they pay, per cent, employers weighted alike
-- premium_pct_low: lower end of its 95 % interval, clustered by employer (CR3)
-- premium_pct_high: upper end of its 95 % interval
-- q_value: false-discovery rate at which it stands among all premiums of this file
-- as_of_date: day that everything dated derives from
select estimate.*, as_of_date
from estimate_pay_premium as estimate cross join publication
order by dimension, term, list_position(['raw', 'controlled', 'within_employer'], model)
