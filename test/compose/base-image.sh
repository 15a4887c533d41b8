# Sourced by run.sh: the base image, made from Debian packages and the npm package `node` instead of an image registry,
# and tagged with the public name, so that the Dockerfile under test is the one of users.

BASE_IMAGE=node:22-bookworm-slim

import_base_image() {
  local cache=$root/.cache/compose
  local archive=$cache/base.tar
  if [ ! -f "$archive" ]; then
    mkdir -p "$cache"
    make_base_archive "$work/base" "$archive.new"
    mv "$archive.new" "$archive"
  fi
  docker import --change 'CMD ["node"]' \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    - "$BASE_IMAGE" <"$archive" >/dev/null
}

# make_base_archive FOLDER ARCHIVE
make_base_archive() {
  local mirror
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Component: main' | head -n 1)
  mkdir -p "$1/npm"
  debootstrap --variant=minbase --include=ca-certificates,libstdc++6 bookworm "$1/rootfs" ${mirror:+"$mirror"} \
    >"$1/debootstrap.log" 2>&1 || {
    tail -5 "$1/debootstrap.log" >&2
    return 1
  }
  (cd "$1/npm" && npm init -y >/dev/null && npm install --no-save --loglevel=error node@22 >/dev/null)
  install -m 0755 "$1/npm/node_modules/node/bin/node" "$1/rootfs/usr/local/bin/node"
  rm -rf "$1/rootfs/var/cache/apt" "$1/rootfs/var/lib/apt/lists"
  tar -C "$1/rootfs" -cf "$2" .
  rm -rf "$1"
}
