# Sourced by run.sh: what is done to the containers, and what must be true then. A function that fails fails the run.

ROUND_TRIPS=600
PLAINTEXT='the quick brown fox'
KEY=alias/compose

compose() {
  docker-compose -f "$root/deploy/compose.yaml" "$@"
}

# timed WHAT COMMAND...: never in a condition, where bash would go on after a failure inside COMMAND. `finish` in run.sh
# shows the output of the step that failed.
timed() {
  step=$1
  shift
  local begun_ms=$(($(date +%s%N) / 1000000))
  "$@" >"$work/step.log" 2>&1
  printf '%7d ms  %s\n' $(($(date +%s%N) / 1000000 - begun_ms)) "$step"
}

make_bundle() {
  "$root/deploy/make-bundle.sh" "$root/.cache/container-bundle"
}

compose_up() {
  compose up -d "$@"
}

container() {
  compose ps -q "$1"
}

inspect() { # SERVICE FORMAT
  docker inspect --format "$2" "$(container "$1")"
}

healthy() {
  [ "$(inspect "$1" '{{.State.Health.Status}}')" = healthy ]
}

await_healthy() {
  await 90 "$1 to be healthy" healthy "$1"
}

aws_kms() {
  inside aws --endpoint-url http://127.0.0.1:8080 --output text kms "$@"
}

demo_export() {
  compose run --rm -T cli tenant demo --export demo-a
}

demo_tenants() {
  demo_export >"$work/demo.env"
  # Each request is tried once: a failure must show.
  export AWS_MAX_ATTEMPTS=1 AWS_EC2_METADATA_DISABLED=true
}

same_credentials() {
  demo_export | cmp - "$work/demo.env"
}

confined() {
  local service
  for service in hsm-1 hsm-2 hsm-3 kms-1; do
    docker exec -i "$(container "$service")" bash -eu -s <<'INSIDE'
      not() { ! "$@"; }
      set -x
      [ "$(id -u)" = 10001 ]
      not touch /opt/strongroom/written
      not test -e /operator/pki
      grep -Eq '^Max core file size +0 +0 ' /proc/1/limits
      grep -Eq '^CapEff:\s+0{16}$' /proc/1/status
      grep -Eq '^NoNewPrivs:\s+1$' /proc/1/status
      [ "$(ls /tls | grep -c 'key$')" = 1 ]
      [ "$(stat -c %a /var/lib/strongroom)" = 700 ]
INSIDE
  done
  [ -z "$(docker port "$(container hsm-1)")" ]
  docker port "$(container kms-1)" >"$work/ports"
  [ "$(wc -l <"$work/ports")" = 3 ]
  [ "$(grep -c -e '-> 127.0.0.1:' "$work/ports")" = 3 ]
}

aws_round_trip() {
  . "$work/demo.env"
  local id
  id=$(aws_kms create-key --description compose --query KeyMetadata.KeyId)
  aws_kms create-alias --alias-name "$KEY" --target-key-id "$id"
  printf '%s' "$PLAINTEXT" >"$work/plain"
  encrypt_one >"$work/old.blob"
  decrypts "$work/old.blob"
}

encrypt_one() {
  aws_kms encrypt --key-id "$KEY" --plaintext "fileb://$work/plain" --query CiphertextBlob | base64 -d
}

decrypts() { # FILE
  [ "$(aws_kms decrypt --ciphertext-blob "fileb://$1" --query Plaintext | base64 -d)" = "$PLAINTEXT" ]
}

old_ciphertext() {
  decrypts "$work/old.blob"
}

# As a user on the machine does it: the CA's certificate, the published port, the token.
grpc_round_trip() {
  compose exec -T kms-1 cat /tls/ca.crt >"$work/ca.crt"
  head -c 5000000 /dev/urandom >"$work/file"
  on_host encrypt "$work/file" --key "$KEY" --context made=here
  on_host decrypt "$work/file.sealed" --context made=here --output "$work/file.copy"
  cmp "$work/file" "$work/file.copy"
}

on_host() {
  inside node "$root/bin/strongroom.js" --address 127.0.0.1:8443 --ca "$work/ca.crt" "$@"
}

# While requests are under way.
lose_an_hsm() { # SERVICE
  inside node "$root/test/compose/requests.js" http://127.0.0.1:8080 "$KEY" "$ROUND_TRIPS" \
    docker kill --signal KILL "$(container "$1")"
  not running "$1"
}

running() { # SERVICE
  [ "$(inspect "$1" '{{.State.Running}}')" = true ]
}

# `docker kill` counts as a wish of the user, so nothing restarts by itself.
bring_back() {
  compose_up
  local service
  for service in hsm-1 hsm-2 hsm-3; do await_healthy "$service"; done
  await 60 "three linked HSMs" all_linked
}

all_linked() {
  [ "$(compose run --rm -T cli --json status | grep -c '"linked": true')" = 3 ]
}

crash_process() { # SERVICE
  local before restarts
  before=$(inspect "$1" '{{.State.Pid}}')
  restarts=$(inspect "$1" '{{.RestartCount}}')
  kill -9 "$before"
  await 60 "a restart of $1" restarted "$1" "$restarts"
  await_healthy "$1"
  await 60 "three linked HSMs" all_linked
}

restarted() { # SERVICE COUNT
  [ "$(inspect "$1" '{{.RestartCount}}')" -gt "$2" ] && running "$1"
}

# They drain and end by themselves, within the grace period.
stop_all() {
  local service
  compose stop
  for service in hsm-1 hsm-2 hsm-3 kms-1; do
    echo "$service"
    [ "$(docker inspect --format '{{.State.ExitCode}}' "$(container "$service")")" = 0 ]
  done
}

recreate() {
  compose down
  [ -z "$(docker ps -aq)" ]
  compose_up
  await_healthy kms-1
}

memory() {
  docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | sort >"$work/memory"
}

take_down() {
  compose down -v
  [ -z "$(docker ps -aq)" ]
  [ -z "$(docker volume ls -q)" ]
}
