"""The search engines: one contract for all, and what each does on its own."""
