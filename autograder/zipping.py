"""Zip files with the same bytes every time."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Container
from pathlib import Path

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first day that the format knows


def write_zip(path: Path, files: dict[str, bytes], executable: Container[str] = ()) -> None:
    """Write `files` by name, in the order of their names and without today's date; a reader sees all or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            about = zipfile.ZipInfo(name, _EPOCH)
            about.compress_type = zipfile.ZIP_DEFLATED
            about.create_system = 3  # Unix, so that permissions count
            about.external_attr = (0o100755 if name in executable else 0o100644) << 16
            archive.writestr(about, files[name])
    os.replace(temporary, path)
