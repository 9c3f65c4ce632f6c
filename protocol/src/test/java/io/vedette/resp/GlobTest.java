package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    private static boolean matches(String pattern, String text) {
        return Glob.matches(pattern.getBytes(StandardCharsets.ISO_8859_1), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "*, anything, true",
                "*, ``, true",
                "a*, abc, true",
                "a*c, abc, true",
                "a*c, abcd, false",
                "*b*, abc, true",
                "a**c, abbc, true",
                "a?c, abc, true",
                "a?c, ac, false",
                "?, ``, false",
                "h[ae]llo, hallo, true",
                "h[ae]llo, hillo, false",
                "h[^e]llo, hallo, true",
                "h[^e]llo, hello, false",
                "h[a-c]llo, hbllo, true",
                "h[c-a]llo, hbllo, true",
                "h[a-c]llo, hdllo, false",
                "h[a\\]]llo, h]llo, true",
                "h[abc, hb, true",
                "h[abc, hd, false",
                "\\*, *, true",
                "\\*, a, false",
                "a\\, a\\, true",
                "abc, ABC, false",
                "``, ``, true",
                "``, a, false",
                "a*b*c*d, aXbXcXd, true",
                "a*b*c*d, aXbXdXc, false",
                "*.log, a.log.log, true",
            })
    void patternsMeanWhatTheyMeanToRedis(String pattern, String text, boolean expected) {
        assertEquals(expected, matches(pattern, text), pattern + " on " + text);
    }

    @Test
    void aPatternOfManyStarsEndsSoon() {
        String pattern = "a*".repeat(40) + "b";
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertFalse(matches(pattern, "a".repeat(10_000))));
    }

    @Test
    void caseMattersOnlyWhereItShould() {
        assertTrue(Glob.matchesAnyCase("MAX*[A-Z]", "maxmemory"));
        assertFalse(Glob.matchesAnyCase("MAX*[A-C]", "maxmemory"));
    }
}
