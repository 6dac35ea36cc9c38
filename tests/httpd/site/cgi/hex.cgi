#!/usr/bin/env python3
# Answers 404 with the body of ?PARTS&HEX&CODING, in one write or in two with a pause between.
import os
import time

parts, body, coding = os.environ["QUERY_STRING"].split("&")
head = b"Status: 404 Not Found\nContent-Type: text/html\n"
if coding:
    head += f"Content-Encoding: {coding}\n".encode()
body = bytes.fromhex(body)
os.write(1, head + b"\n")
if parts == "2":
    os.write(1, body[:1])
    body = body[1:]
    time.sleep(0.02)
os.write(1, body)
