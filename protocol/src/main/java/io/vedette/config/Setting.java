package io.vedette.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One setting: a row of a {@link SettingTable} and its current value.
 *
 * <p>A row is made by one of the static methods (name, default, bounds), then described further by the chained ones. The
 * value is read by {@link #get} and belongs to the owner loop; before the loop runs, to the main thread. It changes by
 * directives at start, by CONFIG SET, or by {@link #assign} when the program itself changes what the setting says (REPLICAOF).
 */
public final class Setting<T> {
    /** What a change does besides being remembered; it may refuse, and then the old value stays. */
    @FunctionalInterface
    public interface Change<T> {
        void apply(T value) throws ConfigRefusal;
    }

    /** When a setting may change. */
    enum Mutability {
        CHANGEABLE,
        START_ONLY,
        GUARDED
    }

    private final String name;
    private final Kind<T> kind;
    private T initial;
    private T value;
    private Optional<String> oldName = Optional.empty();
    private Mutability mutability = Mutability.CHANGEABLE;
    private boolean hidden;
    private boolean unlisted;
    private Optional<String> withoutEffect = Optional.empty();
    private Predicate<T> isIdle = given -> false;
    private Gathering gathering = Gathering.NONE;
    private T gatherFrom;
    private boolean stated;
    private Change<T> check = value -> {};
    private Optional<Change<T>> change = Optional.empty();

    private enum Gathering {
        NONE,
        FROM_EMPTY,
        ONTO_CURRENT
    }

    private Setting(String name, T initial, Kind<T> kind) {
        if (!name.equals(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("names of settings are lower case: " + name);
        }
        this.name = name;
        this.kind = kind;
        this.initial = initial;
        this.value = initial;
        this.gatherFrom = initial;
    }

    /** {@code yes} or {@code no}. */
    public static Setting<Boolean> yesNo(String name, boolean initial) {
        return new Setting<>(name, initial, new Kinds.YesNo());
    }

    /** A whole number; bounds inclusive. */
    public static Setting<Integer> integer(String name, int initial, int min, int max) {
        return new Setting<>(name, initial, new Kinds.Int(min, max));
    }

    /** A whole number of 64 bits; bounds inclusive. */
    public static Setting<Long> number(String name, long initial, long min, long max) {
        return new Setting<>(name, initial, new Kinds.Number(min, max));
    }

    /** A file mode, written in octal. */
    public static Setting<Integer> octal(String name, int initial, int min, int max) {
        return new Setting<>(name, initial, new Kinds.Octal(min, max));
    }

    /** Bytes, with units ({@code 100mb}); bounds inclusive. */
    public static Setting<Long> memory(String name, long initialBytes, long min, long max) {
        return new Setting<>(name, initialBytes, new Kinds.Memory(min, max, false));
    }

    /** Bytes with units, or a percentage ({@code 5%}) which reads as a negative number ({@code -5}). */
    public static Setting<Long> memoryOrPercent(String name, long initialBytes, long max) {
        return new Setting<>(name, initialBytes, new Kinds.Memory(0, max, true));
    }

    /** Any text; empty where unset. */
    public static Setting<String> text(String name, String initial) {
        return new Setting<>(name, initial, new Kinds.Text());
    }

    /** One of the constants of the default's enumeration, lower case, underscores as hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(String name, E initial) {
        return new Setting<>(name, initial, new Kinds.Choice<>(initial.getDeclaringClass()));
    }

    /** A list of words; the bounds are on their number, inclusive. */
    public static Setting<List<String>> words(String name, List<String> initial, int min, int max) {
        return new Setting<>(name, List.copyOf(initial), new Kinds.WordList(min, max));
    }

    /** A setting with a grammar of its own. */
    public static <T> Setting<T> custom(String name, T initial, Kind<T> kind) {
        return new Setting<>(name, initial, kind);
    }

    /** The name that the setting had in older versions of Redis; read and shown as well, never written. */
    public Setting<T> aka(String olderName) {
        oldName = Optional.of(olderName);
        return this;
    }

    /** Refused by CONFIG SET. */
    public Setting<T> startOnly() {
        mutability = Mutability.START_ONLY;
        return this;
    }

    /** Refused by CONFIG SET unless {@code enable-protected-configs} lets it. */
    public Setting<T> guarded() {
        mutability = Mutability.GUARDED;
        return this;
    }

    /** Read from files only: not shown by CONFIG GET, not changed by CONFIG SET, its lines left alone by CONFIG REWRITE. */
    public Setting<T> hidden() {
        hidden = true;
        return this;
    }

    /** For tests, not for operators: CONFIG GET tells it to whoever asks for just that name, and no pattern finds it. */
    public Setting<T> unlisted() {
        unlisted = true;
        return this;
    }

    /** Each directive in a file adds to those before it; the first one, and CONFIG SET, start from {@code empty}. */
    public Setting<T> gathering(T empty) {
        gathering = Gathering.FROM_EMPTY;
        gatherFrom = empty;
        return this;
    }

    /** Each directive, and CONFIG SET, changes only a part of the value. */
    public Setting<T> partwise() {
        gathering = Gathering.ONTO_CURRENT;
        return this;
    }

    /** Accepted for compatibility; {@link SettingTable#notices} says {@code why} where the value is not the default. */
    public Setting<T> withoutEffect(String why) {
        return withoutEffect(why, given -> !given.equals(initial));
    }

    /** The same, where {@code idle} is true of the value. */
    public Setting<T> withoutEffect(String why, Predicate<T> idle) {
        withoutEffect = Optional.of(why);
        isIdle = idle;
        return this;
    }

    /** A further condition on the value, also when it is read at start. */
    public Setting<T> checkedBy(Change<T> condition) {
        check = condition;
        return this;
    }

    /**
     * What CONFIG SET does with a new value, after all values of the command were found good. Not called at start.
     *
     * @throws IllegalStateException if something is done already: what the one did would silently not be done any more
     */
    public Setting<T> onChange(Change<T> action) {
        if (change.isPresent()) {
            throw new IllegalStateException("a change of " + name + " has its action");
        }
        change = Optional.of(action);
        return this;
    }

    public String name() {
        return name;
    }

    public T get() {
        return value;
    }

    public T initial() {
        return initial;
    }

    /** Whether a directive of the configuration set it. */
    public boolean isStated() {
        return stated;
    }

    /** The program changed what the setting says; neither {@link #checkedBy} nor {@link #onChange} runs. */
    public void assign(T newValue) {
        value = newValue;
    }

    /** The program found a better default than the one that it was written with: it is in force unless a directive says another. */
    public void derive(T newDefault) {
        initial = newDefault;
        if (!stated) {
            value = newDefault;
        }
    }

    /** The value as CONFIG GET shows it. */
    public String text() {
        return kind.text(value);
    }

    Optional<String> oldName() {
        return oldName;
    }

    Mutability mutability() {
        return mutability;
    }

    boolean isHidden() {
        return hidden;
    }

    boolean isListed() {
        return !hidden && !unlisted;
    }

    Optional<String> notice() {
        return isIdle.test(value) ? withoutEffect.map(why -> name + ": " + why) : Optional.empty();
    }

    /** Takes a directive at start; the words of one that has several may stand in one pair of quotes. */
    void state(List<String> words) throws ConfigRefusal {
        T base = gathering == Gathering.FROM_EMPTY && !stated ? gatherFrom : value;
        T parsed = kind.parse(words.size() == 1 ? wordsOf(words.getFirst()) : words, base);
        check.apply(parsed);
        value = parsed;
        stated = true;
    }

    private List<String> wordsOf(String text) {
        return kind.severalWords() ? List.of(text.split(" ", -1)) : List.of(text);
    }

    /** A change by CONFIG SET: the value is in force and the former one at hand until it is applied or taken back. */
    final class Pending {
        private final T former = value;

        Pending(String text) throws ConfigRefusal {
            T parsed = kind.parse(wordsOf(text), gathering == Gathering.FROM_EMPTY ? gatherFrom : value);
            check.apply(parsed);
            value = parsed;
        }

        String name() {
            return name;
        }

        void apply() throws ConfigRefusal {
            if (!value.equals(former)) {
                act();
            }
        }

        void takeBack() {
            value = former;
        }

        /** After {@link #takeBack}: what {@link #apply} did is done again with the old value. */
        void reapply() throws ConfigRefusal {
            act();
        }

        private void act() throws ConfigRefusal {
            if (change.isPresent()) {
                change.get().apply(value);
            }
        }
    }

    Pending change(String text) throws ConfigRefusal {
        return new Pending(text);
    }

    RewriteEntry rewriteEntry() {
        List<String> lines =
                kind.lines(value).stream().map(words -> name + " " + words).toList();
        return new RewriteEntry(name, lines, !value.equals(initial));
    }
}
