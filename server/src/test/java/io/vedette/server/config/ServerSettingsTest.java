package io.vedette.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.config.ConfigReader;
import io.vedette.config.ConfigRefusal;
import io.vedette.config.Fault;
import io.vedette.config.RewriteEntry;
import io.vedette.server.TestEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerSettingsTest {
    private final ServerSettings settings = new ServerSettings();

    /** What differs on purpose: a directory is a place of this machine. */
    private static final Set<String> OTHER_DEFAULTS = Set.of("dir");

    @Test
    void everySettingOfRedisIsKnownWithItsDefault() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : redisSettings()) {
            String[] columns = line.split("\t", -1);
            Map<String, String> shown = settings.table().get(List.of(columns[0]));
            if (!columns[1].equals(shown.getOrDefault(columns[0], "(unknown)"))
                    && !OTHER_DEFAULTS.contains(columns[0])) {
                wrong.add(columns[0] + ": " + shown + " instead of " + columns[1]);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void whatConfigGetShowsCanBeSetAgain() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : redisSettings()) {
            String[] columns = line.split("\t", -1);
            String value = settings.table().get(List.of(columns[0])).get(columns[0]);
            try {
                settings.table().set(List.of(columns[0], value));
            } catch (ConfigRefusal refusal) {
                boolean fixed = refusal.reason().endsWith("can't set immutable config")
                        || refusal.reason().endsWith("can't set protected config");
                if (!fixed) {
                    wrong.add(refusal.reason());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aFileWithEverySettingAtItsDefaultStarts() throws IOException {
        StringBuilder file = new StringBuilder();
        for (RewriteEntry entry : settings.table().rewriteEntries()) {
            if (!entry.key().equals("replicaof")) {
                entry.lines().forEach(line -> file.append(line).append('\n'));
            }
        }
        assertEquals(List.of(), faults(file.toString()));
    }

    /** Asked of the real server. */
    @Test
    void whatHasNoEffectIsReadWithTheSameCare() throws Exception {
        String scores = "Invalid oom-score-adj-values, elements must be between -2000 and 2000.";
        for (String bad : List.of("-2001 0 0", "0 200 2001", "0 200 x", "1 2 3x")) {
            assertEquals(scores, reason("oom-score-adj-values", bad));
        }
        for (String bad : List.of("0 200", "0 200 800 900", "")) {
            assertEquals("wrong number of arguments", reason("oom-score-adj-values", bad));
        }
        settings.table().set(List.of("oom-score-adj-values", "+5 -2000 2000"));
        assertEquals(
                Map.of("oom-score-adj-values", "5 -2000 2000"), settings.table().get(List.of("oom-score-adj-values")));
        for (String bad : List.of("{title}", "{invalid} x", "{title} {", "{}", "{title }x", "", " ", "{unixsocket}")) {
            assertEquals(
                    "template format is invalid or contains unknown variables", reason("proc-title-template", bad));
        }
        for (String good :
                List.of("{title} x", "{{", "{{title}", "}", "{port}", "{title}{listen-addr}", "{config-file}")) {
            settings.table().set(List.of("proc-title-template", good));
        }
    }

    private String reason(String name, String value) {
        String line = assertThrows(ConfigRefusal.class, () -> settings.table().set(List.of(name, value)))
                .reason();
        return line.substring(line.indexOf(" - ") + 3);
    }

    @Test
    void theLastWordCountsForWhatIsRefused() {
        assertEquals(List.of(), faults("daemonize yes\nsyslog-enabled yes\ndaemonize no\nsyslog-enabled no"));
        List<Fault> faults =
                faults("daemonize no\ndaemonize yes\nsyslog-enabled yes\nloadmodule /x.so\ncluster-enabled yes");
        assertEquals(
                List.of("daemonize yes", "syslog-enabled yes", "loadmodule /x.so", "cluster-enabled yes"),
                faults.stream().map(Fault::text).toList());
    }

    @Test
    void whatDoesNothingIsToldOnlyWhereSomebodyMayCountOnIt() {
        load(
                "save 900 1\nsave 300 10\nhash-max-ziplist-entries 10\nproto-max-bulk-len 1gb\nslowlog-log-slower-than 10000");
        assertEquals(
                List.of("proto-max-bulk-len"),
                settings.table().notices().stream()
                        .map(line -> line.substring(0, line.indexOf(':')))
                        .sorted()
                        .toList());
        assertEquals(Map.of("save", "900 1 300 10"), settings.table().get(List.of("save")));
        load("proto-max-bulk-len 1mb");
        assertEquals(List.of(), settings.table().notices());
    }

    @Test
    void savePointsKeepTheirLines() {
        load("save 900 1 300 10\nsave \"\"\nsave 60 1\nsave 30 5");
        RewriteEntry entry = settings.table().rewriteEntries().stream()
                .filter(one -> one.key().equals("save"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of("save 60 1", "save 30 5"), entry.lines());
    }

    @Test
    void wordsInOnePairOfQuotesAreSeveralWhereThereMayBeSeveral() {
        load("save \"60 1 30 5\"\nbind \"127.0.0.1 ::1\"");
        assertEquals(List.of("60", "1", "30", "5"), settings.save.get());
        assertEquals(Map.of("bind", "127.0.0.1 ::1"), settings.table().get(List.of("bind")));
    }

    @Test
    void aDirectoryMustBeThere() {
        assertEquals(
                "No such file or directory",
                faults("dir /surely/not/here").getFirst().reason());
        load("dir /tmp/..");
        assertEquals("/", settings.dir.get());
        load("dir tmp");
        assertEquals("/tmp", settings.dir.get());
    }

    @Test
    void frequenciesAreBroughtIntoTheirBounds() throws ConfigRefusal {
        settings.table().set(List.of("hz", "0"));
        assertEquals(1, settings.hz.get());
        settings.table().set(List.of("hz", "9999"));
        assertEquals(500, settings.hz.get());
    }

    @Test
    void namesOfUnixSocketsCountFromTheDirectory() {
        load("dir /tmp\nunixsocket x.sock");
        assertEquals("/tmp/x.sock", settings.listenSettings().unixSocket());
    }

    @Test
    void shutdownFlagsAreWords() throws ConfigRefusal {
        settings.table().set(List.of("shutdown-on-sigterm", "nosave now"));
        assertEquals(Set.of("nosave", "now"), settings.shutdownOnSigterm.get());
        assertTrue(faults("shutdown-on-sigint maybe").getFirst().reason().startsWith("argument(s) must be one of"));
    }

    private List<Fault> faults(String text) {
        ServerSettings fresh = new ServerSettings();
        ConfigReader.Result read = ConfigReader.readText("test.conf", text);
        List<Fault> faults = new ArrayList<>(read.faults());
        faults.addAll(fresh.table().load(read.directives()));
        faults.addAll(fresh.falsePromises(read.directives()));
        return faults;
    }

    private void load(String text) {
        assertEquals(
                List.of(),
                settings.table().load(ConfigReader.readText("test.conf", text).directives()));
    }

    private static List<String> redisSettings() throws IOException {
        try (InputStream in = TestEngine.class.getResourceAsStream("config-7.0.tsv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
