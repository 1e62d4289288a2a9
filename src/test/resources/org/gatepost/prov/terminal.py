"""Runs a program on a terminal of its own, types, and prints the screen; exits as it does."""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

DEADLINE = time.monotonic() + 60


def await_text(terminal, seen, text):
    begin = len(seen)
    while text not in bytes(seen[begin:]):
        if time.monotonic() > DEADLINE:
            sys.exit("no %r in:\n%r" % (text, bytes(seen)))
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                seen += os.read(terminal, 4096)
            except OSError:
                sys.exit("ended before %r:\n%r" % (text, bytes(seen)))


child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])

screen = bytearray()
await_text(terminal, screen, b"prov> ")
os.write(terminal, b"gs pr\t")
await_text(terminal, screen, b"proxy.example.org")
os.write(terminal, b"zimbraServiceEn\t")
await_text(terminal, screen, b"zimbraServiceEnabled")
os.write(terminal, b"\r")
await_text(terminal, screen, b"zimbraServiceEnabled: memcached")
await_text(terminal, screen, b"prov> ")
os.write(terminal, b"sp alice@example.org\r")
await_text(terminal, screen, b"alice@example.org: ")
os.write(terminal, b"pssst\r")
await_text(terminal, screen, b"Once more: ")
os.write(terminal, b"pssst\r")
await_text(terminal, screen, b"prov> ")
os.write(terminal, b"exit\r")
try:
    while True:
        screen += os.read(terminal, 4096)
except OSError:
    pass  # the other end is closed
sys.stdout.write(screen.decode("utf-8", "replace"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
