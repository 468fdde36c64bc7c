package io.voxguard.fanout.send.webhook;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/** Decides which addresses a webhook may have: a name in the document must not lead into the own network. */
final class CheckedAddress {
    private CheckedAddress() {}

    /** Looks up the addresses of a host. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** Returns the first address of a host that is public; empty if any is not: a name that mixes both is no mistake. */
    static Optional<InetAddress> publicAddress(InetAddress[] addresses) {
        boolean allPublic = addresses.length > 0 && Arrays.stream(addresses).allMatch(CheckedAddress::isPublic);
        return allPublic ? Optional.of(addresses[0]) : Optional.empty();
    }

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? isPublicV6(bytes) : isPublicV4(bytes);
    }

    private static boolean isPublicV4(byte[] bytes) {
        int first = bytes[0] & 0xff;
        int second = bytes[1] & 0xff;
        return first != 0
                && !(first == 100 && second >= 64 && second < 128) // carrier-grade NAT, RFC 6598
                && !(first == 192 && second == 0 && bytes[2] == 0) // protocol assignments, RFC 6890
                && !(first == 198 && (second == 18 || second == 19)) // benchmarks, RFC 2544
                && first < 240; // reserved, broadcast
    }

    /** The JDK makes an IPv4 address of ::ffff:a.b.c.d; the other ways to carry one in IPv6 are taken apart here. */
    private static boolean isPublicV6(byte[] bytes) {
        int first = bytes[0] & 0xff;
        if ((first & 0xfe) == 0xfc) { // unique local, RFC 4193
            return false;
        }
        boolean compatible = isZero(bytes, 0, 10) && (isZero(bytes, 10, 12) || (bytes[10] == -1 && bytes[11] == -1));
        boolean nat64 = first == 0 && bytes[1] == 0x64 && (bytes[2] & 0xff) == 0xff && (bytes[3] & 0xff) == 0x9b;
        if (compatible || nat64) {
            return isPublicEmbedded(bytes, 12);
        }
        return !(first == 0x20 && bytes[1] == 0x02) || isPublicEmbedded(bytes, 2); // 6to4
    }

    private static boolean isPublicEmbedded(byte[] bytes, int at) {
        try {
            return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + 4)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
