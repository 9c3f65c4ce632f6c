package io.vedette.server.persistence;

import io.vedette.server.values.Collection;
import java.io.IOException;

/** Collections that are being read: what was read of one that turns out to be damaged is given back. Stateless. */
final class Unfinished {
    private Unfinished() {}

    /** The rest of the reading. */
    @FunctionalInterface
    interface Filling {
        void run() throws IOException;
    }

    /** The value once it is filled; if that fails it holds nothing any more. */
    static <V extends Collection> V whole(V value, Filling filling) throws IOException {
        boolean whole = false;
        try {
            filling.run();
            whole = true;
            return value;
        } finally {
            if (!whole) {
                value.release();
            }
        }
    }
}
