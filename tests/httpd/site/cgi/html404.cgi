#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: text/html\nETag: "app"\nCache-Control: max-age=7\n\n<h1>the application says no</h1>\n'
