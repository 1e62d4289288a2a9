"""Listens at every port named (143/tcp 11211/udp ...) that nobody has yet; UDP answers what it gets.

Whether a connection is taken is then the firewall's decision alone. Prints ready, then goes on.
"""

import selectors
import socket
import sys

selector = selectors.DefaultSelector()
listening = []
for name in sys.argv[1:]:
    number, transport = name.split("/")
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    one = socket.socket(socket.AF_INET6, kind)
    one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    if transport == "tcp":
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        one.bind(("::", int(number)))
    except OSError:
        continue  # a real server is there
    if transport == "tcp":
        one.listen(512)  # the kernel takes connections; nobody needs to speak
        listening.append(one)
    else:
        selector.register(one, selectors.EVENT_READ)
print("ready", flush=True)

while True:
    for key, _ in selector.select():
        data, sender = key.fileobj.recvfrom(2048)
        key.fileobj.sendto(data, sender)
