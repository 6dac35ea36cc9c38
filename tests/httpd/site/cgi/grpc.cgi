#!/bin/sh
printf 'Status: 404 Not Found\nContent-Type: application/grpc\ngrpc-status: 5\n\n\0\0\0\0\2no'
