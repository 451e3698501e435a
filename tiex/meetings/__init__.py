"""The meeting: its agenda made of the answers, silent votes, the screen in the room, and running it."""
