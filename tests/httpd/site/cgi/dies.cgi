#!/bin/sh
printf 'Content-Type: text/plain\n\nbegun'
kill -9 $$
