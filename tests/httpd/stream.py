# SPDX-License-Identifier: Apache-2.0
"""A backend whose error goes on and on, over HTTP and over FastCGI, and counts how far it got."""

import select
import socket
import struct
import threading

CHUNKS, PAUSE = 400, 0.05  # 20 seconds
PIECE = b"<p>zqmark" + b"." * 1014 + b"\n"
HEAD = b"Content-Type: text/html\r\n"


class Stream:
    """One request that it answers: how many chunks were `sent`, and whether it is `over`."""

    def __init__(self):
        self.sent, self.over = 0, threading.Event()


class Backend:
    """Listens on a free loopback port until the process ends.

    `next` holds the second and all later chunks back until the test allows them.
    """

    def __init__(self, fastcgi=False):
        self.fastcgi, self.streams = fastcgi, []
        self.next = threading.Event()
        self.next.set()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        stream = Stream()
        with connection:
            try:
                if not self._hear(connection):
                    return
                self.streams.append(stream)
                self._say(connection, b"Status: 404\r\n" + HEAD + b"\r\n" if self.fastcgi else
                          b"HTTP/1.1 404 Not Found\r\n" + HEAD
                          + b"Transfer-Encoding: chunked\r\n\r\n")
                while stream.sent < CHUNKS:
                    self._say(connection, PIECE if self.fastcgi else
                              b"%x\r\n" % len(PIECE) + PIECE + b"\r\n")
                    stream.sent += 1
                    self.next.wait(10)
                    # Whoever asked says nothing more; readable means that it has let go.
                    if select.select([connection], [], [], PAUSE)[0]:
                        return
            except OSError:
                pass
            finally:
                stream.over.set()

    def _hear(self, connection):
        """Read one whole request; False if none comes."""
        data = b""
        while piece := connection.recv(65536):
            data += piece
            if self.fastcgi and data.endswith(b"\x01\x05\0\x01\0\0\0\0"):
                return True  # the empty record that ends the standard input
            if not self.fastcgi and b"\r\n\r\n" in data:
                return True
        return False

    def _say(self, connection, data):
        if self.fastcgi:
            data = struct.pack(">BBHHBB", 1, 6, 1, len(data), 0, 0) + data
        connection.sendall(data)
