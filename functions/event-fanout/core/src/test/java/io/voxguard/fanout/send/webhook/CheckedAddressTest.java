package io.voxguard.fanout.send.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "198.18.0.1",
                "::1",
                "::",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::7f00:1",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "2002:7f00:1::",
                "fec0::1"
            })
    void addressOfTheOwnNetworkIsNotPublic(String address) throws Exception {
        assertThat(CheckedAddress.isPublic(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8.8.8.8",
                "172.32.0.1",
                "100.128.0.1",
                "2606:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::",
                "::ffff:8.8.8.8"
            })
    void otherAddressIsPublic(String address) throws Exception {
        assertThat(CheckedAddress.isPublic(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void hostWithAnyPrivateAddressIsRefused() throws Exception {
        InetAddress open = InetAddress.getByName("8.8.8.8");
        InetAddress own = InetAddress.getByName("10.0.0.1");
        assertThat(CheckedAddress.publicAddress(new InetAddress[] {open, own})).isEmpty();
        assertThat(CheckedAddress.publicAddress(new InetAddress[] {open})).contains(open);
        assertThat(CheckedAddress.publicAddress(new InetAddress[0])).isEmpty();
    }
}
