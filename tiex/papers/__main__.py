"""`python -m tiex.papers`: make the file that our own press orders, hand it out, and end."""

import pickle
import sys

from tiex.papers.formats import make

if __name__ == "__main__":
    sys.stdout.buffer.write(make(pickle.load(sys.stdin.buffer)))
