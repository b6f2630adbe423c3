"""Displays Markdown and LaTeX that hold scripts and links that run."""

# %%
from IPython.display import Latex, Markdown, display

text = "<script>evil()</script> [a](javascript:evil()) <img src=x onerror=evil()> **b**"
display(Markdown(text), Latex("$x</div>" + text + r"\href{javascript:evil()}{x}$"))
display({"text/markdown": text, "text/latex": text}, raw=True)
