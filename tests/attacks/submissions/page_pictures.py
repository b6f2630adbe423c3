"""Displays pictures whose data, sizes and names break out of the tag that shows them."""

# %%
from IPython.display import display

data = 'AAAA" onerror="evil()" x="'
for mime in ("image/png", "image/jpeg", "image/gif"):
    display({mime: data}, raw=True)
    sizes = {"width": "1 onerror=evil()", "height": "1><script>evil()</script>", "unconfined": "x"}
    display({mime: "AAAA"}, raw=True, metadata={mime: sizes, "filenames": {mime: data, "image/svg+xml": data}})
