"""Shows HTML nested thousands deep, which takes cleaning it hours."""

# %%
from IPython.display import HTML, display

for part in ("<div>", "<ul><li>", "<table><tr><td>", "<b><p>", "<font>", "<svg>", "<!--", "&", "<a href='x'>"):
    display(HTML(part * (19_000 // part.count("<") if "<" in part else 10**6)))
display(HTML("<div>" * 500_000))
display(HTML("".join(f"<b id={k}><p>" for k in range(9_999))))
display(HTML("<b " + " ".join(f"a{k}" for k in range(10**6)) + ">"))
