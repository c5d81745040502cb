-- A vote rests on a band that no benchmark may use: an estimate, net pay, another component, or flagged out.
select vote.posting_id, vote.pay_id, component, gross_net, is_estimate, excluded_reason
from posting_vote as vote join pay_band as band using (pay_id)
where not is_benchmark_base or is_estimate or component != 'base' or gross_net = 'net' or excluded_reason is not null
order by vote.posting_id, vote.pay_id
