package io.vedette.server.observing;

import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** The words of a request without its secrets. */
final class Redaction {
    private static final byte[] REDACTED = "(redacted)".getBytes(StandardCharsets.US_ASCII);
    private static final Set<String> SECRET_SETTINGS =
            Set.of("requirepass", "masterauth", "masteruser", "tls-key-file-pass", "tls-client-key-file-pass");

    private Redaction() {}

    /** @param command full name of the command */
    static byte[][] of(String command, Argv argv) {
        byte[][] words = new byte[argv.size()][];
        for (int i = 0; i < words.length; i++) {
            words[i] = argv.bytes(i);
        }
        switch (command) {
            case "acl|setuser" -> redact(words, 2, words.length);
            case "auth" -> redact(words, 1, words.length);
            case "hello" -> {
                for (int i = 2; i < words.length; i++) {
                    if (argv.is(i, "auth")) {
                        redact(words, i + 1, i + 3);
                    }
                }
            }
            case "config|set" -> {
                for (int i = 2; i + 1 < words.length; i += 2) {
                    if (SECRET_SETTINGS.contains(argv.text(i).toLowerCase(Locale.ROOT))) {
                        redact(words, i + 1, i + 2);
                    }
                }
            }
            default -> {} // no other command has a secret in its words
        }
        return words;
    }

    private static void redact(byte[][] words, int from, int to) {
        for (int i = from; i < Math.min(to, words.length); i++) {
            words[i] = REDACTED;
        }
    }
}
