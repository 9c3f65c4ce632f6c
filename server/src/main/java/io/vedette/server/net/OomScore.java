package io.vedette.server.net;

import io.vedette.config.ConfigRefusal;
import io.vedette.server.config.OomSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Linux how readily it should end this process when memory runs out: {@code oom-score-adj}, by role, as Redis does.
 * What the process had before is given back when the setting says {@code no}. Owner loop only; the file is the kernel's own table,
 * with no disk behind it.
 */
final class OomScore {
    static final Path FILE = Path.of("/proc/self/oom_score_adj");

    private static final Logger LOG = LoggerFactory.getLogger(OomScore.class);
    /** The kernel takes no more, in either direction. */
    private static final int MOST = 1_000;

    private final OomSettings settings;
    private final BooleanSupplier isReplica;
    private final Path file;
    /** What the process had before; empty while it has that. */
    private OptionalInt before = OptionalInt.empty();

    private boolean replica;

    OomScore(OomSettings settings, BooleanSupplier isReplica, Path file) {
        this.settings = settings;
        this.isReplica = isReplica;
        this.file = file;
    }

    /** From now on the settings hold. What cannot be done at start is told in the log, and the server starts all the same. */
    void begin() {
        apply();
        settings.mode.onChange(mode -> change());
        settings.scores.onChange(scores -> change());
    }

    /** About ten times a second: the role may have changed. */
    void beat() {
        if (replica != isReplica.getAsBoolean()) {
            apply();
        }
    }

    private void change() throws ConfigRefusal {
        if (!apply()) {
            throw new ConfigRefusal("Failed to apply new oom_score_adj configuration, check server logs.");
        }
    }

    private boolean apply() {
        replica = isReplica.getAsBoolean();
        String mode = settings.mode.get();
        boolean given = !mode.equals("no");
        if (!given && before.isEmpty()) {
            return true;
        }
        try {
            int base = before.isPresent()
                    ? before.getAsInt()
                    : Integer.parseInt(Files.readString(file).strip());
            int stated = Integer.parseInt(settings.scores.get().split(" ")[replica ? 1 : 0]);
            int score = given ? Math.clamp((mode.equals("absolute") ? 0 : base) + stated, -MOST, MOST) : base;
            Files.writeString(file, Integer.toString(score));
            before = given ? OptionalInt.of(base) : OptionalInt.empty();
            return true;
        } catch (IOException e) {
            LOG.warn("Unable to write oom_score_adj: {}", e.toString());
            return false;
        }
    }
}
