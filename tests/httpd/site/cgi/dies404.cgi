#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: text/html\n\n'
kill -9 $$
