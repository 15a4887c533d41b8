#!/bin/sh
# What a container runs. `exec` makes the process number 1, so that it gets SIGTERM itself and drains.
set -eu
cd /opt/strongroom

# Memory holds keys: no core dumps, however the container was started.
ulimit -c 0

# Most objects of an HSM die young and small; with many slots per node the memory counts more than the collections.
small_heap=--max-semi-space-size=2

case "${1:-}" in
  hsm)
    exec node "$small_heap" services/hsm/dist/main.js
    ;;
  kms)
    # Whom the admin door lets in: the administrator that `pki` made, unless the environment names others.
    if [ -z "${STRONGROOM_KMS_ADMIN_SPKI:-}" ] && [ -f /tls/admin.spki ]; then
      STRONGROOM_KMS_ADMIN_SPKI=$(cat /tls/admin.spki)
      export STRONGROOM_KMS_ADMIN_SPKI
    fi
    exec node services/kms/dist/main.js
    ;;
  pki)
    shift
    exec /opt/strongroom/container/pki.sh "$@"
    ;;
  *)
    exec node bin/strongroom.js "$@"
    ;;
esac
