"""The second factor: codes from an authenticator app, and recovery codes for whoever has lost it."""
