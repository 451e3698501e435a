"""Passwords: hashed and checked, with wrong tries counted and a lock after too many."""
