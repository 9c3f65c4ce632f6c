package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @Test
    void blanksSeparateWordsAndQuotesKeepThemTogether() {
        assertEquals(
                Optional.of(List.of("save", "60", "a b", "", "it's")),
                Words.split("  save\t60 \"a b\" \"\" 'it\\'s' "));
    }

    @Test
    void doubleQuotesKnowEscapesAndSingleQuotesDoNot() {
        assertEquals(
                Optional.of(List.of("A\n\t\u0007\"\\q", "\\n")), Words.split("\"\\x41\\n\\t\\a\\\"\\\\\\q\" '\\n'"));
        assertEquals(Optional.of(List.of("ü", "x1")), Words.split("\"\\xc3\\xbc\" \"\\x1\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"open", "'open", "\"a\"b", "'a'b", "\"\\"})
    void unbalancedQuotesAreNoWords(String line) {
        assertEquals(Optional.empty(), Words.split(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "a b", "\"", "\\", "\n\r\t\b\u0007", "ü€", "#x", "it's"})
    void aQuotedWordReadsBackAsItself(String word) {
        assertEquals(Optional.of(List.of(word)), Words.split(Words.quote(word)));
        assertEquals(Optional.of(List.of(word)), Words.split(Words.quoteWhereNeeded(word)));
    }
}
