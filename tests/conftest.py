"""What holds for all tests."""

import os

os.environ["DESCENT_PROGRESS"] = "off"  # checks that tests run are nobody's progress; kernels inherit it
