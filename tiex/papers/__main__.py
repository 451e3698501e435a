"""`python -m tiex.papers`: make the file of the report that our own press hands in, hand it out, and end."""

import pickle
import sys

from tiex.papers.formats import make

if __name__ == "__main__":
    for piece in make(*pickle.load(sys.stdin.buffer)):
        sys.stdout.buffer.write(piece)
