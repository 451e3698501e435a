"""Files of an example: on their way in parts or with a form, in a list that says how each stands, and removed."""
