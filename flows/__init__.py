"""Run: composition and edges, the only folder that knows all the others."""
