package io.vedette.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    @TempDir
    Path directory;

    private final SettingTable table = new SettingTable();
    private final Setting<Integer> port = table.add(Setting.integer("port", 6379, 0, 65535));
    private final Setting<Boolean> readOnly =
            table.add(Setting.yesNo("replica-read-only", true).aka("slave-read-only"));
    private final Setting<Long> maxmemory = table.add(Setting.memory("maxmemory", 0, 0, Long.MAX_VALUE));

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aFileHasDirectivesInAnyCaseCommentsAndBlankLines() throws Exception {
        Path file = file("a.conf", "# comment\n\nPORT 7000\r\n  slave-read-only no\nmaxmemory 100mb");
        ConfigReader.readFile(file).into(table);
        assertEquals(7000, port.get());
        assertEquals(false, readOnly.get());
        assertEquals(100L << 20, maxmemory.get());
    }

    @Test
    void laterDirectivesWinAndTheCommandLineIsLast() throws Exception {
        Path included = file("included.conf", "port 2\nmaxmemory 2");
        Path file = file("a.conf", "port 1\nmaxmemory 1\ninclude " + included + "\nmaxmemory 3");
        CommandLine line = CommandLine.parse(file.toString(), "--replica-read-only", "no", "-");
        ConfigReader.read(line, input("replica-read-only yes\nmaxmemory 4")).into(table);
        assertEquals(2, port.get());
        assertEquals(4, maxmemory.get());
        assertEquals(false, readOnly.get());
    }

    @Test
    void anIncludeMayBeAPatternAndMayMatchNothing() throws Exception {
        file("1.inc", "port 1");
        file("2.inc", "port 2");
        Path file = file("a.conf", "include " + directory + "/*.inc\ninclude " + directory + "/*.none");
        ConfigReader.readFile(file).into(table);
        assertEquals(2, port.get());
    }

    @Test
    void allFaultsOfAllFilesAreToldAtOnceWithFileAndLine() throws Exception {
        Path included = file("included.conf", "\nport 70000");
        Path file = file("a.conf", "nonsense 1\ninclude " + included + "\nmaxmemory \"1\nreplica-read-only maybe");
        CommandLine line = CommandLine.parse(file.toString(), "--maxmemory", "10xx");
        ConfigException refused = assertThrows(
                ConfigException.class, () -> ConfigReader.read(line, input("")).into(table));
        assertEquals("""

                *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
                Reading the configuration file, at line 3 of FILE
                >>> 'maxmemory "1'
                Unbalanced quotes in configuration line
                Reading the configuration file, at line 1 of FILE
                >>> 'nonsense 1'
                Bad directive or wrong number of arguments
                Reading the configuration file, at line 2 of INCLUDED
                >>> 'port 70000'
                argument must be between 0 and 65535 inclusive
                Reading the configuration file, at line 4 of FILE
                >>> 'replica-read-only maybe'
                argument must be 'yes' or 'no'
                Reading the command line, at option 1
                >>> 'maxmemory "10xx"'
                argument must be a memory value
                """, refused.report().replace(file.toString(), "FILE").replace(included.toString(), "INCLUDED"));
    }

    @Test
    void aMissingFileIsToldAsRedisDoes() {
        Path missing = directory.resolve("missing.conf");
        ConfigException refused = assertThrows(
                ConfigException.class, () -> ConfigReader.readFile(missing).into(table));
        assertTrue(refused.unreadable());
        assertEquals(
                "Fatal error, can't open config file '" + missing + "': No such file or directory", refused.report());
    }

    @Test
    void filesThatIncludeEachOtherAreAFaultAndNoEndlessLoop() throws Exception {
        Path file = file("a.conf", "include " + directory.resolve("a.conf"));
        List<Fault> faults = ConfigReader.readFile(file).faults();
        assertEquals(1, faults.size());
        assertEquals(
                "files include each other more than 16 deep", faults.getFirst().reason());
    }
}
