-- A posting stands twice in table posting.
select posting_id, count(*) as times
from posting
group by posting_id
having count(*) > 1
order by posting_id
