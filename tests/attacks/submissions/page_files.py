"""Hands in pages, drawings and scripts beside the notebook, and a link to them that the teacher may follow."""

from nbformat.v4 import new_markdown_cell


def attack(notebook, home):
    page = "<script>evil()</script>"
    for name in ("results.html", "RESULTS.HTM", "plot.svg", "x.xhtml", "x.js", "02_update_rule.html", "x.xml", "noending"):
        (home / name).write_text(page)
    (home / "02_update_rule_files").mkdir()
    (home / "02_update_rule_files" / "x.shtml").write_text(page)
    (home / "plot.png").write_bytes(b"GIF89a" + page.encode())
    notebook.cells.append(new_markdown_cell("[My results](results.html) ![plot](plot.svg) [all](./02_update_rule_files/x.shtml)"))
