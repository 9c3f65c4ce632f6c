package io.vedette.wire.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class CipherNamesTest {
    private static final List<String> JDK = List.of(
            "TLS_AES_256_GCM_SHA384",
            "TLS_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
            "TLS_RSA_WITH_AES_128_CBC_SHA");

    private final CipherNames names = new CipherNames(JDK);

    @Test
    void namesAreThoseOfOpenSsl() {
        assertEquals(
                List.of(
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_AES_128_GCM_SHA256",
                        "ECDHE-ECDSA-AES256-GCM-SHA384",
                        "ECDHE-RSA-CHACHA20-POLY1305",
                        "ECDHE-RSA-AES128-SHA256",
                        "AES128-SHA"),
                JDK.stream().map(CipherNames::openSslName).toList());
    }

    @Test
    void eachListLimitsItsVersionsAndLeavesTheOthers() throws TlsFault {
        assertEquals(JDK, names.chosen("", ""));
        assertEquals(
                List.of("TLS_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_128_CBC_SHA"),
                names.chosen("aes128-sha", "TLS_AES_128_GCM_SHA256"));
        assertEquals(
                List.of("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
                names.chosen("DEFAULT:!SHA256:!CHACHA20:!AES128-SHA:!aNULL", ""));
    }

    @Test
    void whatIsUnknownOrLeavesNothingIsRefused() {
        assertThrows(TlsFault.class, () -> names.chosen("kRSA", ""));
        assertThrows(TlsFault.class, () -> names.chosen("!AES128", ""));
        assertThrows(TlsFault.class, () -> names.chosen("", "AES128-SHA"));
    }
}
