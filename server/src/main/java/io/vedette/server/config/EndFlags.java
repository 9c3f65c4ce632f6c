package io.vedette.server.config;

import io.vedette.config.ConfigRefusal;
import io.vedette.config.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code shutdown-on-sigterm}: {@code default}, or some of {@code save}, {@code nosave}, {@code now}, {@code force}. */
record EndFlags() implements Kind<Set<String>> {
    static final Set<String> DEFAULT = Set.of("default");
    private static final List<String> WORDS = List.of("default", "save", "nosave", "now", "force");

    @Override
    public Set<String> parse(List<String> words, Set<String> base) throws ConfigRefusal {
        Set<String> flags = new LinkedHashSet<>();
        for (String word : words) {
            flags.add(word.toLowerCase(Locale.ROOT));
        }
        if (flags.isEmpty() || !WORDS.containsAll(flags)) {
            throw new ConfigRefusal("argument(s) must be one of the following: " + String.join(", ", WORDS));
        }
        if (flags.contains("save") && flags.contains("nosave")) {
            throw new ConfigRefusal("shutdown options SAVE and NOSAVE can't be used simultaneously");
        }
        return flags.equals(DEFAULT) ? DEFAULT : flags;
    }

    @Override
    public String text(Set<String> value) {
        return String.join(" ", value);
    }

    @Override
    public List<String> lines(Set<String> value) {
        return List.of(text(value));
    }

    @Override
    public boolean severalWords() {
        return true;
    }
}
