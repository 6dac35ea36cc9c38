#!/bin/sh
printf 'Status: 503 Service Unavailable\nContent-Type: text/html\nRetry-After: 33\nSet-Cookie: kept=1; Path=/\n\n'
