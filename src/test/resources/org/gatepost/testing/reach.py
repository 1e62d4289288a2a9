"""Tries every line of its input, ADDRESS PORT/TRANSPORT and perhaps expected; prints those reached.

A TCP port is reached when it takes the connection, a UDP port when it answers. All are tried at
once. What is expected gets the time that a busy machine needs. For the rest it is enough that the
kernel has sent its first packet a second time, which it does after a second: the wire loses none,
but while a neighbour is being sought only some packets wait for it.
"""

import errno
import selectors
import socket
import sys
import time

EXPECTED_SECONDS = 20
FORBIDDEN_SECONDS = 1.6
QUESTION = b"\0\1\0\0\0\1\0\0version\r\n"  # memcached answers it, as an echo does

selector = selectors.DefaultSelector()
expected = set()
datagrams = []
reached = []


def begin(line):
    address, name, *hope = line.split()
    port, transport = name.split("/")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == "tcp" else socket.SOCK_DGRAM
    one = socket.socket(family, kind)
    one.setblocking(False)
    if hope:
        expected.add(line)
    if one.connect_ex((address, int(port))) not in (0, errno.EINPROGRESS):
        return
    if transport == "tcp":
        selector.register(one, selectors.EVENT_WRITE, line)
    else:
        selector.register(one, selectors.EVENT_READ, line)
        datagrams.append(one)


def ask(sockets):
    for one in sockets:
        try:
            one.send(QUESTION)
        except OSError:
            pass  # refused the first time


def finish(key):
    selector.unregister(key.fileobj)
    expected.discard(key.data)
    if key.events == selectors.EVENT_READ:
        try:
            key.fileobj.recv(2048)
        except OSError:
            return
    elif key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) != 0:
        return
    reached.append(key.data)


for line in sys.stdin.read().splitlines():
    begin(line)
ask(datagrams)
start = time.monotonic()
again = False
while selector.get_map():
    passed = time.monotonic() - start
    if passed > EXPECTED_SECONDS or (passed > FORBIDDEN_SECONDS and not expected):
        break
    if passed > 1 and not again:
        again = True
        ask(datagrams)
    for key, _ in selector.select(0.1):
        finish(key)
print("\n".join(reached))
