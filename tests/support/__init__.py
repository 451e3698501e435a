"""The ground that tests stand on: browser, database, server and proof-reading."""
