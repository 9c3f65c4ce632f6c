package io.vedette.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vedette.config.ConfigRefusal;
import io.vedette.replication.Fence;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FenceSettingsTest {
    private final ServerSettings settings = new ServerSettings();

    @Test
    void theyAreOffAtFirst() {
        assertEquals(new Fence.Rule(0, 10_000, false, false), settings.fence.rule());
    }

    @Test
    void eachChangeIsTold() throws ConfigRefusal {
        List<Fence.Rule> told = new ArrayList<>();
        settings.fence.onChange(() -> told.add(settings.fence.rule()));
        settings.table().set(List.of("min-sentinels-to-write", "2"));
        settings.table().set(List.of("min-sentinels-max-lag", "600"));
        settings.table().set(List.of("boot-fenced", "yes"));
        settings.table().set(List.of("fence-reads", "yes"));
        assertEquals(4, told.size());
        assertEquals(new Fence.Rule(2, 600, true, true), told.getLast());
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        for (List<String> pair : List.of(
                List.of("min-sentinels-to-write", "-1"),
                List.of("min-sentinels-to-write", "101"),
                List.of("min-sentinels-max-lag", "9"),
                List.of("min-sentinels-max-lag", "3600001"),
                List.of("boot-fenced", "1"))) {
            assertThrows(ConfigRefusal.class, () -> settings.table().set(pair), pair.toString());
        }
    }
}
