package io.vedette.wire.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** The keys were made by OpenSSL 3; they open nothing. */
class PemKeyTest {
    private static final String SEALED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhBOKdQBkKnGAICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENco6S9VLs7HhFH3YFpURi8EgZBu
            1UQuuCqgIZbjzKVDDuvfwiB9UoiHcMGJYhlU4nhnaDB2HgoWWJ5GuwA007xKSOBK
            Wq/EC8M23Z7qdRtYvXLF+/BFVP2dIeXJYKd29B2/t1DJ3fvqSwv0DJpOd08LbCAG
            pt3ftFNxrXP9yLAjMmfFyjqGSThlWQUN6EuKzEfguPFU/vsA8RFiF+fwtP+LhoM=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String OPEN = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHrTfJ7oD3ixfEHIZ
            DVCboMa+riI1LPEQSI+nVjyIcvehRANCAATAJl4fJJjya7G96ioGws6MkrdxZ1vn
            +fQh1v24dky7+5leYNt1b/ltjAME/JkxGnFUKEKwePheamfgWanvdoaE
            -----END PRIVATE KEY-----
            """;

    @Test
    void aKeyWithAPasswordIsOpened() throws Exception {
        assertEquals(body(OPEN), body(PemKey.opened(SEALED, "secret")));
        assertThrows(TlsFault.class, () -> PemKey.opened(SEALED, "wrong"));
    }

    @Test
    void aKeyWithoutAPasswordIsLeftAloneAndAnOldFormIsRefused() throws Exception {
        assertEquals(OPEN, PemKey.opened(OPEN, "any"));
        assertThrows(TlsFault.class, () -> PemKey.opened("-----BEGIN RSA\nProc-Type: 4,ENCRYPTED\n", "any"));
    }

    private static String body(String pem) {
        return pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    }
}
