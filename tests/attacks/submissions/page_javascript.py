"""Displays outputs of the types that run: JavaScript, widgets, Vega, Plotly, Bokeh, PDF, mermaid."""

# %%
from IPython.display import Javascript, display

display(Javascript("evil()"))
for mime in (
    "application/javascript",
    "text/javascript",
    "application/vnd.plotly.v1+json",
    "application/vnd.vegalite.v5+json",
    "application/vnd.bokehjs_exec.v0+json",
    "application/pdf",
    "text/vnd.mermaid",
    "application/x-evil",
    "<script>evil()</script>",
):
    display({mime: "</pre><script>evil()</script>"}, raw=True)
