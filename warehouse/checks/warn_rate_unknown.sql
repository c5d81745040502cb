-- Base pay is stated in a currency that has no rate, so it has no vote.
select currency_code, count(*) as bands
from pay_band anti join money using (currency_code)
where is_benchmark_base
group by currency_code
order by currency_code
