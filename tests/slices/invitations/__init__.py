"""Tests of the slice invitations."""
