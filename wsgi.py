"""The application, for a server and for the `flask` command."""

from tiex.memory import starting

with starting():
    from tiex.app import create_app

    app = create_app()
