#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: text/html\nETag: "app"\nLast-Modified: Mon, 01 Jan 2024 00:00:00 GMT\nContent-Language: fr\nCache-Control: max-age=7\nX-Application: kept\n\n'
