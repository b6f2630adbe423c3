"""Publishes execute results, updates of other displays and cleared outputs as a kernel would for a test cell."""

# %%
from IPython.display import clear_output, display, update_display

shell = get_ipython()
for count in range(-1, 30):
    display({"text/plain": "1000.0"}, raw=True, display_id=f"cell-{count:03d}")
    update_display({"text/plain": "1000.0"}, raw=True, display_id=f"gradient_step{count}")
    shell.execution_count = count
clear_output()
shell.display_pub.publish(data={"text/plain": "1000.0"}, transient={"display_id": "gradient_step"}, update=True)
shell.displayhook(1000.0)
