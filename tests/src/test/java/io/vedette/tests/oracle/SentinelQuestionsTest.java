package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same questions to our sentinel and to a real one, in both protocols: the same bytes come back. */
class SentinelQuestionsTest {
    @TempDir
    private Path folder;

    @Test
    void repliesOfASentinelAreThoseOfTheRealOneByteForByte() throws IOException {
        compare("sentinel-questions.txt", reply -> reply);
    }

    @Test
    void aSentinelsUsersAreThoseOfTheRealOneButForTheOrderOfSingleCommands() throws IOException {
        compare("sentinel-acl-questions.txt", SideBySide::withoutOrder);
    }

    private void compare(String questions, UnaryOperator<String> form) throws IOException {
        String configuration = "sentinel monitor mymaster 127.0.0.1 1 2";
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder, configuration);
                Node real = Node.sentinel(Kind.REDIS, folder, configuration)) {
            assertEquals("", SideBySide.differences(ours, real, questions, form));
        }
    }
}
