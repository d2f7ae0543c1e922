#!/usr/bin/env bash
# HEALTHCHECK of the images: exit 0 when the role's management port says that the process is alive, 1 otherwise.
# Bash's own sockets, because the base image need not have curl, and a JVM for each check would cost a second of a core.
# Environment: VECTRON_ROLE, VECTRON_<ROLE>_MANAGEMENT_PORT, VECTRON_<ROLE>_BIND_ADDRESS.
set -u

role="${VECTRON_ROLE:?is not set}"
case "$role" in
  pd) port=7712 ;;
  worker) port=7722 ;;
  router) port=7702 ;;
  admin) port=7732 ;;
  *)
    echo "unknown VECTRON_ROLE '$role'" >&2
    exit 1
    ;;
esac
port_name="VECTRON_${role^^}_MANAGEMENT_PORT"
address_name="VECTRON_${role^^}_BIND_ADDRESS"
port="${!port_name:-$port}"
address="${!address_name:-127.0.0.1}"
case "$address" in
  0.0.0.0 | ::) address=127.0.0.1 ;;
esac

exec 3<>"/dev/tcp/$address/$port" || exit 1
printf 'GET /actuator/health/liveness HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$address" >&3
# Docker's own --timeout ends a check that hangs
read -r _ status _ <&3 || exit 1
[ "$status" = 200 ] || {
  echo "liveness on port $port answers $status" >&2
  exit 1
}
