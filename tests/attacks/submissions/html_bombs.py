"""Shows HTML nested thousands deep, which takes cleaning it hours."""

# %%
from IPython.display import HTML, display

for part in ("<div>", "<ul><li>", "<table><tr><td>", "<b><p>", "<font>", "<svg>", "<!--", "&", "<a href='x'>"):
    display(HTML(part * (19_000 // part.count("<") if "<" in part else 10**6)))
display(HTML("<div>" * 500_000))
