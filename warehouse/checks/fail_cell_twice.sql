-- A cell stands twice in a benchmark.
select benchmark, cell, count(*) as times
from pay_cell
group by benchmark, cell
having count(*) > 1
order by benchmark, cell
