package io.vedette.tests.oracle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.tests.process.Kind;
import io.vedette.tests.process.Node;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenes with several clients, played to our server and to the real one: each client is sent the same, in the same order. */
class ConversationsTest {
    private static final String TITLE = "== ";

    @TempDir
    private Path folder;

    @Test
    void whatClientsTellEachOtherThroughTheServerIsTheSame() throws IOException {
        List<String> faults = new ArrayList<>();
        int scenes = 0;
        try (Node ours = Node.server(Kind.VEDETTE, folder);
                Node real = Node.server(Kind.REDIS, folder)) {
            for (List<String> scene : scenes()) {
                scenes++;
                compare(scene, ours, real, faults);
            }
        }
        assertTrue(scenes > 10, "the scenes were not found");
        assertEquals("", String.join("\n", faults));
    }

    private static void compare(List<String> scene, Node ours, Node real, List<String> faults) {
        for (Node node : List.of(ours, real)) {
            node.text("FLUSHALL");
        }
        try (Conversation toOurs = new Conversation(ours.port());
                Conversation toReal = new Conversation(real.port())) {
            for (String line : scene.subList(1, scene.size())) {
                String wanted = toReal.play(line);
                String got = toOurs.play(line);
                if (!wanted.equals(got)) {
                    faults.add(scene.getFirst() + "\n" + line + "\n real:\n" + wanted + " ours:\n" + got);
                    return;
                }
            }
        }
    }

    /** Each with its title first. */
    private static List<List<String>> scenes() throws IOException {
        List<List<String>> scenes = new ArrayList<>();
        try (InputStream in = ConversationsTest.class.getResourceAsStream("conversations.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith(TITLE)) {
                    scenes.add(new ArrayList<>());
                }
                if (!line.isEmpty() && !line.startsWith("#")) {
                    scenes.getLast().add(line);
                }
            }
        }
        return scenes;
    }
}
