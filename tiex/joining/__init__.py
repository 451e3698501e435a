"""Asking to join a council, and deciding about it."""
