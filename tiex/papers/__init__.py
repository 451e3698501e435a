"""Papers: a result in a form to take away, made from one frozen report by a writer for each format."""
