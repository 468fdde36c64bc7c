package io.voxguard.api.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'gzip', gzip",
                "'GZIP', gzip",
                "'gzip, deflate, br', gzip",
                "'x-gzip', gzip",
                "'deflate', deflate",
                "'gzip;q=0.5, deflate;q=0.8', deflate",
                "'*', gzip",
                "'*;q=0.5', gzip",
                "'gzip;q=0, *', deflate",
                "'br, gzip;q=0.1', gzip",
                "'identity;q=0, deflate', deflate",
                "'gzip ; q=0.3', gzip",
                "'gzip;q=0', none",
                "'gzip;q=0.000, deflate;q=0', none",
                "'identity', none",
                "'identity, gzip;q=0.5', none",
                "'br', none",
                "'gzipped', none",
                "'gzip;q=2', none",
                "'gzip;q=nonsense', none",
                "'', none",
                "',,', none"
            })
    void acceptedCodingWithTheHighestWeightIsChosen(String header, String coding) {
        assertThat(AcceptEncoding.of(header).coding()).isEqualTo(coding);
    }

    @ParameterizedTest
    @CsvSource({
        "'identity;q=0', true",
        "'*;q=0', true",
        "'br, *;q=0', true",
        "'*;q=0, gzip', false",
        "'*;q=0, identity', false",
        "'gzip;q=0', false",
        "'br', false",
        "'', false"
    })
    void noCodingIsAcceptableOnlyIfIdentityIsExcludedToo(String header, boolean nothing) {
        assertThat(AcceptEncoding.of(header).allowsNothing()).isEqualTo(nothing);
    }

    @Test
    void withoutAHeaderTheBodyIsSentUncompressed() {
        assertThat(AcceptEncoding.of(null).coding()).isNull();
        assertThat(AcceptEncoding.of(null).allowsIdentity()).isTrue();
    }
}
