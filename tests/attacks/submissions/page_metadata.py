"""Puts scripts into every piece of metadata that a page may show: names, languages, titles, ids, tags, authors."""


def attack(notebook, home):
    evil = '"><script>evil()</script>'
    notebook.metadata = {
        "title": evil,
        "kernelspec": {"name": evil, "language": evil, "display_name": evil},
        "language_info": {"name": evil, "pygments_lexer": evil, "codemirror_mode": evil},
        "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"x": evil}}},
        "authors": [{"name": evil}],
    }
    for cell in notebook.cells:
        cell["id"] = "x"
        cell.metadata["tags"] = [evil]
        cell.metadata["name"] = evil
