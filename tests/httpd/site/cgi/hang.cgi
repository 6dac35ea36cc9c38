#!/bin/sh
exec sleep 4
