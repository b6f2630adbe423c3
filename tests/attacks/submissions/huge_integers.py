"""Returns, prints and raises integers of millions of digits, which take hours to write down."""

# %%
import sys

sys.set_int_max_str_digits(0)
huge = 1 << 10_000_000

# %%
huge

# %% answers
if asked == "gradient_step":
    return [huge, -huge, {huge: huge}]
raise OverflowError(huge)
