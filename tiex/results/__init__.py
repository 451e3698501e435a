"""Reading a result worth discussing."""
