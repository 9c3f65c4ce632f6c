package io.vedette.tests.oracle;

import io.vedette.tests.process.Node;
import io.vedette.tests.process.RespConnection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks two processes the same questions, in both protocols, and tells where their replies differ. */
final class SideBySide {
    private static final Pattern AGE = Pattern.compile(",?\\d+(\\.\\d+)?");
    private static final Pattern ESCAPED = Pattern.compile("\\\\x([0-9a-f]{2})");

    private SideBySide() {}

    /**
     * @param questions a resource beside this class: one a line, words between blanks
     * @param form what of a reply counts
     * @return empty if all agree
     */
    static String differences(Node ours, Node real, String questions, UnaryOperator<String> form) throws IOException {
        List<String> faults = new ArrayList<>();
        for (int protocol : List.of(2, 3)) {
            try (RespConnection toOurs = connect(ours, protocol);
                    RespConnection toReal = connect(real, protocol)) {
                for (String question : read(questions)) {
                    String wanted = form.apply(ask(toReal, question));
                    String got = form.apply(ask(toOurs, question));
                    if (!(question.equals("SENTINEL HELP") ? tellsAll(got, wanted) : wanted.equals(got))) {
                        faults.add("RESP" + protocol + " " + question + "\n  real: " + wanted + "\n  ours: " + got);
                    }
                }
            }
        }
        return String.join("\n", faults);
    }

    /** Ours knows more subcommands, and more words for some. */
    private static boolean tellsAll(String got, String wanted) {
        List<String> lines = got.lines().toList();
        return wanted.lines().skip(1).allMatch(line -> lines.stream().anyMatch(ours -> ours.startsWith(line)));
    }

    /** Lines without lengths, ages and clients; rules with their words sorted, since Redis draws their order anew each time. */
    static String withoutOrder(String raw) {
        return raw.lines()
                .filter(line -> !line.startsWith("$") && !AGE.matcher(line).matches())
                .map(line -> line.startsWith("id=") ? line.replaceAll(".* cmd=", "client ") : line)
                .map(line -> line.contains("@all") ? sorted(line) : line)
                .collect(Collectors.joining("\n"));
    }

    private static String sorted(String line) {
        return Arrays.stream(line.split(" ")).sorted().collect(Collectors.joining(" "));
    }

    private static RespConnection connect(Node node, int protocol) {
        RespConnection connection = new RespConnection(node.port());
        if (protocol == 3) {
            connection.sendLatin1("HELLO", "3");
            connection.readRaw();
        }
        return connection;
    }

    /** {@code ""} is an empty word, {@code \xHH} a byte. */
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

    private static List<String> read(String name) throws IOException {
        try (InputStream in = SideBySide.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
