"""Tests of recording the consensus."""
