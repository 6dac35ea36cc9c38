#!/bin/sh
printf 'Content-Type: text/html\n\n<p>administrator: %s</p>\n' "$REDIRECT_STATUS"
