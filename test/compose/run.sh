#!/usr/bin/env bash
# Runs deploy/compose.yaml for real: built, brought up, used through its published ports, broken, recreated, taken down.
# Needs root, because it runs a Docker daemon of its own, and an installed and built repository (npm ci).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/test/compose/daemon.sh"
. "$root/test/compose/base-image.sh"
. "$root/test/compose/scenario.sh"

packages=(awscli debootstrap docker-compose docker.io iproute2 iptables util-linux)
programs=(aws debootstrap docker-compose dockerd docker ip iptables nsenter)

skip() {
  echo "skipped  compose: $1"
  if [ "${STRONGROOM_REQUIRE_ALL:-}" = 1 ]; then exit 1; else exit 0; fi
}

# Debian's own programs before others: an other Docker client may want plugins.
export PATH=/usr/bin:/usr/sbin:$PATH
missing=()
for program in "${programs[@]}"; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [ "${#missing[@]}" -gt 0 ]; then
  skip "needs ${missing[*]}; on Debian: apt-get install -y --no-install-recommends ${packages[*]}"
fi
[ "$(id -u)" -eq 0 ] || skip "needs root (it runs a Docker daemon in a network namespace); run it as root"
[ -d "$root/node_modules" ] || skip "needs an installed repository: npm ci"

work=$(mktemp -d)
netns=strongroom-$$
export COMPOSE_DOCKER_CLI_BUILD=1 DOCKER_BUILDKIT=1 BUILDKIT_PROGRESS=plain
export STRONGROOM_BUNDLE=prepared
# The settings of whoever runs this must not change what is tested.
unset COMPOSE_FILE COMPOSE_PROJECT_NAME STRONGROOM_REGION STRONGROOM_HTTP_PORT STRONGROOM_GRPC_PORT
unset STRONGROOM_METRICS_PORT STRONGROOM_LOG_LEVEL STRONGROOM_CLI_TOKEN

finish() {
  local code=$?
  if [ "$code" -ne 0 ] && docker info >/dev/null 2>&1; then
    echo "--- failed in: ${step:-preparation}" >&2
    tail -40 "$work/step.log" >&2 || true
    compose ps >&2 || true
    compose logs --no-color --tail 20 >&2 || true
  fi
  stop_daemon
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

timed "daemon" start_daemon
timed "base image" import_base_image
timed "bundle" make_bundle
timed "docker-compose up --build" compose_up --build
timed "front end healthy" await_healthy kms-1
timed "processes are confined" confined
timed "demo tenants" demo_tenants
timed "the same credentials again" same_credentials
timed "round trip through AWS JSON" aws_round_trip
timed "round trip through gRPC, a file" grpc_round_trip
timed "one HSM killed: no request of 1200 fails" lose_an_hsm hsm-1
timed "a second HSM killed: no request of 1200 fails" lose_an_hsm hsm-2
timed "both back" bring_back
timed "memory" memory
sed 's/^/            /' "$work/memory"
timed "a crashed HSM restarts by itself" crash_process hsm-3
timed "a crashed front end restarts by itself" crash_process kms-1
timed "old ciphertext decrypts" old_ciphertext
timed "all stop, exit codes 0" stop_all
timed "recreated on the same volumes" recreate
timed "old ciphertext decrypts again" old_ciphertext
timed "down leaves nothing" take_down
echo "compose: all passed"
