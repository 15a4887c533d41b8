#!/bin/bash
# GET /healthz on the metrics port, by bash alone: starting Node for it would cost more than the service does idle.
set -eu
exec 3<>/dev/tcp/127.0.0.1/9464
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[ "$status" = 200 ]
