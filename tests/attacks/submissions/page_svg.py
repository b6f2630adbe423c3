"""Displays drawings with scripts, handlers, links and foreign objects."""

# %%
from IPython.display import SVG, display

drawing = (
    "<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' onload='evil()'>"
    "<script>evil()</script><a xlink:href='javascript:evil()'><text y='9'>a</text></a>"
    "<foreignObject><iframe srcdoc='&lt;script&gt;evil()'></iframe></foreignObject><set attributeName='onload'/></svg>"
)
display(SVG(drawing))
display({"image/svg+xml": drawing, "text/html": drawing}, raw=True)
display({"image/svg+xml": "\"><script>evil()</script>"}, raw=True)
