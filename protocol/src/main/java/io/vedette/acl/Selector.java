package io.vedette.acl;

import io.vedette.command.CommandFlag;
import io.vedette.command.CommandKeys;
import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import io.vedette.resp.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One set of commands with the keys and channels that they may touch. A user has one and may have more; what one of them allows
 * as a whole is allowed.
 *
 * <p>Being made ({@link #copy}, then {@link #apply} for each word), then shared and never changed again.
 */
public final class Selector {
    private static final List<String> NEEDS_READ = List.of("access");
    private static final List<String> NEEDS_WRITE = List.of("insert", "delete", "update");

    /** Whether commands are allowed unless they are in {@link #flipped}: also those that are yet to come. */
    private boolean allCommands;

    private final BitSet flipped = new BitSet();
    /** By command number: first words with which a command may be called that is not allowed as a whole. */
    private final Map<Integer, List<String>> firstWords = new TreeMap<>();

    private boolean allKeys;
    private final List<KeyPattern> keys = new ArrayList<>();
    private boolean allChannels;
    private final List<String> channels = new ArrayList<>();

    /** Nothing is allowed. */
    private Selector() {}

    static Selector nothing(boolean butAllChannels) {
        Selector selector = new Selector();
        selector.allChannels = butAllChannels;
        return selector;
    }

    static Selector everything() {
        Selector selector = new Selector();
        selector.allCommands = true;
        selector.allKeys = true;
        selector.allChannels = true;
        return selector;
    }

    Selector copy() {
        Selector copy = new Selector();
        copy.allCommands = allCommands;
        copy.flipped.or(flipped);
        firstWords.forEach((id, words) -> copy.firstWords.put(id, List.copyOf(words)));
        copy.allKeys = allKeys;
        copy.keys.addAll(keys);
        copy.allChannels = allChannels;
        copy.channels.addAll(channels);
        return copy;
    }

    /** True if there is nothing that it does not allow. */
    boolean isEverything() {
        return allCommands && flipped.isEmpty() && allKeys && allChannels;
    }

    // --- what is allowed ---

    /** Why the request is not allowed; empty if it is. */
    Optional<Refusal> refusal(CommandSpec spec, Argv argv, AclCatalog catalog) {
        if (!spec.has(CommandFlag.NO_AUTH) && !allowsCommand(spec, argv, catalog)) {
            return Optional.of(new Refusal.OfCommand());
        }
        if (!allKeys && CommandKeys.mayHaveKeys(spec)) {
            for (CommandKeys.Key key : CommandKeys.in(spec, argv)) {
                if (!allowsKey(argv.bytes(key.position()), key.flags())) {
                    return Optional.of(new Refusal.OfKey(key.position()));
                }
            }
        }
        return allChannels ? Optional.empty() : channelRefusal(spec, argv);
    }

    private boolean allowsCommand(CommandSpec spec, Argv argv, AclCatalog catalog) {
        if (allCommands && flipped.isEmpty()) {
            return true;
        }
        int id = catalog.id(spec);
        if (id >= 0 && allows(id)) {
            return true;
        }
        int position = spec.isSubcommand() ? 2 : 1;
        return position < argv.size()
                && firstWords.getOrDefault(id, List.of()).stream().anyMatch(word -> argv.is(position, word));
    }

    private boolean allows(int id) {
        return allCommands ^ flipped.get(id);
    }

    private boolean allowsKey(byte[] key, List<String> uses) {
        boolean read = uses.stream().anyMatch(NEEDS_READ::contains);
        boolean write = uses.stream().anyMatch(NEEDS_WRITE::contains);
        return keys.stream()
                .anyMatch(pattern -> (pattern.read() || !read)
                        && (pattern.write() || !write)
                        && Glob.matches(bytes(pattern.glob()), key));
    }

    boolean allowsReadingAllKeys() {
        return allKeys
                || keys.stream()
                        .anyMatch(pattern -> pattern.read() && pattern.glob().equals("*"));
    }

    private Optional<Refusal> channelRefusal(CommandSpec spec, Argv argv) {
        boolean patterns = spec.name().equals("psubscribe");
        int last = switch (spec.name()) {
            case "publish", "spublish" -> 1;
            case "subscribe", "ssubscribe", "psubscribe" -> argv.size() - 1;
            default -> 0;
        };
        for (int i = 1; i <= last; i++) {
            if (!allowsChannel(argv.bytes(i), patterns)) {
                return Optional.of(new Refusal.OfChannel(i));
            }
        }
        return Optional.empty();
    }

    /** @param pattern true if {@code channel} is itself a pattern: then it must be one of ours to the letter */
    boolean allowsChannel(byte[] channel, boolean pattern) {
        String name = text(channel);
        return allChannels
                || channels.stream().anyMatch(own -> pattern ? own.equals(name) : Glob.matches(bytes(own), channel));
    }

    // --- rules ---

    /** Takes in one rule about commands, keys or channels. */
    void apply(String word, AclCatalog catalog) throws AclRuleException {
        switch (word.toLowerCase(Locale.ROOT)) {
            case "allkeys", "~*" -> setAllKeys(true);
            case "resetkeys" -> setAllKeys(false);
            case "allchannels", "&*" -> setAllChannels(true);
            case "resetchannels" -> setAllChannels(false);
            case "allcommands", "+@all" -> setAllCommands(true);
            case "nocommands", "-@all" -> setAllCommands(false);
            default -> {
                switch (word.charAt(0)) {
                    case '~', '%' -> addKeys(word);
                    case '&' -> addChannel(word.substring(1));
                    case '+', '-' -> command(word.charAt(0) == '+', word.substring(1), catalog);
                    default -> throw AclRuleException.syntax();
                }
            }
        }
    }

    private void setAllKeys(boolean value) {
        allKeys = value;
        keys.clear();
    }

    private void setAllChannels(boolean value) {
        allChannels = value;
        channels.clear();
    }

    private void setAllCommands(boolean value) {
        allCommands = value;
        flipped.clear();
        firstWords.clear();
    }

    private void addKeys(String word) throws AclRuleException {
        if (allKeys) {
            throw new AclRuleException(
                    "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have any effect. Try 'resetkeys' to start with an empty list of patterns");
        }
        int tilde = word.indexOf('~');
        String uses = tilde < 0 ? word.substring(1) : word.substring(0, tilde).replaceFirst("^%", "");
        boolean read = uses.equalsIgnoreCase("R") || uses.equalsIgnoreCase("RW") || uses.equalsIgnoreCase("WR");
        boolean write = uses.equalsIgnoreCase("W") || uses.equalsIgnoreCase("RW") || uses.equalsIgnoreCase("WR");
        if (word.charAt(0) == '~') {
            read = true;
            write = true;
        } else if (!read && !write) {
            throw AclRuleException.syntax();
        }
        KeyPattern added = new KeyPattern(noBlanks(tilde < 0 ? "" : word.substring(tilde + 1)), read, write);
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).glob().equals(added.glob())) {
                keys.set(i, keys.get(i).and(added));
                return;
            }
        }
        keys.add(added);
    }

    private void addChannel(String pattern) throws AclRuleException {
        if (allChannels) {
            throw new AclRuleException(
                    "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not have any effect. Try 'resetchannels' to start with an empty list of channels");
        }
        noBlanks(pattern);
        if (!channels.contains(pattern)) {
            channels.add(pattern);
        }
    }

    private static String noBlanks(String pattern) throws AclRuleException {
        if (pattern.chars().anyMatch(c -> c == 0 || c == ' ' || c >= '\t' && c <= '\r')) {
            throw AclRuleException.syntax();
        }
        return pattern;
    }

    private void command(boolean allow, String name, AclCatalog catalog) throws AclRuleException {
        if (name.startsWith("@")) {
            category(allow, name.substring(1), catalog);
            return;
        }
        int bar = name.lastIndexOf('|');
        Optional<AclCatalog.Entry> entry = catalog.find(name);
        if (!allow || bar < 0 || entry.isPresent()) {
            set(entry.orElseThrow(AclRuleException::unknown), allow);
            return;
        }
        AclCatalog.Entry command = catalog.find(name.substring(0, bar)).orElseThrow(AclRuleException::unknown);
        String word = name.substring(bar + 1);
        if (command.spec().isSubcommand()) {
            throw new AclRuleException("Allowing first-arg of a subcommand is not supported");
        }
        if (word.isEmpty()) {
            throw AclRuleException.syntax();
        }
        if (!command.subcommands().isEmpty()) {
            throw AclRuleException.unknown();
        }
        List<String> words = new ArrayList<>(firstWords.getOrDefault(command.id(), List.of()));
        if (words.stream().noneMatch(word::equalsIgnoreCase)) {
            words.add(word);
        }
        firstWords.put(command.id(), words);
    }

    private void category(boolean allow, String name, AclCatalog catalog) throws AclRuleException {
        String category = name.toLowerCase(Locale.ROOT);
        if (!AclCatalog.CATEGORIES.contains(category)) {
            throw AclRuleException.unknown();
        }
        setCategory(allow, category, catalog);
    }

    private void setCategory(boolean allow, String category, AclCatalog catalog) {
        for (AclCatalog.Entry command : catalog.commands()) {
            if (command.isIn(category)) {
                set(command, allow);
            }
            command.subcommands().stream().filter(sub -> sub.isIn(category)).forEach(sub -> set(sub, allow));
        }
    }

    private void set(AclCatalog.Entry entry, boolean allow) {
        flipped.set(entry.id(), allow != allCommands);
        firstWords.remove(entry.id());
        entry.subcommands().forEach(sub -> flipped.set(sub.id(), allow != allCommands));
    }

    // --- the rules as words ---

    /** All of it as ACL LIST shows it. */
    String text(AclCatalog catalog) {
        StringBuilder text = new StringBuilder(keysText());
        if (!text.isEmpty()) {
            text.append(' ');
        }
        if (allChannels) {
            text.append("&* ");
        } else {
            text.append("resetchannels ");
            channels.forEach(pattern -> text.append('&').append(pattern).append(' '));
        }
        return text.append(commandsText(catalog)).toString();
    }

    public String keysText() {
        return allKeys ? "~*" : keys.stream().map(KeyPattern::text).collect(Collectors.joining(" "));
    }

    public String channelsText() {
        return allChannels ? "&*" : channels.stream().map(own -> "&" + own).collect(Collectors.joining(" "));
    }

    /**
     * The shortest words that allow these commands: beginning with all or none, then the categories that fit best, each with
     * more of what is wanted than of what is not, then single commands.
     */
    public String commandsText(AclCatalog catalog) {
        if (flipped.isEmpty() && firstWords.isEmpty()) {
            return allCommands ? "+@all" : "-@all"; // most users: each CONFIG REWRITE asks
        }
        Selector told = new Selector();
        told.allCommands = allCommands;
        Selector left = copy();
        StringBuilder text = new StringBuilder(allCommands ? "+@all" : "-@all");
        List<String> open = new ArrayList<>(AclCatalog.CATEGORIES);
        for (Optional<String> best = left.bestCategory(open, catalog); best.isPresent(); ) {
            String category = best.get();
            text.append(allCommands ? " -@" : " +@").append(category);
            told.setCategory(!allCommands, category, catalog);
            left.setCategory(allCommands, category, catalog);
            open.remove(category);
            best = left.bestCategory(open, catalog);
        }
        for (AclCatalog.Entry command : catalog.commands()) {
            tell(command, told, text);
            command.subcommands().forEach(sub -> tell(sub, told, text));
        }
        return text.toString();
    }

    private Optional<String> bestCategory(List<String> open, AclCatalog catalog) {
        Optional<String> best = Optional.empty();
        int leastWrong = Integer.MAX_VALUE;
        int mostRight = 0;
        for (String category : open) {
            int members = 0;
            int right = 0;
            for (AclCatalog.Entry command : catalog.commands()) {
                List<AclCatalog.Entry> all = new ArrayList<>(command.subcommands());
                all.add(command);
                for (AclCatalog.Entry entry : all) {
                    members += entry.isIn(category) ? 1 : 0;
                    right += entry.isIn(category) && flipped.get(entry.id()) ? 1 : 0;
                }
            }
            int wrong = members - right;
            if (right > wrong && (wrong < leastWrong || wrong == leastWrong && right > mostRight)) {
                best = Optional.of(category);
                leastWrong = wrong;
                mostRight = right;
            }
        }
        return best;
    }

    private void tell(AclCatalog.Entry entry, Selector told, StringBuilder text) {
        boolean allow = allows(entry.id());
        if (allow != told.allows(entry.id())) {
            text.append(allow ? " +" : " -").append(entry.name());
            told.set(entry, allow);
        }
        if (!allow) {
            firstWords
                    .getOrDefault(entry.id(), List.of())
                    .forEach(word ->
                            text.append(" +").append(entry.name()).append('|').append(word));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
