"""Signing in and out, and setting a new password."""
