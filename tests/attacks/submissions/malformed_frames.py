"""Sends frames that are no JSON, no Unicode, nested without bottom, or pickles."""

# %% answers
import os
import struct

frames = [b"hello", b"\xff\xfe", b"[" * 100_000, b"\x80\x04\x95cos\nsystem\n(S'true'\ntR.", b"{}", b"nan", b"9" * 9999]
frames += [b'{"kind":"outcome","values":[' + b"[" * 5000 + b"]" * 5000 + b'],"flags":[],"error":null}']
for frame in frames:
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, struct.pack(">I", len(frame)) + frame)
        except OSError:
            pass
