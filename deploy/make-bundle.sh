#!/usr/bin/env bash
# Puts what the processes need at run time, and nothing else, into a new folder: compiled code, protos, production
# packages. The repository must be installed and built (npm ci). Packages come from npm's cache where it has them.
set -euo pipefail

if [ $# -ne 1 ]; then
  echo "usage: deploy/make-bundle.sh FOLDER    (for BUNDLE=prepared: .cache/container-bundle)" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$(dirname "$1")"
bundle=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
building=$bundle.building
rm -rf "$building"
mkdir "$building"

cd "$root"
for main in packages/cli/dist/main.js services/hsm/dist/main.js services/kms/dist/main.js; do
  if [ ! -f "$main" ]; then
    echo "make-bundle: there is no $main; run npm ci first" >&2
    exit 1
  fi
done
# The lock file names every workspace, so that npm wants the package.json of each.
tar -c --exclude='*.map' --exclude='*.d.ts' --exclude='.tsbuildinfo' --exclude='*/dist/testing' \
  package.json package-lock.json .npmrc bin proto packages/*/package.json services/*/package.json \
  packages/*/dist services/*/dist | tar -x -C "$building"
# Scripts would compile again; no production package needs its own.
(cd "$building" && npm ci --omit=dev --ignore-scripts --prefer-offline --loglevel=error)
rm -rf "$building/packages/testkit/dist" "$building/.npmrc"

# By rename, so that an interrupted run leaves no half of a bundle under the name.
rm -rf "$bundle"
mv "$building" "$bundle"
echo "make-bundle: $bundle ($(du -sh "$bundle" | cut -f1))"
