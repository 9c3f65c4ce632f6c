package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same questions to our sentinel and to a real one, in both protocols: the same bytes come back. */
class SentinelQuestionsTest {
    private static final Pattern AGE = Pattern.compile(",?\\d+(\\.\\d+)?");
    private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

    @TempDir
    private Path folder;

    @Test
    void repliesOfASentinelAreThoseOfTheRealOneByteForByte() throws IOException {
        compare("sentinel-questions.txt", reply -> reply);
    }

    @Test
    void aSentinelsUsersAreThoseOfTheRealOneButForTheOrderOfSingleCommands() throws IOException {
        compare("sentinel-acl-questions.txt", SentinelQuestionsTest::withoutOrder);
    }

    /** Lines without lengths, ages and clients; rules with their words sorted, since Redis draws their order anew each time. */
    private static String withoutOrder(String raw) {
        return raw.lines()
                .filter(line -> !line.startsWith("$") && !AGE.matcher(line).matches())
                .map(line -> line.startsWith("id=") ? line.replaceAll(".* cmd=", "client ") : line)
                .map(line -> line.contains("@all") ? sorted(line) : line)
                .collect(Collectors.joining("\n"));
    }

    private static String sorted(String line) {
        return Arrays.stream(line.split(" ")).sorted().collect(Collectors.joining(" "));
    }

    private void compare(String questions, UnaryOperator<String> form) throws IOException {
        String configuration = "sentinel monitor mymaster 127.0.0.1 1 2";
        List<String> faults = new ArrayList<>();
        try (Node ours = Node.sentinel(Kind.VEDETTE, folder, configuration);
                Node real = Node.sentinel(Kind.REDIS, folder, configuration)) {
            for (int protocol : List.of(2, 3)) {
                try (RespConnection toOurs = connect(ours, protocol);
                        RespConnection toReal = connect(real, protocol)) {
                    for (String question : questions(questions)) {
                        String wanted = form.apply(ask(toReal, question));
                        String got = form.apply(ask(toOurs, question));
                        boolean agree = question.equals("SENTINEL HELP")
                                ? got.lines()
                                        .toList()
                                        .containsAll(wanted.lines().skip(1).toList()) // ours knows more
                                : wanted.equals(got);
                        if (!agree) {
                            faults.add("RESP" + protocol + " " + question + "\n  real: " + wanted + "\n  ours: " + got);
                        }
                    }
                }
            }
        }
        assertEquals("", String.join("\n", faults));
    }

    private static RespConnection connect(Node node, int protocol) {
        RespConnection connection = new RespConnection(node.port());
        if (protocol == 3) {
            connection.sendLatin1("HELLO", "3");
            connection.readRaw();
        }
        return connection;
    }

    private static String ask(RespConnection connection, String question) {
        String[] words = question.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].equals("\"\"")
                    ? ""
                    : ESCAPED.matcher(words[i])
                            .replaceAll(hex -> Character.toString(Integer.parseInt(hex.group(1), 16)));
        }
        connection.sendLatin1(words);
        return connection.readRaw();
    }

    private static List<String> questions(String name) throws IOException {
        try (InputStream in = SentinelQuestionsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
