package io.vedette.session;

import io.vedette.resp.RespException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** What may be the name of a client, or of its library: printable ASCII without spaces, as CLIENT LIST needs it. */
final class ClientNames {
    private ClientNames() {}

    static String checked(byte[] name, Supplier<RespException> fault) throws RespException {
        for (byte b : name) {
            if (b < '!' || b > '~') {
                throw fault.get();
            }
        }
        return new String(name, StandardCharsets.US_ASCII);
    }
}
