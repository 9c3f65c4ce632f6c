package io.vedette.server.check;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Strings as they stand in JSON, in ASCII. Bytes become the characters of latin-1, so nothing is lost. Stateless. */
public final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    public static void quote(byte[] bytes, StringBuilder text) {
        quote(new String(bytes, StandardCharsets.ISO_8859_1), text);
    }

    public static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                text.append("\\u").append(HEX.toHexDigits(c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
