"""Reads whatever files, sockets and pipes it has inherited, and receives descriptors from them."""

# %%
import os
import socket

for descriptor in range(256):
    if descriptor == 3:
        continue
    for read in (lambda d: os.pread(d, 100_000, 0), lambda d: os.listdir(d), lambda d: os.fstat(d)):
        try:
            print(descriptor, [x for x in (read(descriptor),) if b"canary-" in bytes(str(x), "utf-8")])
        except (OSError, TypeError):
            pass
try:
    print(socket.recv_fds(socket.socket(fileno=os.dup(3)), 1, 8, socket.MSG_DONTWAIT | socket.MSG_PEEK))
except OSError:
    pass
