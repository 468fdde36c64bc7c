#!/bin/sh
# Runs a program as the restricted pod of the manifests would: user 10001 without capabilities, and every mounted file system read-only but /tmp, /proc and /dev.
# Needs root. restricted.sh PROGRAM ARGUMENT…
set -eu
mount --make-rprivate /
# /tmp may be a folder of the root file system, which is read-only from here on
mount --bind /tmp /tmp
awk '{ print $2 }' /proc/self/mounts | while read -r point; do
    case $point in
    /tmp | /tmp/* | /proc | /proc/* | /dev | /dev/* | /sys | /sys/*) ;;
    *) mount -o remount,bind,ro "$point" 2>/dev/null || true ;;
    esac
done
cd /
! touch /restricted-probe 2>/dev/null || { echo "the root file system is still writable" >&2 && exit 1; }
exec setpriv --reuid 10001 --regid 10001 --clear-groups --no-new-privs --bounding-set=-all "$@"
