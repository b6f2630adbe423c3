"""Has code whose text, comments and first line would break the page or the terminal that shows them."""

# %%
# </pre></div><script>evil()</script> \x1b[2J ]52;c;ZXZpbA== \u202e `while True`
"</textarea><script>evil()</script>"

# %%
%%html
<script>evil()</script>

# %%
%%javascript
evil()
