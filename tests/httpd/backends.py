# SPDX-License-Identifier: Apache-2.0
"""Backends that fail in their own ways, one that speaks FastCGI, and a gateway to them."""

import select
import socket
import struct
import threading

from server import free_port


class Backend:
    """Serves each connection in a thread of its own, until the process ends."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            connection, _ = self.socket.accept()
            threading.Thread(target=self._run, args=(connection,), daemon=True).start()

    def _run(self, connection):
        with connection:
            try:
                self.serve(connection)
            except OSError:
                pass

    def serve(self, connection):
        raise NotImplementedError


def heard(connection, end=b"\r\n\r\n"):
    """What came, up to and with `end`; what there is if the other side goes."""
    data = b""
    while end not in data:
        piece = connection.recv(65536)
        if not piece:
            break
        data += piece
    return data


class Resets(Backend):
    """Hears the request and resets the connection."""

    def serve(self, connection):
        heard(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Corrupt(Backend):
    """Answers with a status line of no HTTP/1."""

    def serve(self, connection):
        heard(connection)
        connection.sendall(b"HTTP/3.7 200 zqmark DNS lookup failure for: zqmark\r\n\r\n")


class NoHeader(Backend):
    """Answers with a header line that has no colon."""

    def serve(self, connection):
        heard(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nzqmark\r\nContent-Length: 0\r\n\r\n")


class Upgrades(Backend):
    """Changes to a protocol that nobody has asked for, with a cookie."""

    def serve(self, connection):
        heard(connection)
        connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nSet-Cookie: zqmark=1\r\n"
                           b"Connection: upgrade\r\nUpgrade: zqmark\r\n\r\n")


class Long(Backend):
    """Answers with a field that is longer than any that stays."""

    def serve(self, connection):
        heard(connection)
        connection.sendall(b"HTTP/1.1 503 Busy\r\nProxy-Status: " + b"z" * 10000
                           + b"\r\nContent-Length: 0\r\n\r\n")


class Truncates(Backend):
    """Announces a body of 500 bytes for a 200 and sends none."""

    def serve(self, connection):
        heard(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")


class FastCGI(Backend):
    """The CGI answer that QUERY_STRING names: `403`, or one of these."""

    NAMED = {b"dies": None, b"malformed": b"this is no header\r\n\r\n", b"hangs": b""}

    def serve(self, connection):
        request = heard(connection, b"\x01\x05\0\x01\0\0\0\0")
        name = request.partition(b"QUERY_STRING")[2].partition(b"REQUEST_URI")[0]
        name = next((one for one in self.NAMED if one in name), name)
        if name in self.NAMED:
            said = self.NAMED[name]
            if said is None:
                return
        else:
            code = next(word for word in (name[i:i + 3] for i in range(len(name)))
                        if word.isdigit() and len(word) == 3)
            said = b"Status: " + code + b"\r\nContent-Type: text/html\r\n\r\n"
        if name == b"hangs":
            select.select([connection], [], [], 8)
            return
        for kind, data in ((6, said), (6, b""), (3, bytes(8))):
            connection.sendall(struct.pack(">BBHHBB", 1, kind, 1, len(data), 0, 0) + data)


class Full:
    """Listens and has no room for one more: connecting to it takes longer than anyone waits."""

    def __init__(self):
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(0)
        self.port = self.socket.getsockname()[1]
        self.waiting = [socket.socket() for _ in range(4)]
        for one in self.waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))


def ports():
    """A port of each of them, by the name in the configuration."""
    if not hasattr(ports, "made"):
        ports.made = {"RESET": Resets(), "CORRUPT": Corrupt(), "TRUNCATE": Truncates(),
                      "NOHEADER": NoHeader(), "LONG": Long(), "UPGRADE": Upgrades(),
                      "FCGI": FastCGI(), "FULL": Full()}
        ports.nobody = free_port()
    return {**{name: one.port for name, one in ports.made.items()}, "NOBODY": ports.nobody}


# Every way in which mod_proxy can have no answer, and many in which it has one.
BACKENDS = """
Protocols h2c http/1.1
ProxyTimeout 2
SSLProxyEngine On
<Proxy "balancer://pool">
    BalancerMember http://127.0.0.1:@ORIGIN@
</Proxy>
<Proxy "balancer://scripts">
    BalancerMember fcgi://127.0.0.1:@FCGI@
