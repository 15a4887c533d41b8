#!/bin/sh
# Makes the CA and all certificates in /operator (once; later runs find them), then hands each process its own pair in
# /out/NAME, a volume that only it mounts. So an HSM never sees the key of another one, of the CA, or of the administrator.
# Arguments: `--front-end NAME=HOST,HOST` and `--node NAME=HOST,HOST`, as for `strongroom pki init`.
set -eu
cd /opt/strongroom
umask 077

made=$(node bin/strongroom.js --data-dir /operator pki init "$@")
spki=$(printf '%s\n' "$made" | sed -n 's/^STRONGROOM_KMS_ADMIN_SPKI=//p')

# By rename: a process that starts meanwhile reads the old file or the new one.
hand_over() { # FILE FOLDER NAME MODE
  install -m "$4" "$1" "$2/$3.new"
  mv "$2/$3.new" "$2/$3"
}

role=
for argument in "$@"; do
  case "$argument" in
    --*)
      role=$argument
      continue
      ;;
  esac
  name=${argument%%=*}
  if [ ! -d "/out/$name" ]; then
    echo "pki: no volume is mounted at /out/$name" >&2
    exit 1
  fi
  hand_over "/operator/pki/$name.key" "/out/$name" process.key 0600
  hand_over "/operator/pki/$name.crt" "/out/$name" process.crt 0644
  hand_over /operator/pki/ca.crt "/out/$name" ca.crt 0644
  if [ "$role" = --front-end ]; then
    printf '%s\n' "$spki" >"/out/$name/admin.spki.new"
    mv "/out/$name/admin.spki.new" "/out/$name/admin.spki"
  fi
  echo "pki: certificate of $name"
done
