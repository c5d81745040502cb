-- How near two texts are, and how the postings of a job were matched.

alter table posting add column text_sketch bigint;
comment on column posting.text_sketch is '32 bits of MinHash: the nearer two texts, the fewer differ; null for a short text.';
comment on column job.matched_by is '`single`; `text`: same title, level, base pay and text; `places`: the same, once per place; `facts`: same title, level, places and base pay, another text; `language`: same role, level, places and base pay in another language.';
