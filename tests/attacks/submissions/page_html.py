"""Shows HTML with scripts, handlers, frames, forms and styles that would run or hide something in the teacher's page."""

# %%
from IPython.display import HTML, display

for page in (
    "<script>evil()</script><img src=x onerror=evil()><svg onload=evil()><script>evil()</script></svg>",
    "<iframe srcdoc='<script>evil()</script>'></iframe><object data='javascript:evil()'></object><embed src=evil>",
    "<a href='javascript:evil()'>a</a><a href=' java\tscript&colon;evil()'>b</a><a href='data:text/html,evil'>c</a>",
    "<form action='//evil'><input autofocus onfocus=evil()><button formaction='javascript:evil()'>Go</button></form>",
    "<base href='//evil'><meta http-equiv=refresh content='0;url=javascript:evil()'><link rel=stylesheet href=//evil>",
    "<math><maction actiontype='statusline#evil' xlink:href='javascript:evil()'>m</maction></math>",
    "<style>body{display:none}@import '//evil'</style><div style='position:fixed;background:url(javascript:evil())'>",
    "<noscript><p title='</noscript><img src=x onerror=evil()>'></noscript><!--><img src=x onerror=evil()>-->",
    "<table><caption><select><style><!--</style><img src=x onerror=evil()>--></select></table><template><script>evil()",
    "</div></div></pre></body></html><script>evil()</script><plaintext>",
):
    display(HTML(page))
    display({"text/html": page, "text/plain": page}, raw=True, metadata={"text/html": {"isolated": True}})
