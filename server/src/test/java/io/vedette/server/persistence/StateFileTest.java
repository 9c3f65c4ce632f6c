package io.vedette.server.persistence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.server.disk.DiskFile;
import io.vedette.server.disk.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateFileTest {
    private static final Path FOLDER = Path.of("/data");
    private static final String FIRST = "a".repeat(40);
    private static final String SECOND = "b".repeat(40);

    private static MemoryDisk disk() throws IOException {
        MemoryDisk disk = new MemoryDisk();
        disk.createFolder(FOLDER);
        return disk;
    }

    private static String id(MemoryDisk disk, String drawn) throws IOException {
        return StateFile.read(disk, FOLDER).serverId(() -> drawn);
    }

    @Test
    void theIdIsDrawnOnce() throws IOException {
        MemoryDisk disk = disk();
        assertEquals(FIRST, id(disk, FIRST));
        assertEquals(FIRST, id(disk, SECOND));
    }

    @Test
    void whatWasToldIsThereAfterALossOfPowerAtAnyMoment() throws IOException {
        MemoryDisk whole = disk();
        id(whole, FIRST);
        for (MemoryDisk.Names names : MemoryDisk.Names.values()) {
            for (int step = 0; step <= whole.steps(); step++) {
                MemoryDisk disk = disk();
                disk.powerLostAt = step;
                Optional<String> told = Optional.empty();
                try {
                    told = Optional.of(id(disk, FIRST));
                } catch (IOException powerLost) {
                    assertTrue(disk.isWithoutPower());
                }
                String found = id(disk.afterPowerLoss(names), SECOND);
                assertTrue(told.isEmpty() || found.equals(FIRST), "step " + step + ", names " + names);
            }
        }
    }

    @Test
    void aDamagedFileIsNoNewServer() throws IOException {
        for (String text : new String[] {"", "server-id short\n", "server-id " + FIRST + "\nx\n", "other thing\n"}) {
            MemoryDisk disk = disk();
            try (DiskFile file = disk.create(FOLDER.resolve(StateFile.NAME))) {
                file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            }
            assertThrows(IOException.class, () -> id(disk, SECOND), text);
        }
    }

    @Test
    void linesOfLaterVersionsAreTakenAsTheyAre() throws IOException {
        MemoryDisk disk = disk();
        try (DiskFile file = disk.create(FOLDER.resolve(StateFile.NAME))) {
            file.write(ByteBuffer.wrap(("server-id " + FIRST + "\npromised 7 x\n").getBytes(StandardCharsets.UTF_8)));
        }
        assertEquals(FIRST, id(disk, SECOND));
    }

    @Test
    void aChangeIsThereWholeOrNotAtAllAndWhatIsOutOfItStays() throws IOException {
        Map<String, Optional<String>> change = Map.of("promised", Optional.of("7 a"), "hollow", Optional.empty());
        MemoryDisk whole = disk();
        StateFile file = StateFile.read(whole, FOLDER);
        file.serverId(() -> FIRST);
        file.change(Map.of("promised", Optional.of("6 b"), "hollow", Optional.of("yes")));
        int before = whole.steps();
        file.change(change);
        for (MemoryDisk.Names names : MemoryDisk.Names.values()) {
            for (int step = before + 1; step <= whole.steps(); step++) {
                MemoryDisk disk = disk();
                disk.powerLostAt = step;
                StateFile lost = StateFile.read(disk, FOLDER);
                boolean told = false;
                try {
                    lost.serverId(() -> FIRST);
                    lost.change(Map.of("promised", Optional.of("6 b"), "hollow", Optional.of("yes")));
                    lost.change(change);
                    told = true;
                } catch (IOException powerLost) {
                    assertTrue(disk.isWithoutPower());
                }
                Map<String, String> found =
                        StateFile.read(disk.afterPowerLoss(names), FOLDER).lines();
                Map<String, String> old = Map.of("server-id", FIRST, "promised", "6 b", "hollow", "yes");
                Map<String, String> changed = Map.of("server-id", FIRST, "promised", "7 a");
                String where = "step " + step + ", names " + names + ": " + found;
                assertTrue(found.equals(changed) || !told && found.equals(old), where);
            }
        }
    }

    @Test
    void whatFailedIsTriedAgainThoughItIsTheSame() throws IOException {
        MemoryDisk disk = disk();
        StateFile file = StateFile.read(disk, FOLDER);
        file.serverId(() -> FIRST);
        int steps = disk.steps();
        file.change(Map.of("promised", Optional.of("7 a")));
        int written = disk.steps();
        file.change(Map.of("promised", Optional.of("7 a")));
        assertEquals(written, disk.steps(), "nothing is written that is there");
        assertTrue(written > steps);
    }
}
