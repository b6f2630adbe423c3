"""Prints the environment, the user, the host, the command line and all settings that it can find."""

# %%
import os
import platform
import subprocess
import sys

print(dict(os.environ), os.environb, sys.argv, sys.orig_argv, sys.flags, platform.uname(), os.getcwd())
%env
!env; set; id; hostname; ps aux; mount; ls -la / ~ /tmp
print(subprocess.run(["git", "-C", "REPOSITORY", "log"], capture_output=True))
