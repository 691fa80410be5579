#!/usr/bin/env bash
# Makes a folder with a minimal Debian 13, in which the Debian package is tried by chroot; it is kept for the next run.
set -euo pipefail
folder=${1:?where to}
packages=python3,sudo,systemd-standalone-sysusers
keys=/usr/share/keyrings/debian-archive-keyring.pgp
format='Created-By: Packages'
# shellcheck disable=SC2016 # apt's own variable
source=$(apt-get indextargets --format '$(SITE)' "$format" 'Component: main' | grep -v security | head -n 1)

exec 9>"$folder.lock"
flock 9
[[ -x $folder/usr/bin/sudo ]] && exit 0
rm -rf --one-file-system "$folder.partial"
# A mount namespace of its own: whatever is killed, no mount stays.
unshare --mount timeout --kill-after=5 180 \
    mmdebstrap --quiet --mode=root --variant=essential --include="$packages" \
    --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-unsafe-io \
    trixie "$folder.partial" "deb [signed-by=$keys] $source trixie main"
mv "$folder.partial" "$folder"
