package io.vedette.config;

import java.util.List;

/**
 * The type of a setting's value: how it is read and written. The kinds that most settings need are made by
 * {@link Setting}'s static methods; a setting with a grammar of its own implements this.
 */
public interface Kind<T> {
    /**
     * Reads the words after the directive's name, or of CONFIG SET's value.
     *
     * @param base what the words add to, for settings that gather several directives; others ignore it
     * @throws ConfigRefusal with the reason in Redis' words
     */
    T parse(List<String> words, T base) throws ConfigRefusal;

    /** What CONFIG GET answers. */
    String text(T value);

    /** What follows the name in a file, one string a directive; none if the setting should not stand in the file. */
    default List<String> lines(T value) {
        return List.of(Words.quoteWhereNeeded(text(value)));
    }

    /** Whether the value is made of several words: CONFIG SET then splits its argument at blanks. */
    default boolean severalWords() {
        return false;
    }
}
