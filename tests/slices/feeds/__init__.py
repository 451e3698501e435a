"""The feed of new resources."""
