"""Tests of the audit trail: how entries are sealed, and how broken chains are found."""
