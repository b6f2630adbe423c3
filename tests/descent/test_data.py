"""The shipped data: what loads, that it is what the README says, and what happens without a network."""

import gzip
import hashlib
import io
import re
import tarfile
import urllib.error
from pathlib import Path

import numpy as np
import pytest
from descent import data
from descent.data import fetching

from autograder import data as hidden
from autograder import exercises
from autograder.data import build

FOLDERS = [Path(data.__file__).parent, Path(hidden.__file__).parent]


def checksums():
    for folder in FOLDERS:
        listed = re.findall(r"^\| `([\w.]+)` .*`([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.M)
        assert len(listed) == 3
        yield from ((folder / name, checksum) for name, checksum in listed)


@pytest.mark.parametrize(("path", "checksum"), list(checksums()), ids=lambda value: getattr(value, "name", ""))
def test_a_file_is_the_one_that_the_readme_names(path, checksum):
    assert hashlib.sha256(path.read_bytes()).hexdigest() == checksum


def test_fashion_is_balanced_and_sorted_by_class_so_that_who_forgets_to_shuffle_finds_out():
    train_images, train_labels, test_images, test_labels = data.fashion()
    assert (train_images.shape, train_images.dtype) == ((5000, 28, 28), np.uint8)
    assert (test_images.shape, test_images.dtype) == ((1000, 28, 28), np.uint8)
    np.testing.assert_array_equal(train_labels, np.repeat(np.arange(10), 500))
    np.testing.assert_array_equal(test_labels, np.repeat(np.arange(10), 100))
    assert train_labels.dtype == test_labels.dtype == np.int64
    assert len(data.FASHION_CLASSES) == len(set(data.FASHION_CLASSES)) == 10


def test_signals_are_standardised_in_random_order():
    train, train_labels, test, test_labels = data.mnist1d()
    assert (train.shape, test.shape, train.dtype) == ((4000, 40), (1000, 40), np.float32)
    both = np.concatenate([train, test])
    assert abs(both.mean()) < 1e-6
    assert abs(both.std() - 1) < 1e-6
    np.testing.assert_array_equal(np.bincount(np.concatenate([train_labels, test_labels])), np.full(10, 500))
    assert len(np.unique(train_labels[:50])) == 10


def test_the_novel_begins_as_everybody_knows():
    text = data.moby_dick()
    assert len(text) == 600_000
    assert "Call me Ishmael. Some years ago--never mind how long precisely--" in text[:100]
    assert text.isascii()
    assert len(set(text)) == 79


def test_hidden_examples_are_balanced_in_no_order_and_none_of_them_ships():
    images, labels = hidden.fashion()
    np.testing.assert_array_equal(np.bincount(labels), np.full(10, 50))
    assert len(np.unique(labels[:50])) == 10
    shipped = {image.tobytes() for part in (data.fashion().train_images, data.fashion().test_images) for image in part}
    assert not shipped & {image.tobytes() for image in images}
    signals, kinds = hidden.mnist1d()
    assert (signals.shape, kinds.shape) == ((1000, 40), (1000,))
    assert not {row.tobytes() for row in data.mnist1d().train_signals} & {row.tobytes() for row in signals}
    text = hidden.moby_dick()
    assert len(text) == 100_000
    assert set(text) <= set(data.moby_dick())
    assert text[50_000:50_100] not in data.moby_dick()


def test_hidden_data_is_not_in_the_course():
    course = FOLDERS[0].parents[1]
    assert course.name == "course"
    assert not FOLDERS[1].is_relative_to(course)
    assert not any("hidden" in path.name for path in course.rglob("*.npz"))
    assert exercises.__path__  # what reads them stands beside


@pytest.fixture
def offline(monkeypatch):
    def refuse(*_, **__):
        raise urllib.error.URLError("no network")

    monkeypatch.setattr(fetching.urllib.request, "urlopen", refuse)


@pytest.mark.parametrize("fetch", [data.fashion_full, data.cifar10])
def test_without_a_network_one_sentence_says_what_to_do(offline, fetch, tmp_path):  # noqa: ARG001
    with pytest.raises(data.DownloadError, match=r"could not be fetched .* run the cell again, or put the file into"):
        fetch(tmp_path)
    assert list(tmp_path.iterdir()) == []


def serve(monkeypatch, files):
    monkeypatch.setattr(fetching.urllib.request, "urlopen", lambda url, **_: io.BytesIO(files[url.rpartition("/")[2]]))


def small_cifar():
    rng = np.random.default_rng(0)
    packed, parts = io.BytesIO(), {}
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name in [*(f"data_batch_{k}" for k in range(1, 6)), "test_batch"]:
            parts[name] = rng.integers(0, 256, (4, 3073), dtype=np.uint8)
            parts[name][:, 0] %= 10
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}.bin")
            member.size = parts[name].size
            tar.addfile(member, io.BytesIO(parts[name].tobytes()))
    return packed.getvalue(), parts


def test_an_archive_is_kept_and_read_and_another_one_is_refused(monkeypatch, tmp_path):
    archive, parts = small_cifar()
    serve(monkeypatch, {"cifar-10-binary.tar.gz": archive})
    with pytest.raises(data.DownloadError, match="SHA-256"):
        data.cifar10(tmp_path)
    monkeypatch.setattr(fetching, "CIFAR10_SHA256", hashlib.sha256(archive).hexdigest())
    read = data.cifar10(tmp_path)
    assert read.train_images.shape == (20, 3, 32, 32)
    np.testing.assert_array_equal(read.test_labels, parts["test_batch"][:, 0])
    np.testing.assert_array_equal(read.train_images[4].ravel(), parts["data_batch_2"][0, 1:])
    serve(monkeypatch, {})  # from now on out of the folder
    np.testing.assert_array_equal(data.cifar10(tmp_path).train_images, read.train_images)


def test_the_larger_set_is_read_from_its_packed_files(monkeypatch, tmp_path):
    raw, sums = {}, {}
    for name in fetching.FASHION_SHA256:
        shape = (6, 28, 28) if "images" in name else (6,)
        body = np.random.default_rng(len(name)).integers(0, 10, shape, dtype=np.uint8)
        content = bytes(16 if "images" in name else 8) + body.tobytes()
        raw[f"{name}.gz"], sums[name] = gzip.compress(content), hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(fetching, "FASHION_SHA256", sums)
    serve(monkeypatch, raw)
    read = data.fashion_full(tmp_path)
    assert read.train_images.shape == read.test_images.shape == (6, 28, 28)
    assert read.train_labels.dtype == np.int64


def test_both_halves_check_against_the_same_raw_files():
    assert list(build.FASHION_RAW.values()) == list(fetching.FASHION_SHA256.values())
