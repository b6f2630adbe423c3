"""Puts HTML, formulas that are links, and commands to the teacher's terminal into errors, names and representations."""

# %%
text = "<script>evil()</script>\x1b[2J\x1b]52;c;ZXZpbA==\x07\x1b]8;;http://evil\x07[bold red]17/17[/] $\\href{javascript:evil()}{x}$ \u202e"


class Odd:
    __repr__ = lambda self: text


# %%
print(text)
Odd()

# %% answers
kind = type("Error" + text, (Exception,), {})
if asked == "newton_step":
    return Odd()
if asked == "optimal_lr":
    return text, text
raise kind(text)
