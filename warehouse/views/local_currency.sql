-- Currency of each country and metro area: the country's own; where we do not know it, the one that most employers there state base pay in.
-- kind: table
-- dimension: country_code or metro
-- value: the country or metro area
-- currency_code: ISO 4217
-- usd: US dollars for one unit, as in table money
with stated as (
    select country_code, currency_code, count(distinct employer_id) as employers
    from posting_pay
    where left_out_reason is null and country_code is not null
    group by country_code, currency_code
),
own as (
    select country_code, min(currency_code) as currency_code
    from price_level join money using (currency_code)
    where price_level_scope = 'country'
    group by country_code
),
country as (
    select country_code, coalesce(min(own.currency_code), arg_max(stated.currency_code, (employers, stated.currency_code))) as currency_code
    from own full join stated using (country_code)
    group by country_code
),
metro as (
    select metro, min(country_code) as country_code
    from posting_place
    where metro is not null
    group by metro
)
select 'country_code' as dimension, country_code as value, currency_code, usd
from country join money using (currency_code)
union all
select 'metro', metro, currency_code, usd
from metro join country using (country_code) join money using (currency_code)
order by dimension, value
