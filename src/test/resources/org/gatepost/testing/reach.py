"""Tries every line of its input, ADDRESS PORT/TRANSPORT SECONDS, all at once; prints those reached.

A TCP port is reached when it takes the connection, a UDP port when it answers.
"""

import asyncio
import sys


async def tcp(address, port):
    _, writer = await asyncio.open_connection(address, port)
    writer.close()


class Asking(asyncio.DatagramProtocol):
    def __init__(self, answered):
        self.answered = answered

    def datagram_received(self, data, sender):
        if not self.answered.done():
            self.answered.set_result(True)


async def udp(address, port):
    loop = asyncio.get_running_loop()
    answered = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Asking(answered), remote_addr=(address, port)
    )
    try:
        # What memcached answers; an echo answers it as well.
        transport.sendto(b"\0\1\0\0\0\1\0\0version\r\n")
        await answered
    finally:
        transport.close()


async def attempt(line):
    address, name, seconds = line.split()
    port, transport = name.split("/")
    asked = (tcp if transport == "tcp" else udp)(address, int(port))
    try:
        await asyncio.wait_for(asked, float(seconds))
        return line
    except (OSError, asyncio.TimeoutError):
        return None


async def all_of(lines):
    return await asyncio.gather(*(attempt(line) for line in lines))


for reached in asyncio.run(all_of(sys.stdin.read().splitlines())):
    if reached:
        print(reached)
