"""Displays widget views and widget states whose model carries HTML, scripts and other students' models."""

# %%
import ipywidgets
from IPython.display import display

view = "application/vnd.jupyter.widget-view+json"
display({view: {"model_id": "</script><script>evil()</script>", "version_major": 2}, "text/plain": "w"}, raw=True)
display(ipywidgets.HTML("<script>evil()</script><img src=x onerror=evil()>"))
display({"application/vnd.jupyter.widget-state+json": {"state": {"x": "<script>evil()</script>"}}}, raw=True)
