#!/usr/bin/env bash
# Makes the folder with the Asterisk of Debian sid that the lab runs by chroot; this system stays as it is.
# Where sid cannot be installed today it writes why beside the folder and leaves with 0: the only way out.
set -uo pipefail
folder=${1:?where to}
why=$folder.why
keys=/usr/share/keyrings/debian-archive-keyring.pgp
format='Created-By: Packages'
# shellcheck disable=SC2016 # apt's own variable
source=$(apt-get indextargets --format '$(SITE)' "$format" 'Component: main' | grep -v security | head -n 1)

exec 9>"$folder.lock"
flock 9
rm -f "$why"
[[ -x $folder/usr/sbin/asterisk ]] && exit 0

# A mount namespace of its own: whatever is killed, no mount stays. $1 is the limit in seconds.
make_it() {
    rm -rf --one-file-system "$folder.partial"
    unshare --mount timeout --kill-after=5 "$1" \
        mmdebstrap --quiet --mode=root --variant=essential --include=asterisk \
        --aptopt='Acquire::Check-Valid-Until "false"' --aptopt='APT::Install-Recommends "false"' \
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        sid "$folder.partial" "deb [signed-by=$keys] $source sid main" \
        && settle_names && chroot "$folder.partial" /usr/sbin/asterisk -V
}

# Without these every event waits 5 s for the machine's own name.
settle_names() {
    echo '127.0.0.1 localhost mcu' >"$folder.partial/etc/hosts"
    echo 'hosts: files' >"$folder.partial/etc/nsswitch.conf"
    : >"$folder.partial/etc/resolv.conf"
}

log=$(mktemp)
if make_it 150 >"$log" 2>&1 || make_it 90 >"$log" 2>&1; then
    mv "$folder.partial" "$folder"
    echo "the MCU of the lab: $(tail -n 1 "$log"), made in $SECONDS s"
else
    rm -rf --one-file-system "$folder.partial"
    reason=$(grep -m 1 -E '^E[: ]' "$log" || tail -n 1 "$log")
    echo "Debian sid could not be installed in $SECONDS s: ${reason:-no word of why}" >"$why"
    echo "MCU LAB NOT RUN: $(<"$why")"
fi
rm -f "$log"
