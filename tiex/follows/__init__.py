"""Searches that people follow: weekly mail with what is new in them, and sharing one."""
