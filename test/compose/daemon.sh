# Sourced by run.sh: a Docker daemon of our own in a network namespace of its own, so that the machine's network, and a
# daemon that it may run already, stay untouched. Everything is under $work and ends with stop_daemon.

start_daemon() {
  ip netns add "$netns"
  # Not `ip netns exec`: that hides the control groups.
  inside ip link set lo up
  inside setsid dockerd --data-root "$work/data" --exec-root "$work/run" -p "$work/dockerd.pid" \
    -H "unix://$work/docker.sock" >"$work/dockerd.log" 2>&1 </dev/null &
  export DOCKER_HOST=unix://$work/docker.sock
  await 60 "the Docker daemon" docker info || {
    tail -20 "$work/dockerd.log" >&2
    return 1
  }
}

# Runs a command in the namespace: its loopback is where compose publishes ports.
inside() {
  nsenter --net="/run/netns/$netns" "$@"
}

stop_daemon() {
  local pid
  if pid=$(cat "$work/dockerd.pid" 2>/dev/null); then
    kill "$pid" 2>/dev/null || true
    # It stops its containers first.
    await 60 "the end of the daemon" not kill -0 "$pid" || kill -9 "$pid" 2>/dev/null || true
  fi
  # A daemon that had to be killed leaves its mounts.
  awk -v under="$work/" 'index($2, under) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r umount -l || true
  ip netns del "$netns" 2>/dev/null || true
  rm -rf "$work"
}

not() {
  ! "$@"
}

# await SECONDS WHAT COMMAND...: until the command succeeds.
await() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ "$SECONDS" -ge "$end" ]; then
      echo "gave up waiting for $what" >&2
      return 1
    fi
    sleep 0.2
  done
}
