#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A TLS site for heal.mjs: one port for each theme, one without HTTP/2, and one for another site,
whose name the browser has to be told.

Prints a line `NAME URL` for each, then `ready`, and serves until it is stopped."""

import pathlib
import signal
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "httpd"))

import server  # noqa: E402

HOST = """
Listen 127.0.0.1:%d
<VirtualHost 127.0.0.1:%d>
    ServerName localhost
    SSLEngine on
    @CERT@
    Protocols %s
    StatusPagesHeal cookies
    StatusPagesTheme %s
    StatusPagesSite name "Example Library"
    StatusPagesSite contact /contact
</VirtualHost>
"""
# Its logo is a picture of the site, which a locked out visitor would not get either.
PARAMETERS = {"brand": "brand accent=#0a5c36 accent_dark=#8fdcb4 on_accent_dark=#06231a"}


def main():
    hosts = [("http1", "default", "http/1.1"),
             ("evil", "default", "h2 http/1.1"),
             *[(theme, theme, "h2 http/1.1") for theme in server.THEMES]]
    ports = {name: server.free_port() for name, _, _ in hosts}
    site = server.Server("".join(
        HOST % (ports[name], ports[name], protocols, PARAMETERS.get(theme, theme))
        for name, theme, protocols in hosts)).start()
    for name, port in ports.items():
        host = "evil.test" if name == "evil" else "localhost"
        print(f"{name} https://{host}:{port}/", flush=True)
    print("ready", flush=True)
    try:
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        site.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    main()
