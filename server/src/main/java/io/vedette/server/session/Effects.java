package io.vedette.server.session;

import io.vedette.resp.Argv;
import java.util.Arrays;

/**
 * What the log is to get of the commands that run now: commands, each with its database. There is one for nearly every write, so they are
 * columns and no objects. Owned by the loop.
 */
final class Effects {
    private static final Argv NONE = new Argv();
    private static final int FIRST_ROOM = 16;
    /** More is given back when they are taken out: what one transaction or one round of eviction did. */
    private static final int MOST_ROOM_KEPT = 1_024;

    private int[] databases = new int[FIRST_ROOM];
    private Argv[] commands = new Argv[FIRST_ROOM];
    private int count;

    void add(int database, Argv command) {
        if (count == databases.length) {
            databases = Arrays.copyOf(databases, 2 * count);
            commands = Arrays.copyOf(commands, 2 * count);
        }
        databases[count] = database;
        commands[count] = command;
        count++;
    }

    int count() {
        return count;
    }

    int database(int index) {
        return databases[index];
    }

    Argv command(int index) {
        return commands[index];
    }

    /** Takes out all but the first ones. */
    void cut(int left) {
        if (left == 0 && databases.length > MOST_ROOM_KEPT) {
            databases = new int[FIRST_ROOM];
            commands = new Argv[FIRST_ROOM];
        } else {
            Arrays.fill(commands, left, count, NONE);
        }
        count = left;
    }
}
