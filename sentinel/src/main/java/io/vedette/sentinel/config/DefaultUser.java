package io.vedette.sentinel.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The one line of {@code user} that files have in which a real sentinel has written: the default user, who may do
 * everything, without a password or with the hash of {@code requirepass}. There are no further users here.
 */
final class DefaultUser implements Kind<List<String>> {
    private static final List<String> RIGHTS = List.of("~*", "&*", "+@all");

    @Override
    public List<String> parse(List<String> words, List<String> base) throws ConfigRefusal {
        if (words.isEmpty()) {
            throw new ConfigRefusal("wrong number of arguments");
        }
        return List.copyOf(words);
    }

    @Override
    public String text(List<String> value) {
        return String.join(" ", value);
    }

    /** Whether the line says no more and no less than {@code requirepass} does (empty: no password). */
    static boolean agrees(List<String> words, String requirepass) {
        String password = requirepass.isEmpty() ? "nopass" : "#" + sha256(requirepass);
        return words.size() == 6
                && words.getFirst().equals("default")
                && words.containsAll(RIGHTS)
                && words.contains("on")
                && words.contains(password);
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
