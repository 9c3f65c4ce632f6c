package io.vedette.acl;

import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a user is and may, at one time. Immutable.
 *
 * @param on whether the user can log in
 * @param open whether any password will do
 * @param sanitize kept and shown; every payload is checked here
 * @param passwords SHA-256 of each, 64 hexadecimal digits in lower case
 * @param selectors never empty, the first is the user's own
 */
public record Rights(boolean on, boolean open, Sanitize sanitize, List<String> passwords, List<Selector> selectors) {
    private static final int HASH_LENGTH = 64;

    /** What was said about payloads. */
    public enum Sanitize {
        UNSAID(""),
        SKIP("skip-sanitize-payload"),
        ALWAYS("sanitize-payload");

        private final String word;

        Sanitize(String word) {
            this.word = word;
        }
    }

    public Rights {
        passwords = List.copyOf(passwords);
        selectors = List.copyOf(selectors);
    }

    /** A user that was just named: off, without passwords, allowed nothing, or only channels. */
    static Rights none(boolean allChannels) {
        return new Rights(false, false, Sanitize.UNSAID, List.of(), List.of(Selector.nothing(allChannels)));
    }

    /** The default user at first: on, without a password, allowed everything. */
    static Rights everything() {
        return new Rights(true, true, Sanitize.UNSAID, List.of(), List.of(Selector.everything()));
    }

    /** True if nothing is refused to this user. */
    public boolean isEverything() {
        return selectors.getFirst().isEverything();
    }

    /** True if one selector lets every key be read: for commands that find their keys only in the data. */
    public boolean mayReadAllKeys() {
        return selectors.stream().anyMatch(Selector::allowsReadingAllKeys);
    }

    /** Why the request is not allowed; empty if it is. Where several selectors refuse, the one that came furthest speaks. */
    public Optional<Refusal> refusal(CommandSpec spec, Argv argv, AclCatalog catalog) {
        Optional<Refusal> told = Optional.empty();
        for (Selector selector : selectors) {
            Optional<Refusal> refusal = selector.refusal(spec, argv, catalog);
            if (refusal.isEmpty()) {
                return refusal;
            }
            if (told.isEmpty() || rank(refusal.get()) > rank(told.get())) {
                told = refusal;
            }
        }
        return told;
    }

    private static long rank(Refusal refusal) {
        long kind = switch (refusal) {
            case Refusal.OfCommand command -> 0;
            case Refusal.OfKey key -> 1;
            case Refusal.OfChannel channel -> 2;
        };
        return kind << Integer.SIZE | refusal.position();
    }

    /** Whether a subscription of such a user may stay. */
    public boolean allowsChannel(byte[] channel, boolean pattern) {
        return selectors.stream().anyMatch(selector -> selector.allowsChannel(channel, pattern));
    }

    boolean accepts(byte[] password) {
        if (!on) {
            return false;
        }
        byte[] wanted = sha256(password).getBytes(StandardCharsets.US_ASCII);
        boolean right = open;
        for (String hash : passwords) { // all of them: the time tells nothing
            right |= MessageDigest.isEqual(hash.getBytes(StandardCharsets.US_ASCII), wanted);
        }
        return right;
    }

    /** {@code requirepass}: one password, or none where it is empty. */
    Rights withPassword(String password) {
        return password.isEmpty()
                ? new Rights(on, true, sanitize, List.of(), selectors)
                : new Rights(
                        on, false, sanitize, List.of(sha256(password.getBytes(StandardCharsets.UTF_8))), selectors);
    }

    // --- rules ---

    /**
     * These rights with one more rule.
     *
     * @param word one character a byte
     * @param hearAll whether selectors begin with all channels
     */
    Rights with(String word, AclCatalog catalog, boolean hearAll) throws AclRuleException {
        if (word.isEmpty()) {
            return this;
        }
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on" -> new Rights(true, open, sanitize, passwords, selectors);
            case "off" -> new Rights(false, open, sanitize, passwords, selectors);
            case "nopass" -> new Rights(on, true, sanitize, List.of(), selectors);
            case "resetpass" -> new Rights(on, false, sanitize, List.of(), selectors);
            case "skip-sanitize-payload" -> new Rights(on, open, Sanitize.SKIP, passwords, selectors);
            case "sanitize-payload" -> new Rights(on, open, Sanitize.ALWAYS, passwords, selectors);
            case "clearselectors" -> new Rights(on, open, sanitize, passwords, selectors.subList(0, 1));
            case "reset" -> new Rights(false, false, Sanitize.ALWAYS, List.of(), List.of(Selector.nothing(hearAll)));
            default ->
                switch (word.charAt(0)) {
                    case '>', '#' -> withOneMore(hash(word));
                    case '<', '!' -> withOneLess(hash(word));
                    default -> withSelectorRule(word, catalog, hearAll);
                };
        };
    }

    private Rights withSelectorRule(String word, AclCatalog catalog, boolean hearAll) throws AclRuleException {
        List<Selector> changed = new ArrayList<>(selectors);
        if (word.startsWith("(") && word.endsWith(")")) {
            Selector selector = Selector.nothing(hearAll);
            for (String rule : word.substring(1, word.length() - 1).split(" ")) {
                if (!rule.isEmpty()) {
                    selector.apply(rule, catalog);
                }
            }
            changed.add(selector);
        } else {
            Selector own = selectors.getFirst().copy();
            own.apply(word, catalog);
            changed.set(0, own);
        }
        return new Rights(on, open, sanitize, passwords, changed);
    }

    private Rights withOneMore(String hash) {
        List<String> more = new ArrayList<>(passwords);
        if (!more.contains(hash)) {
            more.add(hash);
        }
        return new Rights(on, false, sanitize, more, selectors);
    }

    private Rights withOneLess(String hash) throws AclRuleException {
        List<String> less = new ArrayList<>(passwords);
        if (!less.remove(hash)) {
            throw new AclRuleException("The password you are trying to remove from the user does not exist");
        }
        return new Rights(on, open, sanitize, less, selectors);
    }

    private static String hash(String word) throws AclRuleException {
        String value = word.substring(1);
        if (word.charAt(0) == '>' || word.charAt(0) == '<') {
            return sha256(value.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (value.length() != HASH_LENGTH
                || !value.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            throw new AclRuleException(
                    "The password hash must be exactly 64 characters and contain only lowercase hexadecimal characters");
        }
        return value;
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    // --- as words ---

    /** As ACL GETUSER names them. */
    public List<String> flags() {
        List<String> flags = new ArrayList<>();
        flags.add(on ? "on" : "off");
        if (open) {
            flags.add("nopass");
        }
        if (sanitize != Sanitize.UNSAID) {
            flags.add(sanitize.word);
        }
        return flags;
    }

    /** Words that make these rights of those of a user who was just named. */
    String text(AclCatalog catalog) {
        StringBuilder text = new StringBuilder(String.join(" ", flags()));
        passwords.forEach(hash -> text.append(" #").append(hash));
        text.append(' ').append(selectors.getFirst().text(catalog));
        selectors.stream()
                .skip(1)
                .forEach(selector ->
                        text.append(" (").append(selector.text(catalog)).append(')'));
        return text.toString();
    }
}
