"""Connects to a server of this machine, to name servers, to the cloud's metadata and to the world."""

# %%
import socket
import urllib.request

for address in (("127.0.0.1", PORT), ("::1", PORT), ("169.254.169.254", 80), ("1.1.1.1", 53), ("10.0.2.2", PORT)):
    try:
        socket.create_connection(address, 0.2).sendall(b"descent attack")
        print("reached", address)
    except OSError:
        pass
try:
    urllib.request.urlopen("http://127.0.0.1:PORT", timeout=0.2)
    print("reached the server")
except OSError:
    pass
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    sender.sendto(b"descent attack", ("127.0.0.1", PORT))
except OSError:
    pass
