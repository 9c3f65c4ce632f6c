package io.vedette.acl;

import io.vedette.command.CommandSpec;
import io.vedette.resp.Argv;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All users of a process. Owned by the loop.
 *
 * <p>Invariant: the user {@code default} is always there; it is what a client is that has not said who it is.
 */
public final class AclUsers {
    public static final String DEFAULT = "default";

    private final Supplier<AclCatalog> commands;
    private final TreeMap<String, User> users = new TreeMap<>();
    private final AclLog log;
    private Optional<AclCatalog> catalog = Optional.empty();
    private BooleanSupplier hearAll = () -> false;

    /**
     * @param commands what rules can name; asked when the first rule needs it, once
     *     everything is bound
     * @param maxLogLength {@code acllog-max-len}, asked anew each time
     */
    public AclUsers(Supplier<AclCatalog> commands, LongSupplier maxLogLength) {
        this.commands = commands;
        this.log = new AclLog(maxLogLength);
        users.put(DEFAULT, new User(DEFAULT, Rights.everything()));
    }

    /** {@code acl-pubsub-default}: whether who is made from now on may use all channels unless told otherwise. */
    public void newUsersMayUseAllChannels(BooleanSupplier whether) {
        hearAll = whether;
    }

    public AclCatalog catalog() {
        if (catalog.isEmpty()) {
            catalog = Optional.of(commands.get());
        }
        return catalog.get();
    }

    /** What was refused. */
    public AclLog log() {
        return log;
    }

    public User defaultUser() {
        return users.get(DEFAULT);
    }

    /** True if a client may do something without saying who it is. */
    public boolean needsNoPassword() {
        Rights rights = defaultUser().rights();
        return rights.on() && rights.open();
    }

    public Optional<User> find(String name) {
        return Optional.ofNullable(users.get(name));
    }

    /** By name, in the order of their bytes. */
    public Collection<User> all() {
        return users.values();
    }

    /** {@code requirepass}; empty = none. */
    public void requirePassword(String password) {
        defaultUser().rights(defaultUser().rights().withPassword(password));
    }

    /** The user, if the name and the password are right. */
    public Optional<User> authenticate(String name, byte[] password) {
        return find(name).filter(user -> user.rights().accepts(password));
    }

    /** Why a request of this user is refused; empty if it is allowed. */
    public Optional<Refusal> refusal(User user, CommandSpec spec, Argv argv) {
        return user.mayEverything() ? Optional.empty() : user.rights().refusal(spec, argv, catalog());
    }

    /** One word of several that a rule could not be made of. */
    public static final class BadRule extends Exception {
        private static final long serialVersionUID = 1;
        private final String word;

        BadRule(String word, AclRuleException cause) {
            super(cause.getMessage(), cause);
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * Makes or changes a user: all words or none.
     *
     * @return the user as it is then
     */
    public User change(String name, List<String> words) throws BadRule {
        Rights rights = find(name).map(User::rights).orElseGet(this::fresh);
        return put(name, applied(rights, words));
    }

    /** Makes a user anew, as a line of a file says it; what it was before does not count. */
    public User define(String name, List<String> words) throws BadRule {
        return put(name, applied(fresh(), words));
    }

    /** A user that was just named. */
    Rights fresh() {
        return Rights.none(hearAll.getAsBoolean());
    }

    /** Words that define nobody yet: whether they could. */
    Rights applied(Rights rights, List<String> words) throws BadRule {
        Rights changed = rights;
        for (String word : words) {
            try {
                changed = changed.with(word, catalog(), hearAll.getAsBoolean());
            } catch (AclRuleException e) {
                throw new BadRule(word, e);
            }
        }
        return changed;
    }

    User put(String name, Rights rights) {
        User user = users.computeIfAbsent(name, missing -> new User(missing, rights));
        user.rights(rights);
        return user;
    }

    /** @return false if there is no such user */
    public boolean remove(String name) {
        Optional<User> user = name.equals(DEFAULT) ? Optional.empty() : Optional.ofNullable(users.remove(name));
        user.ifPresent(User::leave);
        return user.isPresent();
    }

    /** A user's line without the name: rules that define it. */
    public String rules(User user) {
        return user.rights().text(catalog());
    }

    /** As ACL LIST and the files have them: {@code user NAME RULES}. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        users.values().forEach(user -> lines.add("user " + user.name() + " " + rules(user)));
        return lines;
    }
}
