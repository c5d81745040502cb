-- Pay that votes has no words behind it, or words from the text without their place in it.
select pay_id, pay_basis, evidence_text, evidence_start, evidence_end
from pay_band semi join posting_vote using (pay_id)
where trim(evidence_text) = ''
    or (pay_basis = 'text' and (evidence_start is null or evidence_end is null or evidence_end <= evidence_start))
order by pay_id
