"""Writes texts whose Markdown turns into scripts, handlers and links that run."""

# %% [markdown]
# <script>evil()</script> <img src=x onerror=evil()> <IMG SRC="javascript:evil()">
#
# [a](javascript:evil()) [b](JaVaScRiPt&colon;evil()) [c](<java&#10;script:evil()>) [d](/files/javascript:evil())
# [e](files/javascript:evil()) [f][f] [g](data:text/html,<script>evil()</script>) <javascript:evil()> ![h](x"onerror="evil())
#
# [f]: javascript:evil()
#
# [f]:
#   javascript:evil()
#
# # <a name="x" onclick=evil()>A title</a>
#
# $<img src=x onerror=evil()>$ $$</div><script>evil()</script>$$ \href{javascript:evil()}{x} $\href{javascript:evil()}{y}$
#
# | a | b |
# |---|---|
# | <svg/onload=evil()> | [x](vbscript:evil()) |
#
# <a title="$"> $ " onclick="evil()" x>

# %% [markdown]
# ```mermaid
# graph TD; A["<img src=x onerror=evil()>"] --> B; click A "javascript:evil()"
# ```
#
# ~~~"onload="evil()
# x
# ~~~
#
# `<script>evil()` <details ontoggle=evil() open><summary onclick='evil()'>s</summary></details>
#
# <div
# onclick="evil()">x</div> <!-- --!><script>evil()</script> --> <![CDATA[<script>evil()</script>]]> <?x <script>evil()</script> ?>
