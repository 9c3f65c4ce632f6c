package io.vedette.acl;

import io.vedette.config.Directive;
import io.vedette.config.DirectiveFamily;
import io.vedette.config.Fault;
import io.vedette.config.RewriteEntry;
import io.vedette.config.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The lines {@code user NAME RULES} of a configuration file, both ways. Read before it is known what rules may name; {@link
 * #apply} makes users of them then, and from then on the file is written from these users.
 */
public final class UserDirectives implements DirectiveFamily {
    private final Map<String, List<String>> rules = new LinkedHashMap<>();
    private final Set<String> everNamed = new LinkedHashSet<>();
    private Optional<AclUsers> users = Optional.empty();

    /** No lines yet. */
    public UserDirectives() {}

    @Override
    public String name() {
        return "user";
    }

    @Override
    public List<Fault> load(List<Directive> directives) {
        List<Fault> faults = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive.args().isEmpty()) {
                faults.add(directive.fault("Bad directive or wrong number of arguments"));
                continue;
            }
            List<String> words =
                    directive.args().stream().map(UserDirectives::bytewise).toList();
            String user = words.getFirst();
            try {
                List<String> joined = AclWords.joined(words.subList(1, words.size()));
                if (rules.putIfAbsent(user, joined) != null) {
                    throw new AclRuleException("Duplicate user found. A user can only be defined once in config files");
                }
            } catch (AclRuleException e) {
                faults.add(directive.fault("Error in user declaration '" + user + "': " + e.getMessage()));
            }
        }
        return faults;
    }

    /** Whether the configuration has such lines. */
    public boolean isStated() {
        return !rules.isEmpty();
    }

    /**
     * Makes the users.
     *
     * @param rewritten whether the file is to be written from them: not where they have a file of their own
     * @return what is wrong, empty if nothing is
     */
    public Optional<String> apply(AclUsers target, boolean rewritten) {
        if (rewritten) {
            users = Optional.of(target);
        }
        for (Map.Entry<String, List<String>> line : rules.entrySet()) {
            try {
                target.define(line.getKey(), line.getValue());
            } catch (AclUsers.BadRule e) {
                return Optional.of("Error loading ACL rule '" + e.word() + "' for the user named '" + line.getKey()
                        + "': " + e.getMessage());
            }
        }
        return Optional.empty();
    }

    @Override
    public List<RewriteEntry> rewriteEntries() {
        everNamed.addAll(rules.keySet());
        Map<String, String> now = new LinkedHashMap<>();
        users.ifPresent(all -> all.all().forEach(user -> now.put(user.name(), all.rules(user))));
        everNamed.addAll(now.keySet());
        return everNamed.stream()
                .map(user -> new RewriteEntry(
                        ("user " + textual(user)).toLowerCase(Locale.ROOT),
                        Optional.ofNullable(now.get(user)).map(rest -> line(user, rest)).stream()
                                .toList(),
                        true))
                .toList();
    }

    private static String line(String user, String rest) {
        return "user "
                + Arrays.stream((user + " " + rest).split(" "))
                        .map(word -> word.startsWith("#") ? word : Words.quoteWhereNeeded(textual(word)))
                        .collect(Collectors.joining(" "));
    }

    private static String bytewise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String textual(String bytewise) {
        return new String(bytewise.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
