"""The consensus: what the council agreed, statement by statement, minuted where everybody can read it."""
