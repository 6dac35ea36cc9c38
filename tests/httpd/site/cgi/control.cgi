#!/bin/sh
printf 'Content-Type: text/plain\nX-Bad: a\001b\n\nbody\n'
