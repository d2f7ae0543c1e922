#!/usr/bin/env bash
# A Docker engine for tests on a machine that has none.
#   docker/engine.sh start   does nothing when an engine answers; otherwise starts dockerd, from Debian's docker.io if
#                            need be. Prints "answers" or "started". Exit 3: there is none and none can be had.
#   docker/engine.sh stop    ends the dockerd that start has started, and no other.
# Environment: DOCKERD_LOG (default /var/log/vectron-dockerd.log).
set -euo pipefail

PID_FILE=/var/run/vectron-dockerd.pid
LOG="${DOCKERD_LOG:-/var/log/vectron-dockerd.log}"
START_MAX_SECONDS=30
STOP_MAX_SECONDS=30

none() {
  echo "no container engine: $*" >&2
  exit 3
}

answers() {
  docker info >/dev/null 2>&1
}

install_engine() {
  command -v apt-get >/dev/null 2>&1 || none "there is no dockerd, and no apt-get to install docker.io with"
  echo "installing docker.io ..." >&2
  apt-get update -qq >>"$LOG" 2>&1 || true # an old package list may do
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends docker.io iptables >>"$LOG" 2>&1 \
    || none "docker.io cannot be installed; see $LOG"
}

start() {
  if command -v docker >/dev/null 2>&1 && answers; then
    echo answers
    return
  fi
  [ "$(id -u)" = 0 ] || none "none answers, and only root can start one"
  : >"$LOG"
  command -v dockerd >/dev/null 2>&1 || install_engine
  # left by an engine that was killed
  if [ -f /var/run/docker.pid ] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null; then
    rm -f /var/run/docker.pid
  fi
  setsid nohup dockerd >>"$LOG" 2>&1 </dev/null &
  local pid=$!
  echo "$pid" >"$PID_FILE"
  local end=$((SECONDS + START_MAX_SECONDS))
  while [ "$SECONDS" -lt "$end" ]; do
    if answers; then
      echo started
      return
    fi
    kill -0 "$pid" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$LOG" >&2
  stop
  none "dockerd did not answer within $START_MAX_SECONDS s; see $LOG"
}

stop() {
  [ -f "$PID_FILE" ] || return 0
  local pid
  pid="$(cat "$PID_FILE")"
  rm -f "$PID_FILE"
  # a number may have been given to another process since
  [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ] || return 0
  kill "$pid"
  local end=$((SECONDS + STOP_MAX_SECONDS))
  while kill -0 "$pid" 2>/dev/null; do
    [ "$SECONDS" -lt "$end" ] || { echo "dockerd $pid did not end within $STOP_MAX_SECONDS s" >&2; exit 1; }
    sleep 0.2
  done
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *)
    echo "usage: $0 start|stop" >&2
    exit 2
    ;;
esac
