"""The application, for a server and for the `flask` command."""

import gc

# Hardly anything that is made while the application starts is thrown away, so looking for it takes time for nothing:
# neither now, nor again and again while the application runs.
gc.disable()

from tiex.app import create_app  # noqa: E402 — importing is most of it

app = create_app()

gc.freeze()
gc.enable()
