#!/usr/bin/env bash
# Makes a base image with Java 25 on a machine that reaches no container registry, only a Debian mirror:
# glibc, bash and coreutils of Debian, and a Java runtime by jlink. No package manager, no JDK tools but jcmd.
#   usage: docker/base-image.sh IMAGE[:TAG]
# Needs root (mmdebstrap), docker, and JAVA_HOME, a JDK 25 for Linux.
set -euo pipefail

tag="${1:?usage: $0 IMAGE[:TAG]}"
jdk="${JAVA_HOME:?is not set; it names the JDK 25 to make the runtime of}"
suite=bookworm

# java.se has all that libraries look for by name; the others:
# jdk.unsupported sun.misc.Unsafe (protobuf, netty); jdk.crypto.*: TLS; jdk.management: metrics; jdk.net: socket options;
# jdk.jcmd, jdk.jfr: looking into a running service; jdk.zipfs: files inside jars; jdk.incubator.vector: the kernels
modules=java.se,jdk.unsupported,jdk.crypto.ec,jdk.crypto.cryptoki,jdk.management,jdk.management.agent
modules=$modules,jdk.net,jdk.nio.mapmode,jdk.naming.dns,jdk.jcmd,jdk.jfr,jdk.zipfs,jdk.incubator.vector

die() {
  echo "error: $*" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || die "only root can unpack a Debian system"
[ "$(uname -s)" = Linux ] || die "the runtime is made of this machine's JDK, which must be one for Linux"
if ! command -v mmdebstrap >/dev/null 2>&1; then
  echo "installing mmdebstrap ..." >&2
  apt-get update -qq >/dev/null 2>&1 || true # an old package list may do
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mmdebstrap >/dev/null 2>&1 \
    || die "mmdebstrap cannot be installed"
fi

work="$(mktemp -d /var/tmp/vectron-base.XXXXXX)"
trap 'rm -rf --one-file-system "$work"' EXIT
root="$work/root"
mkdir "$root"
chmod 755 "$work" "$root" # mktemp's 700 would become the mode of /

mmdebstrap --quiet --variant=extract --include=base-files,base-passwd,bash,coreutils,libc6,libgcc-s1,libstdc++6,zlib1g \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$root"
# what the packages' scripts would do; they were only unpacked
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
[ -e "$root/bin/sh" ] || ln -s bash "$root/bin/sh"
mkdir -p "$root/tmp"
chmod 1777 "$root/tmp"
rm -rf "$root"/var/lib/apt "$root"/var/cache/* "$root"/var/log/* "$root"/var/lib/dpkg/*-old

mkdir -p "$root/opt/java"
"$jdk/bin/jlink" --add-modules "$modules" --strip-debug --no-man-pages --no-header-files --generate-cds-archive \
  --output "$root/opt/java/openjdk"

# no owner of a file is left to chance: mmdebstrap's are Debian's own numbers
tar -C "$root" --numeric-owner --exclude='./dev/*' -cf - . | docker import \
  --change 'ENV JAVA_HOME=/opt/java/openjdk' \
  --change 'ENV PATH=/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
  --change 'ENV LANG=C.UTF-8' \
  --change 'CMD ["bash"]' - "$tag" >/dev/null
echo "$tag: $(($(docker image inspect -f '{{.Size}}' "$tag") / 1000000)) MB"
