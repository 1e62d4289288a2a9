"""Runs a program on a terminal of its own, types, and prints the screen; exits as it does."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

DEADLINE = time.monotonic() + 45  # before whoever runs this loses patience, so that it can tell why

screen = bytearray()
awaited = 0  # what lies before was asked for; more may have come with it in one piece


def await_text(text):
    global awaited
    while (found := screen.find(text, awaited)) < 0:
        if time.monotonic() > DEADLINE:
            sys.exit("no %r in:\n%r" % (text, bytes(screen)))
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                screen.extend(os.read(terminal, 4096))
            except OSError:
                sys.exit("ended before %r:\n%r" % (text, bytes(screen)))
    awaited = found + len(text)


child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])

await_text(b"prov> ")
os.write(terminal, b"gs pr\t")
await_text(b"proxy.example.org")
os.write(terminal, b"zimbraServiceEn\t")
await_text(b"zimbraServiceEnabled")
os.write(terminal, b"\r")
await_text(b"zimbraServiceEnabled: memcached")
await_text(b"prov> ")
os.write(terminal, b"sp alice@example.org\r")
await_text(b"alice@example.org: ")
os.write(terminal, b"pssst\r")
await_text(b"Once more: ")
os.write(terminal, b"pssst\r")
await_text(b"prov> ")
os.write(terminal, b"exit\r")
try:
    while True:
        screen += os.read(terminal, 4096)
except OSError:
    pass  # the other end is closed
sys.stdout.write(screen.decode("utf-8", "replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
