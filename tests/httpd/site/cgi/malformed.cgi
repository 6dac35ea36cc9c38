#!/bin/sh
printf 'this is no header\n\nand no body\n'
