-- Remote work of which nothing says how far it reaches: `remote_country` without a scope.

comment on column posting.remote_scope is 'Where a remote worker may live: country or region codes, by `|`; null where nothing says it.';
