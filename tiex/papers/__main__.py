"""`python -m tiex.papers`: typeset the order that comes in, hand out the files, and end."""

import json
import sys

from tiex.papers.typeset import packed, typeset

if __name__ == "__main__":
    sys.stdout.buffer.write(packed(typeset(json.load(sys.stdin))))
