#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: application/xml\n\n<error>the application says no</error>\n'
