#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: application/json\nETag: "app"\nX-Application: kept\n\n{"error":"no such thing"}\n'
