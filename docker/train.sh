#!/usr/bin/env bash
# Part of the image build: runs a small cluster on loopback with the flags of the images, with certificates and an API key
# of its own, sends it some requests, and stops it. Each role leaves in /train
#   ROLE.aot   its AOT cache (JEP 514): the classes it loaded, linked, with profiles of the methods it ran
#   native/    the native libraries of RocksDB and Netty for this machine, taken from where they unpack them
# A role that does not end as it should, or leaves no cache, fails the build.
set -euo pipefail

HOME_DIR=/train
DATA=/tmp/train-data
POINTS=2000
READY_MAX_SECONDS=300 # a JVM that records is slow, and a build machine may be busy
COLLECTION=training
declare -A pids

say() { echo "[train] $*"; }

die() {
  echo "[train] error: $*" >&2
  tail -n 40 "$DATA"/*.log >&2 || true
  exit 1
}

start() { # ROLE [SETTING=VALUE ...]
  local role="$1"
  shift
  local settings=("$@")
  : >"$DATA/$role.log" # the waiting below looks into it at once
  # -Xmx: with a heap of 32 GB and more the JVM lays objects out otherwise, and smaller containers would refuse the cache
  java @/app/flags/common "@/app/flags/$role" -Xmx512m "-XX:AOTCacheOutput=$HOME_DIR/$role.aot" -jar /app/vectron.jar "$role" \
    --verbose "--vectron.$role.tls-directory=$DATA/certs/$role" "${settings[@]/#/--vectron.$role.}" >"$DATA/$role.log" 2>&1 &
  pids[$role]=$!
}

await_ready() { # ROLE
  local end=$((SECONDS + READY_MAX_SECONDS))
  until [[ "$(<"$DATA/$1.log")" == *"READY $1"* ]]; do
    kill -0 "${pids[$1]}" 2>/dev/null || die "$1 ended before it was ready"
    [ "$SECONDS" -lt "$end" ] || die "$1 was not ready within $READY_MAX_SECONDS s"
    sleep 0.2
  done
}

vectron() {
  java @/app/flags/common -XX:TieredStopAtLevel=1 -jar /app/vectron.jar "$@" >>"$DATA/cli.log" 2>&1 \
    || die "vectron $* failed: $(tail -n 5 "$DATA/cli.log")"
}

rows() { # JSON lines with vectors of 8 components
  local i j
  for ((i = 0; i < POINTS; i++)); do
    printf '{"id":%d,"vector":[%d' "$i" $((RANDOM % 1000 + 1))
    for ((j = 1; j < 8; j++)); do printf ',%d' $((RANDOM % 1000)); done
    printf ']}\n'
  done
}

http() { # PORT PATH [BODY]: the status of the answer
  local line body="${3:-}" method=GET
  [ -z "$body" ] || method=POST
  exec 3<>"/dev/tcp/127.0.0.1/$1"
  printf '%s\r\n' "$method $2 HTTP/1.1" 'Host: localhost' 'Connection: close' "Authorization: Bearer $VECTRON_API_KEY" \
    'Content-Type: application/json' "Content-Length: ${#body}" '' >&3
  printf '%s' "$body" >&3
  read -r _ line _ <&3
  cat <&3 >/dev/null
  exec 3>&-
  echo "$line"
}

# Where the libraries unpack their native parts; at run time they find them by java.library.path.
NATIVE="$DATA/native"
mkdir -p "$NATIVE" "$HOME_DIR/native"
export ROCKSDB_SHAREDLIB_DIR="$NATIVE"
export JDK_JAVA_OPTIONS="-Dio.netty.native.workdir=$NATIVE -Dio.netty.native.deleteLibAfterLoading=false"

say "starting a cluster"
vectron certs --out "$DATA/certs"
VECTRON_API_KEY="$(java @/app/flags/common -jar /app/vectron.jar keys create training --role admin --file "$DATA/keys" 2>>"$DATA/cli.log")"
export VECTRON_API_KEY
start pd "data-directory=$DATA/pd"
await_ready pd
unset ROCKSDB_SHAREDLIB_DIR JDK_JAVA_OPTIONS
cp "$NATIVE"/librocksdbjni-*.so "$HOME_DIR/native/"
for library in "$NATIVE"/libnetty_*_64*.so; do # Netty adds a random number to the name
  name="${library##*/}"
  cp "$library" "$HOME_DIR/native/${name%_64*}_64.so"
done
start worker "data-directory=$DATA/worker"
start router "api-keys-file=$DATA/keys"
await_ready worker
await_ready router
# Only the dashboard has the embedding model on its class path: what a cache was made with must be there when it is used,
# and nothing else, so the model comes after the others have started and goes before they write theirs.
cp -p "$HOME_DIR"/embedding/lib/*.jar /app/lib/
start admin
await_ready admin

say "some requests"
rows >"$DATA/rows.jsonl"
vectron import "$DATA/rows.jsonl" --collection "$COLLECTION" --create --metric l2 --shards 2
for ((i = 0; i < 5; i++)); do
  vectron search "$COLLECTION" --id "$i"
done
for ((i = 0; i < 200; i++)); do
  status="$(http 7700 "/v1/collections/$COLLECTION/points/search" '{"vector":[1,2,3,4,5,6,7,8],"k":5}')"
  [ "$status" = 200 ] || die "a search answered $status"
done
for port in 7702 7712 7722 7732; do
  for ((i = 0; i < 10; i++)); do
    status="$(http "$port" /actuator/health/liveness)"
    [ "$status" = 200 ] || die "liveness on port $port answered $status"
  done
  http "$port" /actuator/prometheus >/dev/null
done
http 7730 / >/dev/null

for role in admin router worker pd; do
  say "stopping $role and writing its cache"
  kill "${pids[$role]}"
  code=0
  wait "${pids[$role]}" || code=$?
  # 143: ended by the SIGTERM just sent
  [ "$code" = 0 ] || [ "$code" = 143 ] || die "$role ended with $code"
  [ -s "$HOME_DIR/$role.aot" ] || die "$role left no AOT cache"
  # a container's user is not the one who builds
  chmod 644 "$HOME_DIR/$role.aot"
  if [ "$role" = admin ]; then
    for jar in "$HOME_DIR"/embedding/lib/*.jar; do
      rm "/app/lib/${jar##*/}"
    done
  fi
done
rm -rf "$HOME_DIR/embedding"
chmod 755 "$HOME_DIR"/native/*
rm -rf "$DATA"
