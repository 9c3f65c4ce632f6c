package io.vedette.server.appendonly;

import java.nio.charset.StandardCharsets;

/** The lines between records that mean something. Stateless. */
final class Annotations {
    private Annotations() {}

    /** What follows was written in that second, since 1970, or later. */
    static byte[] timestamp(long seconds) {
        return ("#TS:" + seconds + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
}
