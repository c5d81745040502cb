-- Two postings vote for one job.
select job_id, count(*) as postings
from population
where left_out_reason is null
group by job_id
having count(*) > 1
order by job_id
