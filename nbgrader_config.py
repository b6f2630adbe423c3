# nbgrader's configuration of this course: `nbgrader autograde` and formgrader grade through the sandbox.
# Limits can be set here, for instance c.SandboxedExecute.memory_mb = 1024; see `autograder/preprocessors.py`.
from autograder.config import configure

c = get_config()  # noqa: F821  (nbgrader defines it)
configure(c)
