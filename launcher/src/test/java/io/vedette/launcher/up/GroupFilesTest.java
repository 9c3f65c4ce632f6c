package io.vedette.launcher.up;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.launcher.options.CommandFailed;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupFilesTest {
    @TempDir
    private Path directory;

    @Test
    void anEmptyOrMissingDirectoryHoldsNoGroup() throws IOException {
        assertEquals(Optional.empty(), GroupFiles.read(directory));
        assertEquals(Optional.empty(), GroupFiles.read(directory.resolve("missing")));
    }

    @Test
    void aWrittenGroupIsReadBackAsItWas() throws IOException {
        Group written =
                GroupFiles.write(directory, List.of(7001, 7002), List.of(7101, 7102, 7103), 500, Directives.NONE);
        Group read = GroupFiles.read(directory).orElseThrow();
        assertEquals(written.servers(), read.servers());
        assertEquals(written.sentinels(), read.sentinels());
        assertFalse(written.resumed());
        assertTrue(read.resumed());
    }

    @Test
    void theFirstServerIsMasterAndTheOthersFollowIt() throws IOException {
        GroupFiles.write(directory, List.of(7001, 7002), List.of(7101), 500, Directives.NONE);
        assertFalse(text("server-7001.conf").contains("replicaof"));
        assertTrue(text("server-7002.conf").contains("\nreplicaof 127.0.0.1 7001\n"));
    }

    @Test
    void theQuorumIsAMajority() throws IOException {
        GroupFiles.write(directory, List.of(7001), List.of(7101, 7102, 7103, 7104, 7105), 500, Directives.NONE);
        assertTrue(text("sentinel-7105.conf").contains("\nsentinel monitor mymaster 127.0.0.1 7001 3\n"));
        assertTrue(text("sentinel-7105.conf").contains("\nsentinel down-after-milliseconds mymaster 500\n"));
    }

    @Test
    void inADurableGroupHalfOfTheReplicasConfirmAndTheSentinelsKnowIt() throws IOException {
        List<Integer> servers = List.of(7001, 7002, 7003, 7004);
        GroupFiles.write(
                directory,
                servers,
                List.of(7101),
                500,
                Directives.NONE.durable(3).fenced(3, 500));
        for (int port : servers) {
            List<String> lines = text("server-" + port + ".conf").lines().toList();
            assertTrue(lines.containsAll(List.of("write-quorum 2", "write-quorum-fsync yes")));
            assertTrue(lines.containsAll(List.of("min-sentinels-to-write 2", "min-sentinels-max-lag 300")));
        }
        assertTrue(text("sentinel-7101.conf")
                .endsWith("\nsentinel write-quorum mymaster 2 3\nsentinel fencing mymaster 2 300 3\n"));
    }

    @Test
    void filesThatExistAreNeverOverwritten() throws IOException {
        Files.writeString(directory.resolve("server-7001.conf"), "port 7001\n");
        assertThrows(
                FileAlreadyExistsException.class,
                () -> GroupFiles.write(directory, List.of(7001), List.of(7101), 500, Directives.NONE));
        assertEquals("port 7001\n", text("server-7001.conf"));
    }

    @Test
    void thePortInTheFileCountsMoreThanTheOneInItsName() throws IOException {
        Files.writeString(directory.resolve("server-7001.conf"), "# moved\nPORT 7009\n");
        assertEquals(
                7009,
                GroupFiles.read(directory).orElseThrow().servers().getFirst().port());
    }

    @Test
    void sentinelsWithoutAServerAreNoGroup() throws IOException {
        Files.writeString(directory.resolve("sentinel-7101.conf"), "port 7101\n");
        assertThrows(CommandFailed.class, () -> GroupFiles.read(directory));
    }

    private String text(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }
}
