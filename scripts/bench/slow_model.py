"""A model that answers every question with the same text after a while. Usage: slow_model.py PORT SECONDS"""
import asyncio
import re
import sys

from processes import COMPLETION

ANSWER = (
    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(COMPLETION)}\r\n\r\n{COMPLETION}"
).encode()
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
PORT, SECONDS = int(sys.argv[1]), float(sys.argv[2])


class Connection(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.received = transport, b""

    def data_received(self, data):
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.received, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.received) < whole:
                return
            self.received = self.received[whole:]
            asyncio.get_running_loop().call_later(SECONDS, self.answer)

    def answer(self):
        if not self.transport.is_closing():
            self.transport.write(ANSWER)


async def main():
    server = await asyncio.get_running_loop().create_server(Connection, "127.0.0.1", PORT, backlog=4096)
    await server.serve_forever()


asyncio.run(main())
