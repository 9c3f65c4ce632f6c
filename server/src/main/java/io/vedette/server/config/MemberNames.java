package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code write-quorum-members}: server ids, and of real Redis replicas the {@code ip:port} that they announce. */
record MemberNames() implements Kind<List<String>> {
    private static final Pattern SERVER_ID = Pattern.compile("[0-9a-f]{40}");
    private static final Pattern ADDRESS = Pattern.compile("\\S+:([0-9]{1,5})");
    private static final int HIGHEST_PORT = 65_535;

    @Override
    public List<String> parse(List<String> words, List<String> base) throws ConfigRefusal {
        List<String> names = new ArrayList<>();
        for (String word : words) {
            String name = word.toLowerCase(Locale.ROOT);
            if (name.isEmpty()) {
                continue;
            }
            if (!SERVER_ID.matcher(name).matches() && !isAddress(name)) {
                throw new ConfigRefusal(
                        "argument(s) must be server ids (40 hexadecimal digits) or addresses (ip:port)");
            }
            if (names.contains(name)) {
                throw new ConfigRefusal("a member is named twice: " + name);
            }
            names.add(name);
        }
        return List.copyOf(names);
    }

    private static boolean isAddress(String name) {
        var matcher = ADDRESS.matcher(name);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group(1));
        return port > 0 && port <= HIGHEST_PORT;
    }

    @Override
    public String text(List<String> value) {
        return String.join(" ", value);
    }

    @Override
    public List<String> lines(List<String> value) {
        return List.of(value.isEmpty() ? "\"\"" : text(value));
    }

    @Override
    public boolean severalWords() {
        return true;
    }
}
