#!/bin/sh
# Answers with the status of the query string and no body.
printf 'Status: %s <b>zqmark</b>\nContent-Type: text/html\n\n' "${QUERY_STRING:-500}"
