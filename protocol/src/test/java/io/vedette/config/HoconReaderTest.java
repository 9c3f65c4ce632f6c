package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoconReaderTest {
    @TempDir
    Path directory;

    private ConfigReader.Result read(String text) throws IOException {
        return ConfigReader.readFile(Files.writeString(directory.resolve("a.hocon"), text));
    }

    private static List<String> texts(ConfigReader.Result result) {
        return result.directives().stream()
                .map(directive -> directive.origin().line() + ": " + directive.text())
                .toList();
    }

    @Test
    void aScalarIsOneArgument() throws Exception {
        assertEquals(
                List.of("1: port 7000", "2: appendonly yes", "3: requirepass \"two words\"", "4: maxmemory 100mb"),
                texts(read("port = 7000\nappendonly = true\nrequirepass = \"two words\"\nmaxmemory = 100mb\n")));
    }

    @Test
    void aListOfWordsIsOneDirectiveAndAListOfLinesIsSeveral() throws Exception {
        assertEquals(
                List.of("1: bind 127.0.0.1 ::1", "2: save 900 1", "2: save 300 10", "3: replicaof 10.0.0.1 6379"),
                texts(
                        read(
                                "bind = [127.0.0.1, \"::1\"]\nsave = [\"900 1\", \"300 10\"]\nreplicaof = [[10.0.0.1, 6379]]\n")));
    }

    @Test
    void anObjectNamesItsDirectiveAndItsKeysAreTheFirstArguments() throws Exception {
        assertEquals(
                List.of(
                        "2: sentinel monitor mymaster 127.0.0.1 6379 2",
                        "3: sentinel monitor other 127.0.0.1 6380 2",
                        "5: sentinel down-after-milliseconds mymaster 5000",
                        "6: sentinel auth-pass mymaster \"a b\"",
                        "7: sentinel resolve-hostnames yes"),
                texts(read("""
                                sentinel {
                                  monitor = ["mymaster 127.0.0.1 6379 2"
                                    "other 127.0.0.1 6380 2"
                                  ]
                                  down-after-milliseconds { mymaster = 5000 }
                                  auth-pass = ["mymaster \\"a b\\""]
                                  resolve-hostnames = yes
                                }
                                """)));
    }

    @Test
    void valuesMayReferToOthersAndAreLocatedThere() throws Exception {
        assertEquals(
                List.of("1: requirepass x", "1: masterauth x"),
                texts(read("requirepass = x\nmasterauth = ${requirepass}\n")));
    }

    @Test
    void aSyntaxErrorIsAFaultWithItsLine() throws Exception {
        ConfigReader.Result result = read("port = 7000\nbind = [1, 2\nx = }\n");
        assertEquals(List.of(), result.directives());
        assertEquals(1, result.faults().size());
        assertEquals(
                new Origin(directory.resolve("a.hocon").toString(), 3),
                result.faults().getFirst().origin());
    }

    @Test
    void aFaultOfAValueNamesTheLineToo() throws Exception {
        SettingTable table = new SettingTable();
        table.add(Setting.integer("port", 6379, 0, 65535));
        List<Fault> faults = table.load(read("\nport = 70000\nfoo = [1, 2]\n").directives());
        assertEquals(
                List.of(
                        "2 'port 70000' argument must be between 0 and 65535 inclusive",
                        "3 'foo 1 2' Bad directive or wrong number of arguments"),
                faults.stream()
                        .map(fault -> fault.origin().line() + " '" + fault.text() + "' " + fault.reason())
                        .toList());
    }
}
