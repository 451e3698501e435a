"""Tests of running an answering round and of what is released when it is closed."""
