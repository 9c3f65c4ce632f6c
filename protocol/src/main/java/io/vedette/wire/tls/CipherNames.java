package io.vedette.wire.tls;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Cipher suites by the names that OpenSSL gives them, as {@code tls-ciphers} and {@code tls-ciphersuites} have them. Of the
 * language of OpenSSL's lists the words {@code DEFAULT}, {@code ALL} and {@code HIGH} are known, which mean what the JDK has
 * switched on, and {@code !WORD}, which takes away.
 */
final class CipherNames {
    private static final Set<String> ALL_OF_THEM = Set.of("DEFAULT", "ALL", "HIGH");

    private final List<String> switchedOn;

    /** @param switchedOn the JDK's names of what it would use by itself, in its order */
    CipherNames(List<String> switchedOn) {
        this.switchedOn = List.copyOf(switchedOn);
    }

    /**
     * The suites that may be used.
     *
     * @param ciphers a list for versions up to 1.2; empty for the JDK's own
     * @param suites a list for version 1.3; empty for the JDK's own
     */
    List<String> chosen(String ciphers, String suites) throws TlsFault {
        List<String> chosen = new ArrayList<>(select(suites, CipherNames::isOfVersion13, "tls-ciphersuites"));
        chosen.addAll(select(ciphers, name -> !isOfVersion13(name), "tls-ciphers"));
        return chosen;
    }

    private List<String> select(String list, Predicate<String> ofVersion, String directive) throws TlsFault {
        List<String> possible = switchedOn.stream().filter(ofVersion).toList();
        if (list.isBlank()) {
            return possible;
        }
        Map<String, String> byName =
                possible.stream().collect(Collectors.toMap(CipherNames::openSslName, name -> name));
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> banned = new LinkedHashSet<>();
        for (String word : list.strip().split("[:, ]+")) {
            String upper = word.toUpperCase(Locale.ROOT);
            if (ALL_OF_THEM.contains(upper)) {
                chosen.addAll(possible);
            } else if (word.startsWith("!")) {
                possible.stream()
                        .filter(name -> openSslName(name).contains(upper.substring(1)))
                        .forEach(banned::add);
            } else if (byName.containsKey(upper)) {
                chosen.add(byName.get(upper));
            } else if (possible.contains(upper)) {
                chosen.add(upper);
            } else {
                throw new TlsFault("Failed to configure ciphers: " + directive + ": '" + word + "' is none of "
                        + String.join(" ", byName.keySet()));
            }
        }
        chosen.removeAll(banned);
        if (chosen.isEmpty()) {
            throw new TlsFault("Failed to configure ciphers: " + directive + " leaves none");
        }
        return List.copyOf(chosen);
    }

    private static boolean isOfVersion13(String name) {
        return !name.contains("_WITH_");
    }

    /** {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256} as {@code ECDHE-RSA-AES128-GCM-SHA256}; of version 1.3 as it is. */
    static String openSslName(String name) {
        if (isOfVersion13(name)) {
            return name;
        }
        String[] sides = name.substring("TLS_".length()).split("_WITH_");
        String keyExchange = sides[0].equals("RSA") ? "" : sides[0] + "_";
        String cipher = sides[1].replace("AES_", "AES").replace("_CBC_", "_").replace("POLY1305_SHA256", "POLY1305");
        return (keyExchange + cipher).replace('_', '-');
    }
}
