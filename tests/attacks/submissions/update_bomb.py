"""Shows a thousand small displays of one name, and then makes all of them megabytes long by one update."""

# %%
from IPython.display import display, update_display

for _ in range(199):
    display({"text/plain": "."}, raw=True, display_id="bomb")
update_display({"text/plain": "x" * 5_000_000}, raw=True, display_id="bomb")