</Proxy>
<Proxy "balancer://nobody">
</Proxy>
<Proxy "balancer://off">
    BalancerMember http://127.0.0.1:@ORIGIN@ status=+D
</Proxy>
ProxyPass /o/ http://127.0.0.1:@ORIGIN@/ disablereuse=on
ProxyPass /pool/ balancer://pool/
ProxyPass /scripts/ balancer://scripts/
ProxyPass /nobody/ balancer://nobody/
ProxyPass /off/ balancer://off/
ProxyPass /refused/ http://127.0.0.1:@DEAD@/
ProxyPass /full/ http://127.0.0.1:@FULL@/ connectiontimeout=1
ProxyPass /name/ http://name.invalid/
ProxyPass /reset/ http://127.0.0.1:@RESET@/ disablereuse=on
ProxyPass /corrupt/ http://127.0.0.1:@CORRUPT@/ disablereuse=on
ProxyPass /upgrade/ http://127.0.0.1:@UPGRADE@/ disablereuse=on
ProxyPass /noheader/ http://127.0.0.1:@NOHEADER@/ disablereuse=on
<Location /long/>
    ProxyPass http://127.0.0.1:@LONG@/ disablereuse=on responsefieldsize=20000
    ProxyErrorOverride On
</Location>
ProxyPass /truncate/ http://127.0.0.1:@TRUNCATE@/ disablereuse=on
ProxyPass /notls/ https://127.0.0.1:@ORIGIN@/
ProxyPass /noscheme/ nosuchscheme://127.0.0.1:@ORIGIN@/
ProxyPass /f/ fcgi://127.0.0.1:@FCGI@/ disablereuse=on
ProxyPass /frefused/ fcgi://127.0.0.1:@DEAD@/
ProxyPass /socket/ unix:@ROOT@/run/nobody.sock|http://localhost/
ProxyPass /fsocket/ unix:@ROOT@/run/nobody.sock|fcgi://localhost/
<Location /over/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    ProxyErrorOverride On
</Location>
<Location /fover/>
    ProxyPass fcgi://127.0.0.1:@FCGI@/ disablereuse=on
    ProxyErrorOverride On
</Location>
<Location /html/>
    ProxyPass http://127.0.0.1:@ORIGIN@/ disablereuse=on
    StatusPagesReplace html
</Location>
"""
# The same, and errors of httpd itself and of its handlers.
SITE = BACKENDS + """
RewriteEngine On
RewriteRule ^/forbidden - [F]
RewriteRule ^/to/(.*) http://127.0.0.1:@ORIGIN@/$1 [P]
Redirect 503 /closed
Redirect 429 /often
ProxyPass /denied/ http://127.0.0.1:@ORIGIN@/
ProxyPass /closedo/ http://127.0.0.1:@ORIGIN@/
<Location /denied/>
    Require all denied
</Location>
<Location /private>
    Require all denied
</Location>
<Location /reading>
    <LimitExcept GET HEAD>
        Require all denied
    </LimitExcept>
</Location>
<Location /closedo/>
    Redirect 503
</Location>
<Directory "@ROOT@/htdocs/ruled">
    RewriteEngine On
    RewriteRule ^ - [F]
</Directory>
<Location /small.cgi>
    LimitRequestBody 5
</Location>
<Location /lua>
    SetHandler lua-script
</Location>
<Location /document/>
    ErrorDocument 404 /cgi/empty404.cgi
    ErrorDocument 403 /cgi/status.cgi?503
    ErrorDocument 503 /cgi/status.cgi?503
</Location>
ProxyPass /document/o/ http://127.0.0.1:@ORIGIN@/
<Location /document/denied>
    Require all denied
</Location>
Alias /document/cgi "@ROOT@/htdocs/cgi"
Alias /document "@ROOT@/htdocs"
"""
FILES = {"htdocs/ruled/x.cgi": "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\nok\\n'\n",
         "htdocs/small.cgi": "#!/bin/sh\ncat > /dev/null\n"
                             "printf 'Content-Type: text/plain\\n\\nok\\n'\n",
         "htdocs/lua/own.lua": "function handle(r)\n  r.status = 403\n  return apache2.OK\nend\n",
         "htdocs/lua/back.lua": "function handle(r)\n  return 404\nend\n"}


def filled(conf):
    """This configuration with the ports of the backends in it."""
    for name, port in ports().items():
        conf = conf.replace(f"@{name}@", str(port))
    return conf
