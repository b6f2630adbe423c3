"""Data sets that are too large to ship, or that nobody may ship: fetched once, and checked before they are used."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import urllib.request
from pathlib import Path

import numpy as np
import platformdirs

from descent.data.sets import Images

SECONDS = 30.0  # without a byte, and the server counts as unreachable
CIFAR10_URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"  # the binary form holds no pickles
CIFAR10_SHA256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
FASHION_URL = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
FASHION_SHA256 = {  # of the files unpacked: how they are packed differs from mirror to mirror
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


class DownloadError(OSError):
    """A data set could not be fetched; the message says in one sentence why, and what to do."""


def fashion_full(folder: Path | str | None = None) -> Images:
    """Return all of Fashion-MNIST, 60,000 and 10,000 images (N, 28, 28) uint8; the first call fetches 30 MB.

    `folder` keeps the files (default: the user's cache). Raises `DownloadError`.
    """
    parts = []
    for name, checksum in FASHION_SHA256.items():
        content = _kept(folder, name, f"{FASHION_URL}{name}.gz", checksum, unpack=gzip.decompress)
        sides = (28, 28) if "images" in name else ()
        parts.append(np.frombuffer(content, np.uint8, offset=16 if sides else 8).reshape(-1, *sides))
    return Images(parts[0], parts[1].astype(np.int64), parts[2], parts[3].astype(np.int64))


def cifar10(folder: Path | str | None = None) -> Images:
    """Return CIFAR-10, 50,000 and 10,000 images (N, 3, 32, 32) uint8; the first call fetches 170 MB.

    `folder` keeps the file (default: the user's cache). Raises `DownloadError`. Source: Krizhevsky (2009).
    """
    return cifar10_from(_kept(folder, "cifar-10-binary.tar.gz", CIFAR10_URL, CIFAR10_SHA256))


def cifar10_from(archive: bytes) -> Images:
    """Return the images of the published archive: records of one byte for the class and 3·32·32 for the pixels."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        names = [f"data_batch_{k}" for k in range(1, 6)] + ["test_batch"]
        read = [tar.extractfile(f"cifar-10-batches-bin/{name}.bin") for name in names]
        batches = [np.frombuffer(file.read() if file else b"", np.uint8).reshape(-1, 3073) for file in read]
    train, test = np.concatenate(batches[:5]), batches[5]
    return Images(
        train[:, 1:].reshape(-1, 3, 32, 32),
        train[:, 0].astype(np.int64),
        test[:, 1:].reshape(-1, 3, 32, 32),
        test[:, 0].astype(np.int64),
    )


def _kept(folder: Path | str | None, name: str, url: str, checksum: str, *, unpack=bytes) -> bytes:  # type: ignore[no-untyped-def]
    path = Path(folder or platformdirs.user_cache_dir("descent")) / name
    if path.exists():
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() == checksum:
            return content
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:
            content = unpack(answer.read())
    except (OSError, EOFError) as error:
        raise DownloadError(
            f"{name} could not be fetched from {url} ({error}): connect to the internet and run the cell again, "
            f"or put the file into {path.parent} by hand."
        ) from None
    if hashlib.sha256(content).hexdigest() != checksum:
        raise DownloadError(f"What came from {url} is not the file that is expected (its SHA-256 differs).")
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
    return content
