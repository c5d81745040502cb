-- A premium is shown that fewer than ten employers with the trait, or without it, stand behind.
select 'skill_premium' as benchmark, dimension, term, model, employers_with, employers_without
from benchmark_skill_premium
where least(employers_with, employers_without) < 10
union all
select 'pay_premium', dimension, term, model, employers_with, employers_without
from benchmark_pay_premium
where least(employers_with, employers_without) < 10
order by benchmark, dimension, term, model
