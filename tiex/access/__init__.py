"""Who may do what: one table of permissions, predicates over plain values, and a guard that denies by default."""
