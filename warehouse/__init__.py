"""Keep: DuckDB in, answers out; the only folder that speaks SQL."""
