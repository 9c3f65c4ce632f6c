package io.vedette.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vedette.config.ConfigException;
import io.vedette.config.ConfigReader;
import io.vedette.config.ConfigRefusal;
import io.vedette.config.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WriteQuorumSettingsTest {
    private static final String ID = "0123456789abcdef0123456789abcdef01234567";

    private final ServerSettings settings = new ServerSettings();

    private String refusal(String... pairs) {
        return assertThrows(ConfigRefusal.class, () -> settings.table().set(List.of(pairs)))
                .reason();
    }

    private String shown(String name) {
        return settings.table().get(List.of(name)).get(name);
    }

    @Test
    void membersAreServerIdsAndAddresses() throws ConfigRefusal {
        assertEquals("", shown("write-quorum-members"));
        settings.table()
                .set(List.of("write-quorum-members", ID.toUpperCase(Locale.ROOT) + " 192.0.2.11:6379 [::1]:7000"));
        assertEquals(ID + " 192.0.2.11:6379 [::1]:7000", shown("write-quorum-members"));
        assertEquals(
                List.of("write-quorum-members " + shown("write-quorum-members")),
                settings.table().rewriteEntries().stream()
                        .filter(entry -> entry.key().equals("write-quorum-members"))
                        .findFirst()
                        .orElseThrow()
                        .lines());
        settings.table().set(List.of("write-quorum-members", ""));
        assertEquals(Map.of("write-quorum-members", ""), settings.table().get(List.of("write-quorum-members")));
    }

    @Test
    void whatNamesNobodyIsRefused() {
        for (String name : List.of("a", "localhost", "localhost:0", "localhost:65536", ID + "0", "a:b")) {
            assertEquals(
                    "ERR CONFIG SET failed (possibly related to argument 'write-quorum-members') - argument(s) must be server ids"
                            + " (40 hexadecimal digits) or addresses (ip:port)",
                    refusal("write-quorum-members", name),
                    name);
        }
        assertEquals(
                "ERR CONFIG SET failed (possibly related to argument 'write-quorum-members') - a member is named twice: a:1",
                refusal("write-quorum-members", "a:1 A:1"));
    }

    @Test
    void withoutFileNothingIsOnTheDisk() throws ConfigException {
        for (String more : List.of("", "appendonly no", "appendonly yes\nappendfsync no")) {
            ServerSettings fresh = new ServerSettings();
            ConfigReader.Result read = ConfigReader.readText("test.conf", "write-quorum-fsync yes\n" + more + "\n");
            read.into(fresh.table());
            assertEquals(1, fresh.falsePromises(read.directives()).size(), more);
        }
        ServerSettings fresh = new ServerSettings();
        ConfigReader.Result read = ConfigReader.readText("test.conf", "write-quorum-fsync yes\nappendonly yes\n");
        read.into(fresh.table());
        assertEquals(List.of(), fresh.falsePromises(read.directives()));
    }

    @Test
    void numbersHaveBounds() {
        for (String quorum : List.of("-1", "101", "x", "")) {
            refusal("write-quorum", quorum);
        }
        for (String millis : List.of("-1", "86400001", "1s")) {
            refusal("write-quorum-timeout", millis);
        }
        assertEquals("0", shown("write-quorum"));
        assertEquals("1000", shown("write-quorum-timeout"));
    }

    @Test
    void aFileWhoseQuorumCanNeverBeHadIsRefused() throws ConfigException {
        ConfigReader.Result read =
                ConfigReader.readText("test.conf", "write-quorum 2\nwrite-quorum-members 192.0.2.11:6379\n");
        read.into(settings.table());
        assertEquals(
                List.of("write-quorum is 2, but write-quorum-members names only 1: no write could be confirmed"),
                settings.falsePromises(read.directives()).stream()
                        .map(Fault::reason)
                        .toList());
    }
}
