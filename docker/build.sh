#!/usr/bin/env bash
# Builds the images vectron/pd, vectron/worker, vectron/router and vectron/admin of an application that is packed already;
# ./vectron images packs it and calls this.
#   usage: docker/build.sh [--base IMAGE | --local-base] [--tag TAG]
#   --base IMAGE    the image to build on, with Java 25 and bash (default: the Dockerfile's)
#   --local-base    make one on this machine first, for where no registry can be reached (root, Debian's mmdebstrap)
#   --tag TAG       default: the project's version
set -euo pipefail

TOP="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
LOCAL_BASE=vectron/base:java25
ROLES="pd worker router admin"

die() {
  echo "error: $*" >&2
  exit 1
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

base=""
local_base=false
tag=""
while [ $# -gt 0 ]; do
  case "$1" in
    --base | --tag)
      [ $# -ge 2 ] && [ -n "$2" ] || die "$1 needs a value"
      if [ "$1" = --base ]; then base="$2"; else tag="$2"; fi
      shift 2
      ;;
    --local-base)
      local_base=true
      shift
      ;;
    -h | --help)
      sed -n '2,8s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit
      ;;
    *) die "unknown argument '$1'; usage: ./vectron images [--base IMAGE | --local-base] [--tag TAG]" ;;
  esac
done
if [ "$local_base" = true ] && [ -n "$base" ]; then die "--base and --local-base exclude each other"; fi

command -v docker >/dev/null 2>&1 || die "images are built by docker, but there is no docker on the PATH"
docker info >/dev/null 2>&1 || die "docker is there, but no engine answers: $(docker info 2>&1 | tail -n 1)"

jars=("$TOP"/vectron-cli/target/vectron-cli-*-exec.jar)
[ "${#jars[@]}" = 1 ] && [ -f "${jars[0]}" ] || die "expected one vectron-cli/target/vectron-cli-*-exec.jar, found: ${jars[*]}"
version="$(basename "${jars[0]}")"
version="${version#vectron-cli-}"
version="${version%-exec.jar}"
tag="${tag:-$version}"
revision="$(git -C "$TOP" rev-parse HEAD 2>/dev/null || echo unknown)"

if [ "$local_base" = true ]; then
  base="$LOCAL_BASE"
  docker image inspect "$base" >/dev/null 2>&1 || "$TOP/docker/base-image.sh" "$base"
fi

# the tests tell by the jar's checksum whether the images are those of their own build
arguments=(
  --label "org.opencontainers.image.version=$version"
  --label "org.opencontainers.image.revision=$revision"
  --label "io.vectron.jar.sha256=$(sha256 "${jars[0]}")"
)
[ -z "$base" ] || arguments+=(--build-arg "BASE_IMAGE=$base")
for role in $ROLES; do
  echo "building vectron/$role:$tag ..." >&2
  log="$TOP/vectron-cli/target/image-$role.log"
  if ! docker build "${arguments[@]}" -f "$TOP/docker/Dockerfile" --target "$role" -t "vectron/$role:$tag" "$TOP" >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    die "the image vectron/$role could not be built; the whole log is in $log"
  fi
  echo "vectron/$role:$tag"
done
