"""Reads other processes' memory, environment, files and mounts through /proc and /sys."""

# %%
import glob

paths = [f"/proc/{who}/{what}" for who in ["self", "1", "2", *range(3, 30)] for what in ("environ", "cmdline", "maps")]
paths += glob.glob("/proc/*/root/*") + glob.glob("/proc/self/task/*/environ") + glob.glob("/sys/**", recursive=True)
paths += ["/proc/mounts", "/proc/self/mountinfo", "/proc/kcore", "/dev/mem", "/proc/sysrq-trigger", "/proc/1/mem"]
for path in paths:
    try:
        print(path, open(path, "rb").read(5000))
    except OSError:
        pass
